"""Search over originals and translations, whatever the spelling. The embedded index is tantivy, fed with our own tokens.

One process writes at a time, others wait their turn; any number read meanwhile. The index can always be made anew from the
items, so a broken one is no loss.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import tantivy

from dragoman.errors import SearchUnavailable
from dragoman.read.clauses import FILTERS, filter_clauses, whole_query
from dragoman.read.query import Query, read_query
from dragoman.read.snippets import Snippet, make_snippet
from dragoman.read.tokens import Spotter, keys, words

# Raised whenever tokens or fields change: an index made otherwise is made anew.
FORMAT = 2
_MARK = json.dumps({"format": FORMAT})
SHOWN = ("title", "text", "translations")  # the last as JSON, by language
WRITER_WAIT_SECONDS = 30.0
_WRITER_BYTES = 64_000_000
_FACET_VALUES = 30


@dataclass(frozen=True)
class Document:
    """What is indexed of one item."""

    id: int
    title: str
    text: str
    translations: Mapping[str, str]  # by their languages (BCP 47)
    source: str  # slug
    language: str  # BCP 47 of title and text
    state: str
    kind: str
    published: datetime | None


@dataclass(frozen=True)
class Hit:
    """One item found. `spellings` are the forms under which the words stood in it."""

    id: int
    score: float
    title: Snippet
    snippets: tuple[Snippet, ...]
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """An answer. `relaxed`: no item holds all the words, so these hold some. `facets`: filter → value → count."""

    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    relaxed: bool = False


class SearchIndex(Protocol):
    """What a search index offers; tantivy is one, a search server could be another."""

    def write(self, documents: Iterable[Document]) -> None: ...

    def remove(self, ids: Iterable[int]) -> None: ...

    def search(
        self, query: str, *, filters: Mapping[str, str | Sequence[str]] | None = None, limit: int = 20, offset: int = 0
    ) -> Results: ...

    def rebuild(self) -> None: ...

    def is_outdated(self) -> bool: ...


class TantivyIndex:
    """The embedded index in a folder, made when it is not there.

    Args:
        written: the language that most translations are in (BCP 47); a query's words are stemmed in it too.

    Raises: SearchUnavailable, by every call: the folder cannot be used, the index is broken or of another format (make it
    anew with `rebuild` and write every document), or another process kept writing for too long.
    """

    def __init__(self, path: Path, *, written: str, wait_seconds: float = WRITER_WAIT_SECONDS) -> None:
        self.path = path
        self.written = written
        self.wait_seconds = wait_seconds
        self._opened: tuple[int, tantivy.Index] | None = None

    def is_outdated(self) -> bool:
        """Whether another version of the program made it, so that it has to be made anew."""
        try:
            return (self.path / "dragoman.json").read_text(encoding="ascii", errors="replace") != _MARK
        except OSError:
            return False  # not there yet, or not to be read, which every other call says

    def write(self, documents: Iterable[Document]) -> None:
        """Add documents, or put them in the place of those with the same id; all of them or none."""
        writer = self._writer()
        try:
            for document in documents:
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(_to_tantivy(document))
            writer.commit()
        except (ValueError, OSError) as error:
            raise SearchUnavailable("The search index could not be written.", detail=str(error)) from error

    def remove(self, ids: Iterable[int]) -> None:
        """Take documents out; ids that are not there do no harm."""
        writer = self._writer()
        for number in ids:
            writer.delete_documents_by_term("id", number)
        writer.commit()

    def rebuild(self) -> None:
        """Make the index anew, empty."""
        self._opened = None
        shutil.rmtree(self.path, ignore_errors=True)
        self._index()

    def search(
        self, query: str, *, filters: Mapping[str, str | Sequence[str]] | None = None, limit: int = 20, offset: int = 0
    ) -> Results:
        """Items that hold every word of a query (see `dragoman.read.query`), best first; if none does, those that hold some.

        Args:
            filters: of `FILTERS`, each one value or several; an empty value filters nothing.
            limit, offset: of the hits, not of the total.
        """
        index = self._index()
        understood = read_query(query, self.written)
        try:
            index.reload()
            searcher = index.searcher()
            return _search(searcher, index.schema, understood, filter_clauses(index.schema, filters or {}), limit, offset)
        except (ValueError, OSError) as error:
            raise _broken(error) from error

    def _index(self) -> tantivy.Index:
        """The open index; opened again when another process made it anew."""
        mark = self.path / "dragoman.json"
        try:
            if self._opened is None or not mark.exists() or self._opened[0] != mark.stat().st_ino:
                index = _open(self.path, mark)
                self._opened = (mark.stat().st_ino, index)
        except (ValueError, OSError) as error:
            raise _broken(error) from error
        return self._opened[1]

    def _writer(self) -> Any:
        index = self._index()
        deadline = time.monotonic() + self.wait_seconds
        while True:
            try:
                return index.writer(_WRITER_BYTES, 1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise _broken(error) from error
                if time.monotonic() > deadline:
                    raise SearchUnavailable("Another process is writing the search index.", detail=str(error)) from error
                time.sleep(0.05)


def _broken(error: Exception) -> SearchUnavailable:
    return SearchUnavailable(
        "The search index cannot be read. Make it anew with `dragoman search --rebuild`; nothing else is lost.", detail=str(error)
    )


def _open(path: Path, mark: Path) -> tantivy.Index:
    """Open the folder's index or make one; the mark is written last, so a half-made index is made anew."""
    if mark.exists():
        if mark.read_text(encoding="ascii") != _MARK:
            raise ValueError("the index has another format")
        return tantivy.Index.open(str(path))
    path.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(_schema(), path=str(path), reuse=True)
    fresh = path / f"dragoman.{os.getpid()}.tmp"
    fresh.write_text(_MARK, encoding="ascii")
    fresh.replace(mark)
    return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name in ("exact", "stem", "sound", "title_stem"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in SHOWN:
        builder.add_bytes_field(name, stored=True)  # UTF-8, kept for snippets only: a text field would be indexed whole
    for name in FILTERS:
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True)
    return builder.build()


