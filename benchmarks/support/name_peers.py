"""Other ways to match names, as `score.py` asks for them: letters by a fixed table, then Levenshtein or double metaphone.

Installed by `scripts/name_peers.sh` into `.cache/name-peers`. ICU's table stands in for anyascii's where PyICU is
installed; nomenklatura needs PyICU as well, and is measured only where both are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "name-peers"


def missing() -> list[str]:
    """Sentences that say which peers can't be measured, and why."""
    if str(PLACE) not in sys.path:
        sys.path.append(str(PLACE))
    said = [
        f"{name} is not installed: run scripts/name_peers.sh"
        for name in ("anyascii", "rapidfuzz", "metaphone")
        if not find_spec(name)
    ]
    if not find_spec("icu"):
        said.append("PyICU is not installed (it builds only with ICU's headers): anyascii writes the Latin letters instead")
    if not (find_spec("icu") and find_spec("nomenklatura")):
        said.append("nomenklatura is not measured: it needs PyICU")
    return said


def latin() -> Callable[[str], str]:
    """A function that writes any script in Latin letters by a fixed table."""
    if find_spec("icu"):
        import icu  # type: ignore[import-not-found]

        return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower").transliterate  # type: ignore[no-any-return]
    from anyascii import anyascii  # type: ignore[import-not-found]

    return lambda name: anyascii(name).lower()


class Levenshtein:
    """Best token-sort ratio of the transliterated names."""

    def build(self, names: Iterable[tuple[str, str]]) -> None:
        self.latin = latin()
        self.ids, self.names = [], []
        for key, name in names:
            self.ids.append(key)
            self.names.append(self.latin(name))

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        from rapidfuzz import fuzz, process  # type: ignore[import-not-found]

        found = process.extract(self.latin(query), self.names, scorer=fuzz.token_sort_ratio, limit=k)
        return [(self.ids[place], score / 100) for _, score, place in found]


class Metaphone(Levenshtein):
    """The same over the double metaphone of each word."""

    def build(self, names: Iterable[tuple[str, str]]) -> None:
        from metaphone import doublemetaphone  # type: ignore[import-not-found]

        plain = latin()

        def sounds(name: str) -> str:
            return " ".join(doublemetaphone(word)[0] for word in plain(name).split())

        self.latin = sounds
        self.ids, self.names = [], []
        for key, name in names:
            self.ids.append(key)
            self.names.append(sounds(name))


def similarity(one: str, other: str) -> float:
    """Token-sort ratio of two transliterated names."""
    from rapidfuzz import fuzz

    plain = latin()
    return float(fuzz.token_sort_ratio(plain(one), plain(other)) / 100)
