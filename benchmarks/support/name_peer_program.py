"""One other way to match names, as a program: run by the Python of `.cache/environments/names`, which has what it needs.

`name_peer_program.py METHOD` reads a JSON object a line and answers each with one: `{"names": [[id, name], …]}` is a list to
search, `{"query": name, "k": count}` gives `[[id, score], …]`, `{"pair": [name, name]}` a score. `seconds` of an answer is the
processor time it took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol

import icu  # type: ignore[import-not-found]
from metaphone import doublemetaphone  # type: ignore[import-not-found]
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

# Where a comparison is too slow for a whole list, so many names are compared, the nearest by their letters.
_NEAREST = 100
_TO_LATIN = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")


class Method(Protocol):
    """A way to match names."""

    def build(self, names: list[tuple[str, str]]) -> None: ...

    def search(self, query: str, k: int) -> list[tuple[str, float]]: ...

    def compare(self, one: str, other: str) -> float: ...


class Plain:
    """Levenshtein similarity of names in a plain form, the words sorted."""

    def __init__(self, plain: Callable[[str], str]) -> None:
        self.plain = plain

    def build(self, names: list[tuple[str, str]]) -> None:
        self.names = names
        self.forms = [self.plain(name) for _, name in names]

    def nearest(self, query: str, k: int) -> list[tuple[int, float]]:
        """(place in the list, score), best first."""
        found = process.extract(self.plain(query), self.forms, scorer=Levenshtein.normalized_similarity, limit=k)
        return [(place, score) for _, score, place in found]

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        return [(self.names[place][0], score) for place, score in self.nearest(query, k)]

    def compare(self, one: str, other: str) -> float:
        return float(Levenshtein.normalized_similarity(self.plain(one), self.plain(other)))


class LogicV2:
    """nomenklatura's matcher of persons; in a list, of the names nearest by their letters."""

    def __init__(self) -> None:
        self.letters = Plain(latin)

    def build(self, names: list[tuple[str, str]]) -> None:
        self.letters.build(names)

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        nearest = self.letters.nearest(query, max(k, _NEAREST))
        scored = [(self.compare(query, self.letters.names[place][1]), score, place) for place, score in nearest]
        return [(self.letters.names[place][0], score) for score, _, place in sorted(scored, reverse=True)[:k]]

    def compare(self, one: str, other: str) -> float:
        return float(self._algorithm.compare(_person(one), _person(other), self._config).score)

    @cached_property
    def _algorithm(self) -> Any:
        from nomenklatura.matching import LogicV2 as Algorithm  # type: ignore[import-not-found]

        return Algorithm

    @cached_property
    def _config(self) -> Any:
        return self._algorithm.default_config()


def _person(name: str) -> Any:
    from followthemoney.proxy import EntityProxy  # type: ignore[import-not-found]

    return EntityProxy.from_dict({"id": name, "schema": "Person", "properties": {"name": [name]}})


def latin(name: str) -> str:
    """The name in plain Latin letters by ICU's tables, its words sorted."""
    return " ".join(sorted(_TO_LATIN.transliterate(name).replace("-", " ").split()))


def sounds(name: str) -> str:
    """The first double metaphone of each word."""
    return " ".join(doublemetaphone(word)[0] for word in latin(name).split())


METHODS: dict[str, Callable[[], Method]] = {
    "levenshtein": lambda: Plain(latin),
    "metaphone": lambda: Plain(sounds),
    "logic-v2": LogicV2,
}


def answer(method: Method, asked: dict[str, Any]) -> object:
    """What one line asks for."""
    if "names" in asked:
        method.build([(key, name) for key, name in asked["names"]])
        return None
    if "query" in asked:
        return method.search(asked["query"], asked["k"])
    return method.compare(*asked["pair"])


def main() -> None:
    method = METHODS[sys.argv[1]]()
    for line in sys.stdin:
        begun = time.process_time()
        found = answer(method, json.loads(line))
        print(json.dumps({"answer": found, "seconds": time.process_time() - begun}), flush=True)


if __name__ == "__main__":
    main()