def _to_tantivy(document: Document) -> tantivy.Document:
    own = ((document.language, document.title), (document.language, document.text))
    found = [
        known
        for language, text in (*own, *document.translations.items())
        for word in words(text)
        if (known := keys(word, language))
    ]
    title = [known.stem for word in words(document.title) if (known := keys(word, document.language))]
    fields: dict[str, Any] = {
        "id": document.id,
        "exact": " ".join(word.exact for word in found),
        "stem": " ".join(word.stem for word in found),
        "sound": " ".join(word.sound for word in found if word.sound),
        "title_stem": " ".join(title),
        "published": int(document.published.timestamp()) if document.published else 0,
    }
    fields |= {name: getattr(document, name) for name in FILTERS}
    shown = {"title": document.title, "text": document.text, "translations": json.dumps(dict(document.translations))}
    fields |= {name: text.encode("utf-8", "replace") for name, text in shown.items()}
    return tantivy.Document(**fields)


def _search(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    query: Query,
    filters: list[tuple[tantivy.Occur, tantivy.Query]],
    limit: int,
    offset: int,
) -> Results:
    found = _run(searcher, whole_query(schema, query, filters, every=True), limit, offset)
    relaxed = False
    if not found.count and sum(not term.excluded for term in query.terms) > 1:
        found = _run(searcher, whole_query(schema, query, filters, every=False), limit, offset)
        relaxed = bool(found.count)
    whole = whole_query(schema, query, filters, every=not relaxed)
    spotter = cache(query.spotter)
    hits = [_hit(searcher.doc(address).to_dict(), score, spotter) for score, address in found.hits]
    return Results(found.count or 0, hits, _facets(searcher, whole), relaxed)


def _run(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int) -> Any:
    return searcher.search(query, limit=max(limit, 1), offset=max(offset, 0), count=True)


def _facets(searcher: tantivy.Searcher, query: tantivy.Query) -> dict[str, dict[str, int]]:
    asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in FILTERS}
    counted = searcher.aggregate(query, asked)
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in FILTERS}


def _hit(stored: dict[str, list[Any]], score: float, spotter: Callable[[str], Spotter]) -> Hit:
    language = stored["language"][0]
    texts = {name: bytes(stored[name][0]).decode() for name in SHOWN}
    title = make_snippet("title", language, texts["title"], spotter(language))
    translations = json.loads(texts["translations"]).items()
    bodies = [("text", language, texts["text"]), *(("translation", tag, text) for tag, text in translations)]
    snippets = [make_snippet(name, tag, text, spotter(tag)) for name, tag, text in bodies if text]
    spelled = [snippet.text[start:end] for snippet in (title, *snippets) for start, end in snippet.marks]
    return Hit(stored["id"][0], score, title, tuple(snippets), tuple(dict.fromkeys(spelled)))
