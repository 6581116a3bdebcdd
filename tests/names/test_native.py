"""What is compiled of names: found only beside its own sources, and built of them by the package's build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.names.native.library import built_file

REPOSITORY = Path(__file__).parents[2]
NATIVE = Path("src/dragoman/names/native")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The sources of what is compiled, and the program that compiles them."""
    (tmp_path / NATIVE).mkdir(parents=True)
    for source in (REPOSITORY / NATIVE).glob("*.c"):
        shutil.copy(source, tmp_path / NATIVE)
    shutil.copy(REPOSITORY / "hatch_build.py", tmp_path)
    return tmp_path


def build(tree: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "hatch_build.py"],
        cwd=tree,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not shutil.which("cc"), reason="left out, there is no C compiler")
def test_what_is_built_is_met_only_beside_its_own_sources(tree: Path):
    assert build(tree).returncode == 0
    built = built_file(tree / NATIVE)
    assert built.is_file()
    with (tree / NATIVE / "sums.c").open("a") as source:
        source.write("/* changed */\n")
    assert built_file(tree / NATIVE) != built
    assert build(tree).returncode == 0
    assert built_file(tree / NATIVE).is_file()
    assert not built.exists()


def test_a_compiler_that_is_not_there_is_said_and_leaves_nothing(tree: Path):
    done = build(tree, PATH="/nowhere", CC="no-such-compiler")
    assert done.returncode != 0
    assert "there is no C compiler" in done.stderr
    assert not [*(tree / NATIVE).glob("*.so"), *(tree / NATIVE).glob("*.partial")]
