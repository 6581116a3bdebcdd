"""Pipelines of other programs as proposers of names, for those who have them: spaCy, Stanza, transformers.

A tagger is any function from a text to (start, end, label), in code points. These adapters take a pipeline that their user
has loaded, so that nothing of these programs is imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

NAME_LABELS = frozenset({"PER", "PERSON", "ORG", "ORGANIZATION", "LOC", "LOCATION", "GPE", "FAC", "NORP"})


class Tagger(Protocol):
    """Proposes spans of a text."""

    def __call__(self, text: str, /) -> Iterable[tuple[int, int, str]]: ...


def spacy_tagger(nlp: Callable[[str], Any]) -> Tagger:
    """A loaded spaCy pipeline: `spacy_tagger(spacy.load(...))`."""

    def tag(text: str, /) -> Iterator[tuple[int, int, str]]:
        for entity in nlp(text).ents:
            if entity.label_ in NAME_LABELS:
                yield entity.start_char, entity.end_char, entity.label_

    return tag


def stanza_tagger(pipeline: Callable[[str], Any]) -> Tagger:
    """A Stanza pipeline with the processor `ner`."""

    def tag(text: str, /) -> Iterator[tuple[int, int, str]]:
        for entity in pipeline(text).ents:
            if entity.type in NAME_LABELS:
                yield entity.start_char, entity.end_char, entity.type

    return tag


def transformers_tagger(pipeline: Callable[[str], Any]) -> Tagger:
    """A transformers pipeline `token-classification` with an aggregation strategy, so that words come whole."""

    def tag(text: str, /) -> Iterator[tuple[int, int, str]]:
        for entity in pipeline(text):
            if entity.get("entity_group") in NAME_LABELS:
                yield int(entity["start"]), int(entity["end"]), entity["entity_group"]

    return tag
