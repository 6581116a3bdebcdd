"""translate-toolkit as a peer.

It is GPL: a program in an environment of its own (`scripts/environment.sh exchange`), never imported.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PYTHON = Path(__file__).resolve().parents[2] / ".cache" / "environments" / "exchange" / "bin" / "python"
MISSING = "translate-toolkit is left out: scripts/environment.sh exchange installs it"

_CHECKING = """
import json, sys
from translate.filters import checks
from translate.storage import base
found = []
for source, target in json.load(sys.stdin):
    unit = base.TranslationUnit(source)
    unit.target = target
    found.append(sorted(checks.StandardChecker().run_filters(unit)))
json.dump(found, sys.stdout)
"""
_MATCHING = """
import json, sys, time
from translate.search import match
from translate.storage import tmx
given = json.load(sys.stdin)
store = tmx.tmxfile()
for source in given["sources"]:
    store.addtranslation(source, "en", "rendered", "de")
matcher = match.matcher(store, max_candidates=5, min_similarity=50, max_length=2000)
answers = []
for query in given["queries"]:
    begun = time.perf_counter()
    found = matcher.matches(query)
    answers.append([(time.perf_counter() - begun) * 1000, [str(unit.source) for unit in found[:1]]])
json.dump(answers, sys.stdout)
"""


def is_there() -> bool:
    return PYTHON.exists()


def check_pairs(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The names of the checks of its `pofilter` that fail, for each source and rendering."""
    found: list[list[str]] = _run(_CHECKING, pairs)
    return found


def match_sources(sources: Sequence[str], queries: Sequence[str]) -> list[tuple[float, str]]:
    """For each query the milliseconds that it took, and the best source; empty when nothing is like it."""
    answers = _run(_MATCHING, {"sources": sources, "queries": queries})
    return [(took, found[0] if found else "") for took, found in answers]


def _run(program: str, given: object) -> Any:
    done = subprocess.run(
        [PYTHON, "-c", program], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=900
    )
    return json.loads(done.stdout)
