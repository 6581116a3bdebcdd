"""Where in a memory's journal a similar source may stand: words of the folded text, in tantivy.

The index names places, it decides nothing: what it names is compared in full. It covers the journal up to `indexed_bytes` and
can always be made anew from it.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

# Raised whenever terms, fields or folding change: an index made otherwise is made anew.
FORMAT = 2
_WRITER_BYTES = 100_000_000
_FEW_WORDS = 6  # texts so short are also found by their letters
# Of a query's terms the rarest are looked up: no more than fit a number of postings, which is what the time goes into, but
# so many at least. Measured at a million units: the p95 of a look-up halves, and the best match is missed as rarely.
_MOST_POSTINGS = 300_000
_LEAST_TERMS, _MOST_TERMS = 7, 64
_LONGEST_TERM = 60  # code points
_GRAM = "·"
_WORD = re.compile(r"\w+")


class PlaceIndex:
    """The index in a folder. A folder that cannot be used, or is broken, is as an empty index that cannot be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: tantivy.Index | None = None
        self.indexed_bytes = 0
        self.seal = ""
        self._open()

    def write(self, read: Callable[[int], Iterable[tuple[int, str]]], upto: int, seal: str) -> bool:
        """Cover the journal up to `upto`.

        Args:
            read: gives (place, comparable text) of all units from a place on, up to `upto`.
            seal: what the journal has at `upto`, by which a journal put in its place is known.

        Returns:
            False when the folder cannot be written, or another process is writing: nothing is lost, the journal has it all.
        """
        try:
            with self._alone():
                self._open()
                if self.indexed_bytes >= upto:  # another process was faster
                    return True
                index = self._index or self._make()
                writer = index.writer(_WRITER_BYTES, 1)
                try:
                    for place, text in read(self.indexed_bytes):
                        writer.add_document(tantivy.Document(place=place, text=" ".join(terms(text, few=_FEW_WORDS))))
                    writer.commit()
                finally:
                    writer.wait_merging_threads()
                self._mark(upto, seal)
        except (ValueError, OSError):
            return False
        index.reload()
        self._index, self.indexed_bytes, self.seal = index, upto, seal
        return True

    def clear(self) -> None:
        """Forget everything: the journal is shorter than what was indexed, or the index is broken."""
        self._index, self.indexed_bytes, self.seal = None, 0, ""
        shutil.rmtree(self.path, ignore_errors=True)

    def candidates(self, text: str, limit: int) -> list[int]:
        """Places whose text shares most with a comparable text: the likeliest by words, then of short ones by letters."""
        # A query looks at letters a little earlier than a text is indexed by them: a word more or less must not matter.
        wanted = set(terms(text, few=_FEW_WORDS + 1))
        grams = {term for term in wanted if term.startswith(_GRAM)}
        # Apart: a text a little longer has no letters in the index, and those that have them would all stand before it.
        return [*self._places(wanted - grams, limit), *self._places(grams, limit)]

    def _places(self, wanted: set[str], limit: int) -> Iterator[int]:
        if self._index is None or not wanted:
            return
        searcher, schema = self._index.searcher(), self._index.schema
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, index_option="freq"))
            for term in _rarest(searcher, wanted)
        ]
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False)
        places = searcher.fast_field_values("place", [address for _, address in found.hits])
        yield from (int(place) for place in places if place is not None and place < self.indexed_bytes)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process or thread writes the index; BlockingIOError when one does."""
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def _open(self) -> None:
        """What the folder has now; nothing when there is no index, or a broken one."""
        self._index, self.indexed_bytes, self.seal = None, 0, ""
        try:
            mark = json.loads((self.path / "dragoman.json").read_text(encoding="ascii"))
            if mark["format"] == FORMAT:
                indexed, seal = int(mark["indexed_bytes"]), str(mark["seal"])
                self._index, self.indexed_bytes, self.seal = tantivy.Index.open(str(self.path)), indexed, seal
        except (ValueError, OSError, KeyError, TypeError):
            return

    def _make(self) -> tantivy.Index:
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("place", stored=False, indexed=False, fast=True)
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        return tantivy.Index(builder.build(), path=str(self.path))

    def _mark(self, upto: int, seal: str) -> None:
        fresh = self.path / f"dragoman.{os.getpid()}.tmp"
        fresh.write_text(json.dumps({"format": FORMAT, "indexed_bytes": upto, "seal": seal}), encoding="ascii")
        fresh.replace(self.path / "dragoman.json")


def _rarest(searcher: tantivy.Searcher, wanted: set[str]) -> list[str]:
    counted = sorted((searcher.doc_freq("text", term), term) for term in wanted)
    postings = itertools.accumulate(count for count, _ in counted)
    return [
        term
        for number, ((_, term), total) in enumerate(zip(counted, postings, strict=True))
        if number < _LEAST_TERMS or (total <= _MOST_POSTINGS and number < _MOST_TERMS)
    ]


def terms(text: str, *, few: int) -> list[str]:
    """What a comparable text is found by: its words; where these are few, also each three letters in a row."""
    storable = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text to tantivy
    words: list[str] = [word[:_LONGEST_TERM] for word in _WORD.findall(storable)]
    if len(words) > few:
        return words
    spaced = f"_{storable.replace(' ', '_')}_"
    return words + [_GRAM + spaced[start : start + 3] for start in range(len(spaced) - 2)]
