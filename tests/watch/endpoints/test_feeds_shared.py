"""The shared feeds: every one gives entries or a named reason; the values stated in the files are what we read."""

from __future__ import annotations

import ast
import html
import re
from collections import Counter
from pathlib import Path

import pytest

from dragoman.errors import NotUnderstood
from dragoman.watch.endpoints import feed

EXPECTED = re.compile(
    r"Expect:\s*(?:not bozo and )?(?P<who>feed|entries\[0\])(?:\.(?P<dotted>\w+)|\[u?['\"](?P<quoted>\w+)['\"]\])"
    r"\s*==\s*(?P<value>.+?)\s*-->",
    re.DOTALL,
)
FEED_FIELDS = ("title", "link", "language")
FLOOR = 0.86  # of values with their own readings; the rest are base64 texts and headers we are not given
FIELDS = {
    "title": "title",
    "link": "url",
    "id": "id",
    "guid": "id",
    "summary": "summary",
    "description": "summary",
    "language": "language",
}


def feeds(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "LICENSE")


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def stated(payload: bytes) -> tuple[str, str, str] | None:
    """Who, field and value that a file's comment states, where it states one text of a field that we read."""
    found = EXPECTED.search(payload.decode("utf-8", "replace"))
    if not found:
        return None
    name = found["dotted"] or found["quoted"]
    try:
        value = ast.literal_eval(found["value"])
    except (ValueError, SyntaxError):
        return None
    known = name in (FEED_FIELDS if found["who"] == "feed" else FIELDS)
    return (found["who"], FIELDS[name], value) if known and isinstance(value, str) else None


@pytest.mark.shared
def test_every_feed_gives_entries_or_a_named_reason(shared_data: Path) -> None:
    outcomes: Counter[str] = Counter()
    for path in feeds(shared_data / "feeds"):
        try:
            found = feed.parse(path.read_bytes(), None, "http://127.0.0.1:8097/feed")
            outcomes["read"] += 1
            outcomes["entries"] += bool(found.entries)
        except NotUnderstood as error:
            outcomes["named"] += error.sentence.endswith(".")
    assert outcomes["read"] + outcomes["named"] == 2_107
    assert outcomes["read"] >= 2_100
    assert outcomes["entries"] >= 1_190


def holds(payload: bytes, expected: tuple[str, str, str]) -> bool:
    """Do we read what the file states? Markup inside a value does not count: our titles are words."""
    who, name, value = expected
    try:
        found = feed.parse(payload, None, "http://127.0.0.1:8097/feed")
    except NotUnderstood:
        return False
    holder = found if who == "feed" else next(iter(found.entries), None)
    return words(str(getattr(holder, name, ""))) == words(value)


@pytest.mark.shared
def test_entity_cases(shared_data: Path) -> None:
    cases = [(path.name, path.read_bytes()) for path in feeds(shared_data / "feeds" / "entities")]
    stating = [(name, payload, expected) for name, payload in cases if (expected := stated(payload))]
    assert len(stating) == 256
    assert [name for name, payload, expected in stating if not holds(payload, expected)] == []


@pytest.mark.shared
def test_stated_values(shared_data: Path) -> None:
    payloads = [path.read_bytes() for path in feeds(shared_data / "feeds") if not {"sanitize", "entities"} & set(path.parts)]
    held = [holds(payload, expected) for payload in payloads if (expected := stated(payload))]
    assert len(held) > 190
    assert sum(held) / len(held) >= FLOOR, sum(held) / len(held)
