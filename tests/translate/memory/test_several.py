"""Several memories: whose match stands first, who may read and who may add."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import NotAllowed
from dragoman.translate.memory import EVERYBODY, Kind, Memories, Memory, Shelf, Unit


@pytest.fixture
def memories(tmp_path: Path) -> Memories:
    """The desk's own memory, an old archive that all may read, and one that editors alone may see."""
    own, old, closed = (Memory(tmp_path / name) for name in ("own", "old", "closed"))
    own.add("فتحت المدرسة", "the school opened")
    old.add("فتحت المدرسة", "the school opened", reviewer="nobody now here")
    old.add("فتحت المدرسة", "school is open")
    closed.add("فتحت المدرسة", "the academy opened")
    return Memories([
        Shelf("old", old, priority=3, readable_by=frozenset({EVERYBODY})),
        Shelf("closed", closed, priority=1, readable_by=frozenset({"editor"}), writable_by=frozenset({"editor"})),
        Shelf("own", own, priority=2, readable_by=frozenset({"translator", "editor"}), writable_by=frozenset({"translator"})),
    ])  # fmt: skip


def test_of_equal_matches_the_first_priority_stands_first(memories: Memories) -> None:
    found = memories.search("فتحت المدرسة", roles={"translator"})
    assert [(match.memory, match.target) for match in found] == [("own", "the school opened"), ("old", "school is open")]


def test_a_better_match_beats_a_priority(memories: Memories) -> None:
    found = memories.search("فتحت المدرسه", roles={"translator"})
    assert {match.kind for match in found} == {Kind.SPELLING}
    memories.add(Unit("فتحت المدرسه", "later"), to="own", roles={"translator"})
    memories.add(Unit("فتحت المدرسه الكبيرة", "closest of all?"), to="closed", roles={"editor"})
    found = memories.search("فتحت المدرسه", roles={"editor"})
    assert [match.memory for match in found] == ["own", "closed", "own", "old", "closed"]
    assert found[0].kind is Kind.EXACT


@pytest.mark.parametrize(
    ("roles", "seen"), [({"editor"}, {"closed", "own", "old"}), ({"translator"}, {"own", "old"}), (set(), {"old"})]
)
def test_nobody_reads_what_is_closed_to_them(memories: Memories, roles: set[str], seen: set[str]) -> None:
    assert {match.memory for match in memories.search("فتحت المدرسة", 9, roles=roles)} <= seen
    assert {shelf.name for shelf in memories.readable(roles)} == seen


@pytest.mark.parametrize(("to", "roles"), [("old", {"editor"}), ("closed", {"translator"}), ("own", set()), ("none", {"editor"})])
def test_nobody_adds_where_they_may_not(memories: Memories, to: str, roles: set[str]) -> None:
    with pytest.raises(NotAllowed, match=to):
        memories.add(Unit("نعم", "yes"), to=to, roles=roles)
    assert memories.search("نعم", roles={"editor", "translator"}, least=0.9) == []


def test_what_is_added_is_kept(memories: Memories, tmp_path: Path) -> None:
    memories.add(Unit("نعم", "yes"), to="own", roles={"translator"})
    assert Memory(tmp_path / "own").search("نعم")[0].target == "yes"


def test_two_memories_of_one_name_are_refused(tmp_path: Path) -> None:
    shelf = Shelf("own", Memory(tmp_path / "own"))
    with pytest.raises(ValueError, match="one name"):
        Memories([shelf, shelf])


def test_a_memory_is_closed_unless_said(tmp_path: Path) -> None:
    assert Memories([Shelf("own", Memory(tmp_path / "own"))]).readable({"editor"}) == []
