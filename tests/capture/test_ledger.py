"""The tree against the standard's own example, published vectors, an independent implementation, and forgers."""

from __future__ import annotations

import hashlib
import random

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.capture.hashes import FolderHashes, MemoryHashes
from dragoman.capture.ledger import Ledger
from dragoman.capture.tree import EMPTY_ROOT, Head, grow, hash_leaf, verify_consistency, verify_inclusion
from dragoman.errors import ArchiveUnwritable, CaptureAltered

# Leaves and roots of the certificate-transparency project's own test suite, in hexadecimal.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def content(count: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(count)]


def filled(count: int) -> Ledger:
    ledger = Ledger()
    ledger.extend(content(count))
    return ledger


def test_published_roots():
    ledger = Ledger()
    assert ledger.root() == EMPTY_ROOT == bytes.fromhex(ROOTS[0])
    for number, leaf in enumerate(LEAVES):
        assert ledger.append(bytes.fromhex(leaf)) == number
        assert ledger.root().hex() == ROOTS[number + 1]
    assert [ledger.root(size).hex() for size in range(9)] == ROOTS


def test_the_standards_own_example():
    """RFC 9162, 2.1.5: seven leaves d0 to d6, nodes named a to l, and the proofs that it prints."""

    def inner(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    leaves = [f"d{number}".encode() for number in range(7)]
    a, b, c, d, e, f, j = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves)
    g, h, i = inner(a, b), inner(c, d), inner(e, f)
    k, l_ = inner(g, h), inner(i, j)
    ledger = Ledger()
    ledger.extend(leaves)
    assert ledger.root() == inner(k, l_)
    assert ledger.prove_inclusion(0) == [b, h, l_]
    assert ledger.prove_inclusion(3) == [c, g, l_]
    assert ledger.prove_inclusion(4) == [f, j, k]
    assert ledger.prove_inclusion(6) == [i, k]
    assert ledger.prove_consistency(3, 7) == [c, d, g, l_]
    assert ledger.prove_consistency(4, 7) == [l_]
    assert ledger.prove_consistency(6, 7) == [i, j, k]


def test_root_and_proofs_equal_an_independent_implementations_on_100_000_random_leaves():
    dice = random.Random(9162)
    leaves = [dice.randbytes(32) for _ in range(100_000)]
    ours, peer = Ledger(), pymerkle.InmemoryTree(algorithm="sha256")
    ours.extend(leaves)
    peer.append_entries(leaves)
    assert ours.root() == peer.get_root()
    for size in (1, 2, 99_999, *(dice.randrange(1, 100_000) for _ in range(10))):
        assert ours.root(size) == peer.get_root(size)
    for index in (0, 99_999, *(dice.randrange(100_000) for _ in range(20))):
        proof = peer.prove_inclusion(index + 1, 100_000)
        pymerkle.verify_inclusion(hash_leaf(leaves[index]), ours.root(), proof)
        path = ours.prove_inclusion(index)
        assert set(path) <= set(proof.path), "the same sibling hashes; the peer adds the leaf's own"
        assert verify_inclusion(hash_leaf(leaves[index]), index, size=100_000, path=path, root=peer.get_root())


@pytest.fixture(params=["memory", "folder"])
def hashes(request, tmp_path):
    """The contract: whatever keeps the hashes, the ledger is the same."""
    if request.param == "memory":
        yield MemoryHashes()
    else:
        kept = FolderHashes(tmp_path / "ledger")
        yield kept
        kept.close()


def test_every_store_gives_the_same_roots_and_proofs(hashes):
    ledger, known = Ledger(hashes), filled(700)
    dice, at = random.Random(3), 0
    while at < 700:
        step = min(dice.choice([0, 1, 1, 2, 5, 64, 257]), 700 - at)
        assert ledger.extend(content(700)[at : at + step]) == range(at, at + step)
        at += step
        assert ledger.size == at
        assert ledger.root() == known.root(at)
    for index in range(0, 700, 13):
        assert ledger.prove_inclusion(index) == known.prove_inclusion(index)
        assert ledger.prove_consistency(index) == known.prove_consistency(index)


def test_a_store_says_what_it_lacks(hashes):
    ledger = Ledger(hashes)
    ledger.append(b"x")
    with pytest.raises(CaptureAltered, match="lacks a hash"):
        hashes.read([(0, 1)])


