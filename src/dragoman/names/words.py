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


# Only ever part of a compound, so no kind of a finished token.
SUN, SERVANT, SERVANT_OF, CLOSER, FAITH = "sun", "servant", "servant of", "closer", "faith"


@cache
def words() -> dict[tuple[str, str], str]:
    """(ISO 15924 script, spelled form) → kind, or the part it plays in a compound."""
    table = {}
    for line in (files("dragoman.names") / "tables" / "words.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, script, forms = line.split("\t")
        table.update({(script, form): kind for form in forms.split()})
    return table
