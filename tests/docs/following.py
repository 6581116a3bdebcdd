"""Follow a page of the documents: run its shell blocks, in order, in one shell, as a reader would paste them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_BLOCK = re.compile(r"^## (?P<heading>[^\n]+)$|^```sh\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
# What differs from one machine or run to the next, by the name that it gets. Equal values get equal names.
_CHANGING = {
    "digest": r"\b[0-9a-f]{64}\b",
    "signature": r"(?<=\s)[A-Za-z0-9+/]{91}=",
    "hash": r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=",
    "fingerprint": r"\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b",
    "time": r"\b[A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d \d{4} GMT\b",
    "day": r"\bseen-\d{4}-\d\d-\d\d\b",
}


def follow(page: Path, folder: Path, given: Mapping[str, str]) -> str:
    """What the page's blocks print, heading by heading.

    Args:
        folder: where the shell runs.
        given: what this reader has, instead of the page's examples of it: `name=value` lines are replaced by name.
    """
    pieces = []
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if found["heading"]:
            pieces.append(f"printf '\\n== %s\\n' '{found['heading']}'\n")
        else:
            pieces.append(re.sub(r"^(\w+)=(.+)$", lambda line: _give(line, given), found["commands"], flags=re.MULTILINE))
    script = folder / "pasted.sh"
    script.write_text("".join(pieces), encoding="utf-8")
    plain_python = Path(sys.base_prefix) / "bin"  # with nothing installed beside what comes with it
    environment = {"PATH": f"{plain_python}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["sh", script.name], cwd=folder, env=environment, text=True, capture_output=True, check=False, timeout=120
    )
    return done.stdout + (f"\nAND IN ERROR:\n{done.stderr}" if done.stderr else "")


def _give(line: re.Match[str], given: Mapping[str, str]) -> str:
    return f"{line[1]}='{given[line[1]]}'" if line[1] in given else line[0]


def sections(printed: str) -> dict[str, str]:
    """What stands below each heading."""
    parts = re.split(r"^== (.+)\n", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def name_changing(printed: str) -> str:
    """The same text with numbered names in place of what changes from run to run."""
    for name, pattern in _CHANGING.items():
        names: dict[str, str] = {}
        printed = re.sub(pattern, lambda found: names.setdefault(found[0], f"<{name} {len(names) + 1}>"), printed)  # noqa: B023
    return printed.lstrip("\n")
