"""Other names that a person goes by: *Bob* for *Robert*, Саша for Александр; read from `tables/forms.tsv`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files


def other_forms(word: str, script: str) -> tuple[str, ...]:
    """The forms of a given name, or the names that a form may stand for; empty for most words.

    Args:
        word: spelled.
        script: ISO 15924 code.
    """
    return _forms().get((script, word), ())


@cache
def _forms() -> dict[tuple[str, str], tuple[str, ...]]:
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for line in (files("dragoman.names") / "tables" / "forms.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        script, name, forms = line.split("\t")
        for form in forms.split():
            found[script, name][form] = None
            found[script, form][name] = None
    return {word: tuple(forms) for word, forms in found.items()}