def test_a_folder_opens_at_once_and_goes_on_after_a_crash_in_the_middle_of_an_append(tmp_path):
    kept = FolderHashes(tmp_path)
    Ledger(kept).extend(content(300))
    growth = grow(kept.head(), [hash_leaf(b"lost")] * 5)
    for level, fresh in enumerate(growth.levels[1:], start=1):  # all but level 0, which is written last
        with (tmp_path / f"level-{level:02}").open("r+b") as file:
            file.seek((300 >> level) * 32)
            file.write(b"".join(fresh))
    with (tmp_path / "level-00").open("ab") as file:
        file.write(b"torn")
    kept.close()
    again = Ledger(FolderHashes(tmp_path))
    assert (again.size, again.root()) == (300, filled(300).root())
    again.extend(content(301)[300:])
    assert again.root() == filled(301).root()
    assert again.prove_inclusion(300) == filled(301).prove_inclusion(300)


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    kept = FolderHashes(tmp_path)
    Ledger(kept).append(b"x")
    monkeypatch.setattr("os.pwrite", lambda *_: 0)
    with pytest.raises(ArchiveUnwritable):
        Ledger(kept).append(b"y")
    monkeypatch.undo()
    assert Ledger(kept).size == 1
    kept.close()


SIZES = st.integers(1, 600)
KNOWN = filled(600)


@settings(max_examples=200, deadline=None)
@given(SIZES, st.data())
def test_inclusion_holds_for_the_leaf_and_for_nothing_else(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaf, root, path = hash_leaf(content(600)[index]), KNOWN.root(size), KNOWN.prove_inclusion(index, size)
    assert verify_inclusion(leaf, index, size=size, path=path, root=root)
    assert len(path) <= 10
    other = data.draw(st.integers(-1, 600))
    if other != index:
        assert not verify_inclusion(leaf, other, size=size, path=path, root=root)
    assert not verify_inclusion(hash_leaf(b"another"), index, size=size, path=path, root=root)
    assert not verify_inclusion(leaf, index, size=size, path=[*path, leaf], root=root)
    if path:
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
        assert not verify_inclusion(leaf, index, size=size, path=[*path[:at], flipped, *path[at + 1 :]], root=root)
        assert not verify_inclusion(leaf, index, size=size, path=path[:-1], root=root)


@settings(max_examples=200, deadline=None)
@given(SIZES, st.data())
def test_consistency_holds_between_heads_of_one_ledger_and_no_others(new, data):
    old = data.draw(st.integers(0, new))
    roots = {"old_root": KNOWN.root(old), "new_root": KNOWN.root(new)}
    path = KNOWN.prove_consistency(old, new)
    assert verify_consistency(old, new, path=path, **roots)
    assert not verify_consistency(old, new, path=[*path, bytes(32)], **roots)
    assert not verify_consistency(old, new, path=path, **roots | {"old_root": bytes(32)})
    if old > 0:
        assert not verify_consistency(old, new, path=path, **roots | {"new_root": bytes(32)})
    if 0 < old < new:
        assert not verify_consistency(old, new, path=path[:-1], **roots)
        assert not verify_consistency(new, old, path=path, **roots)
        forked = Ledger()
        forked.extend([b"rewritten", *content(600)[1:new]])
        forged = forked.prove_consistency(old, new)
        assert not verify_consistency(old, new, path=forged, old_root=roots["old_root"], new_root=forked.root())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=12))
def test_growing_in_steps_is_growing_at_once(steps):
    head = Head()
    hashes = [hash_leaf(leaf) for leaf in content(sum(steps))]
    for step in steps:
        head = grow(head, hashes[head.size : head.size + step]).head
    assert head == grow(Head(), hashes).head
    assert head.root == KNOWN.root(sum(steps))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ledger: ledger.prove_inclusion(5),
        lambda ledger: ledger.prove_inclusion(-1),
        lambda ledger: ledger.prove_inclusion(0, 6),
        lambda ledger: ledger.prove_consistency(6),
        lambda ledger: ledger.prove_consistency(4, 3),
        lambda ledger: ledger.root(6),
        lambda ledger: ledger.root(-1),
    ],
)
def test_what_never_was_cannot_be_proven(wrong):
    with pytest.raises(ValueError, match=r"leaf|leaves|tree"):
        wrong(filled(5))
