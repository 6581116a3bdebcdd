"""The words inside names that are not names: articles, kin, titles, ordinals; read from `tables/words.tsv`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files


class Kind(StrEnum):
    """What a token of a name is."""

    NAME = "name"
    INITIAL = "initial"
    ARTICLE = "article"  # al-, and its forms before sun letters
    KIN = "kin"  # bin, bint, de, van
    KUNYA = "kunya"  # abu, umm
    LINK = "link"  # ezafe, and
    TITLE = "title"  # sheikh, president, Mrs
    ORDINAL = "ordinal"  # II, the second, junior


KINDS: dict[str, Kind] = {kind: kind for kind in Kind}
# Only ever part of a compound, so no kind of a finished token.
SUN, SERVANT, SERVANT_OF, CLOSER, FAITH = "sun", "servant", "servant of", "closer", "faith"
_LETTER = "letter"


@cache
def words() -> dict[tuple[str, str], str]:
    """(ISO 15924 script, spelled form) → kind, or the part it plays in a compound."""
    return {(script, form): kind for kind, _, script, form in _rows() if kind != _LETTER}


@cache
def meanings() -> dict[tuple[str, str], str]:
    """(script, form) of a word that says the same in every script → what it says: the number of an ordinal."""
    return {(script, form): meaning for kind, meaning, script, form in _rows() if meaning and kind != _LETTER}


@cache
def letter_names() -> dict[tuple[str, str], str]:
    """(script, form) → the Latin letter whose name it is, before a full stop."""
    return {(script, form): meaning for kind, meaning, script, form in _rows() if kind == _LETTER}


@cache
def _rows() -> list[tuple[str, str, str, str]]:
    """(kind, meaning, script, form)."""
    rows = []
    for line in (files("dragoman.names") / "tables" / "words.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, script, forms = line.split("\t")
        kind, _, meaning = head.partition(":")
        rows += [(kind, meaning, script, form) for form in forms.split()]
    return rows
