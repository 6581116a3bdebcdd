"""The words of all known names as a tree: which word may follow which, and which name ends where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from dragoman.names.cutting import tokens
from dragoman.names.linking.filters import HashFilter, pair_hash
from dragoman.names.linking.folded import fold_words, hash_word
from dragoman.names.linking.inflection import decline
from dragoman.names.linking.variants import variants
from dragoman.names.register import Entity, Name, Register
from dragoman.names.spelling import fold
from dragoman.names.words import Kind, words
from dragoman.text.folds import DROPPED

SHORT_LETTERS = 3
_BATCH_NAMES = 5_000
_WHOLE = frozenset({""})
_NEVER_READ = re.compile(f"[{re.escape(DROPPED)}]")
_NOBODY = frozenset({Kind.TITLE, Kind.ARTICLE, Kind.ORDINAL, Kind.KIN, Kind.KUNYA, Kind.LINK, Kind.INITIAL})


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name. `plain`: how it stands in the register, marks and invisible characters left out."""

    entity: Entity
    name: Name
    plain: str
    variant: bool  # made here, not given in the register
    short: bool  # one word of at most `SHORT_LETTERS` letters: only as it is spelled
    capital: bool


@dataclass(slots=True)
class Node:
    """A place in the tree: names that end here, and the words that go on, by their stem."""

    forms: list[Form] = field(default_factory=list)
    children: dict[str, list[Edge]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A word: its stem stands in `Node.children`. `endings` may follow the stem; `own` is the one of the register."""

    endings: frozenset[str]
    own: str
    node: Node


class NameTree:
    """All forms of a register's names.

    Attributes:
        languages: primary tags of the names' languages.
        refused: id → a name of this entity that is never linked.
        starts, alone, pairs: hashes of the stems that begin a name, that are a whole one, of first and second together.
    """

    def __init__(self, register: Register) -> None:
        self.root = Node()
        self.languages: set[str] = set()
        self.refused: dict[str, str] = {}
        for names in _batches(register):
            for (entity, name), parts in zip(names, _read_names([name.text for _, name in names]), strict=True):
                if not self._add(entity, name, parts):
                    self.refused[entity.id] = name.text
        edges = [(hash_word(stem), edge) for stem, edges in self.root.children.items() for edge in edges]
        self.starts = HashFilter(stem for stem, _ in edges)
        self.alone = HashFilter(stem for stem, edge in edges if edge.node.forms)
        self.pairs = HashFilter(pair_hash(stem, hash_word(after)) for stem, edge in edges for after in edge.node.children)

    def _add(self, entity: Entity, name: Name, parts: tuple[str, ...]) -> bool:
        """Put a name and its made variants into the tree; False when it has too little to be told from other words."""
        letters = "".join(parts)
        if sum(map(str.isalpha, letters)) < 2 or _says_nobody(name.text, parts):
            return False
        self.languages.add(name.language.partition("-")[0])
        form = Form(
            entity,
            name,
            plain=plain(name.text),
            variant=False,
            short=len(parts) == 1 and len(letters) <= SHORT_LETTERS,
            capital=any(map(str.isupper, name.text)),
        )
        self._put(parts, form)
        for variant in variants(parts):
            self._put(variant, Form(entity, name, form.plain, variant=True, short=False, capital=form.capital))
        return True

    def _put(self, parts: tuple[str, ...], form: Form) -> None:
        node = self.root
        for part in parts:
            node = _child(node, part, declined=not form.short)
        if not any(known.entity.id == form.entity.id and (form.variant or known.plain == form.plain) for known in node.forms):
            node.forms.append(form)


def _batches(register: Register) -> Iterator[list[tuple[Entity, Name]]]:
    """All names with their entities, some thousands at a time."""
    batch: list[tuple[Entity, Name]] = []
    for entity in register.entities.values():
        batch += ((entity, name) for name in dict.fromkeys((Name(entity.house), *entity.names)))
        if len(batch) >= _BATCH_NAMES:
            yield batch
            batch = []
    yield batch


def _read_names(texts: list[str]) -> list[tuple[str, ...]]:
    """The folded words of each name; read in bulk, which costs a tenth."""
    read = fold_words("\n".join(texts))
    lengths = np.fromiter((len(text) + 1 for text in texts), np.intp, len(texts))
    owners = np.searchsorted(np.cumsum(lengths), read.offsets[read.starts], side="right")
    parts: list[list[str]] = [[] for _ in texts]
    for number, owner in enumerate(owners.tolist()):
        parts[owner].append(read.word(number))
    return [tuple(words) for words in parts]


def plain(text: str) -> str:
    """A text as spelled, but for what nobody reads: vowel signs, tatweel, invisible characters, case and Unicode form."""
    if text.isascii():
        return text.casefold()
    kept = (char for char in unicodedata.normalize("NFC", _NEVER_READ.sub("", text)) if unicodedata.category(char) != "Mn")
    return "".join(kept).casefold()


def _child(node: Node, word: str, *, declined: bool) -> Node:
    """The node after a word; made when it's new."""
    stem, endings = decline(word) if declined and "\u0400" <= word[0] <= "\u052f" else (word, _WHOLE)
    own = word[len(stem) :]
    edges = node.children.setdefault(stem, [])
    for edge in edges:
        if edge.endings == endings and edge.own == own:
            return edge.node
    edges.append(Edge(endings, own, Node()))
    return edges[-1].node


@cache
def _said_by_words() -> frozenset[str]:
    """The words that say nobody, folded."""
    return frozenset(fold(form) for _, form in words())


def _says_nobody(name: str, parts: tuple[str, ...]) -> bool:
    """Is it only titles, particles, initials and numbers?"""
    if any(len(part) > 1 and part.isalpha() and part not in _said_by_words() for part in parts):
        return False
    return all(
        token.kind in _NOBODY or words().get((token.script, token.key)) in {kind.value for kind in _NOBODY}
        for token in tokens(name)
    )
