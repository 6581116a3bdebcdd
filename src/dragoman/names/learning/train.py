"""The whole of training: from a data folder to the folder of tables that the package ships."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from dragoman.errors import NameListUnreadable
from dragoman.names.known_pairs import KnownPairs
from dragoman.names.learning.derived import persian, sorani, yiddish
from dragoman.names.learning.models import Weighted, model, script_pairs
from dragoman.names.learning.pair_weights import fit_weights
from dragoman.names.learning.sources import Counts, Source, read_sources
from dragoman.names.models import MANIFEST_FILE, SCRIPTS, WEIGHTS_FILE, Models
from dragoman.names.summing.plain import PlainSums

NOTE = (
    "Learned by `dragoman names train`. Word pairs: CC0 1.0. "
    "Rules for Persian, Sorani and Yiddish spellings: written for Dragoman."
)


def train(data: Path, out: Path, report: Callable[[str], None], *, weights_only: bool = False) -> None:
    """Learn all tables from a data folder and write them, with a manifest of what they were learned from.

    The same data gives the same files.

    Args:
        data, out: folders.
        report: takes a sentence of what is done.
        weights_only: keep the models that are in `out`, learned from the same data, and fit the weights again.

    Raises:
        NameListUnreadable: the data folder is not one, or has too little to learn from.
        NameTablesUnreadable: `weights_only`, and `out` has no models.
    """
    found = read_sources(data)
    tables: dict[str, Counts] = {source.script: counts for source, counts in found}
    if not tables.keys() <= set(SCRIPTS[1:]):
        raise NameListUnreadable(f"sources.tsv: a script is one of {', '.join(SCRIPTS[1:])}.")
    for source, _ in found:
        report(f"{source.file}: {source.rows - source.left_out} of {source.rows} rows used")
    out.mkdir(parents=True, exist_ok=True)
    if not weights_only:
        _learn_models(tables, out, report)
    by_letters = Models(out, sums_of=PlainSums, known_pairs={script: KnownPairs.of((), script) for script in tables})
    (out / WEIGHTS_FILE).write_text(fit_weights(tables, by_letters), encoding="utf-8")
    for script, counts in tables.items():
        (out / f"known-{script}.npz").write_bytes(KnownPairs.of(counts, script).to_bytes())
    (out / MANIFEST_FILE).write_text(_manifest(out, [source for source, _ in found]), encoding="utf-8")
    report(f"written to {out}")


def _learn_models(tables: dict[str, Counts], out: Path, report: Callable[[str], None]) -> None:
    for (one, other), pairs in script_pairs(tables, _derived(tables)).items():
        (out / f"{one}-{other}.npz").write_bytes(model(pairs).to_bytes())
        report(f"{one}-{other}: learned from {len(pairs)} pairs of words")


def _derived(tables: dict[str, Counts]) -> dict[str, Weighted]:
    """By script, what is learned beside its table."""
    rules = {"Arab": (persian, sorani), "Hebr": (yiddish,)}
    return {
        script: {pair: share for rule in rules.get(script, ()) for pair, share in rule(counts).items()}
        for script, counts in tables.items()
    }


def _manifest(out: Path, sources: list[Source]) -> str:
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir()) if path.name != MANIFEST_FILE
    }
    return json.dumps({"note": NOTE, "inputs": [asdict(source) for source in sources], "files": files}, indent=1) + "\n"
