"""Sentences of seven languages, as newsrooms get them: every known name is found in its place, and nothing else."""

from __future__ import annotations

import pytest

from dragoman.names.linker import Linker
from tests.names.newsroom import NEWSROOM, read_marked
from tests.names.sentences_mended import MENDED
from tests.names.sentences_unseen import UNSEEN

LINKER = Linker(NEWSROOM)


@pytest.mark.parametrize(
    ("language", "marked"),
    [(language, line) for cases in (MENDED, UNSEEN) for language, lines in cases.items() for line in lines.strip().split("\n")],
)
def test_known_names_in_running_text(language: str, marked: str) -> None:
    text, names = read_marked(marked)
    mentions = LINKER.link(text, language)
    found = [
        (mention.start, mention.end, frozenset(candidate.entity.id for candidate in mention.candidates)) for mention in mentions
    ]
    assert found == names
