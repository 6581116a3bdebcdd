"""A step of building the package: compiles the innermost loops of names, where there is a compiler.

`python hatch_build.py` does it in a source tree alone.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src/dragoman/names/native")
OPTIONS = ("-O2", "-std=c11", "-shared", "-fPIC")


class CompileSources(BuildHookInterface[Any]):
    """Puts the compiled file into a wheel; where nothing can be compiled, the wheel is of plain Python."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 # hatchling's interface
        if self.target_name != "wheel":
            return
        try:
            built = compile_sources(Path(self.root))
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", "") or error
            self.app.display_warning(f"{FOLDER.name} was not compiled, so names are compared more slowly: {said}")
            return
        build_data["artifacts"].append(f"/{built.relative_to(self.root)}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"


def compile_sources(root: Path) -> Path:
    """Compile beside the sources, under a name that follows from them, as `dragoman.names.native.library` looks for it."""
    folder = root / FOLDER
    sources = sorted(folder.glob("*.c"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    built = folder / f"names-{digest[:16]}.so"
    if not built.exists():
        partial = built.with_suffix(".partial")
        command = [*compiler(), *OPTIONS, "-o", str(partial), *map(str, sources), "-lm"]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        for other in folder.glob("names-*.so"):
            other.unlink()
        partial.replace(built)
    return built


def compiler() -> list[str]:
    """The command of `CC`, of Python's own build, or of the system: the first that is there."""
    for words in map(shlex.split, (os.environ.get("CC") or "cc", sysconfig.get_config_var("CC") or "gcc", "clang")):
        if words and shutil.which(words[0]):
            return words
    raise OSError("there is no C compiler")


if __name__ == "__main__":
    print(compile_sources(Path(__file__).parent))
