"""The file of earlier drafts."""

from __future__ import annotations

import pytest

from dragoman.errors import DraftCacheUnreadable
from dragoman.translate.draft_cache import Kept, SqliteCache, cache_key
from dragoman.translate.engine import Identity, Prompt

PROMPT = Prompt("نعم", "{}")
IDENTITY = Identity("chat", "small", "1", "https://chat.example")


def test_what_was_put_is_there_after_opening_again(tmp_path):
    with SqliteCache(tmp_path / "drafts.sqlite3") as cache:
        cache.put(b"key", Kept("Yes — نعم", "v1"))
        cache.put(b"key", Kept("Yes.", "v2"))
        assert cache.get(b"other") is None
    with SqliteCache(tmp_path / "drafts.sqlite3") as again:
        assert again.get(b"key") == Kept("Yes.", "v2")


def test_two_may_have_it_open(tmp_path):
    with SqliteCache(tmp_path / "drafts.sqlite3") as one, SqliteCache(tmp_path / "drafts.sqlite3") as other:
        one.put(b"key", Kept("Yes.", ""))
        assert other.get(b"key") == Kept("Yes.", "")
        other.put(b"key2", Kept("No.", ""))
        assert one.get(b"key2") == Kept("No.", "")


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "drafts.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(DraftCacheUnreadable, match=r"drafts\.sqlite3, cannot be used"):
        SqliteCache(tmp_path / "drafts.sqlite3")


def test_a_file_cut_off_is_named(tmp_path):
    path = tmp_path / "drafts.sqlite3"
    with SqliteCache(path) as cache:
        for number in range(500):
            cache.put(number.to_bytes(32), Kept("a translation of some length " * 5, ""))
    path.write_bytes(path.read_bytes()[:6_000])

    def read_all() -> None:
        with SqliteCache(path) as cache:
            for number in range(500):
                cache.get(number.to_bytes(32))

    with pytest.raises(DraftCacheUnreadable):
        read_all()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DraftCacheUnreadable):
        SqliteCache(tmp_path / "none" / "drafts.sqlite3")


def test_whatever_is_asked_differently_has_another_key():
    others = [
        (IDENTITY, Prompt("نعم.", "{}")),
        (IDENTITY, Prompt("نعم", '{"a":1}')),
        (Identity("chat", "small", "2", "https://chat.example"), PROMPT),
        (Identity("chat", "large", "1", "https://chat.example"), PROMPT),
        (Identity("chat", "small", "1", "https://other.example"), PROMPT),
        (Identity("deepl", "small", "1", "https://chat.example"), PROMPT),
    ]
    keys = {cache_key(*one) for one in [(IDENTITY, PROMPT), *others]}
    assert len(keys) == len(others) + 1
    assert cache_key(IDENTITY, PROMPT) == cache_key(IDENTITY, Prompt("نعم", "{}"))
