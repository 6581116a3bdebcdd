"""The desk's ledger: a leaf a capture, in the capture's own transaction; heads that never contradict each other."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connections

from dragoman.capture.checkpoint import read_checkpoint, read_verifier_key
from dragoman.capture.exchange import Fetched, Request
from dragoman.capture.ledger import Ledger
from dragoman.capture.tiles import TiledHashes
from dragoman.capture.tree import verify_consistency, verify_inclusion
from dragoman.desk.capture import checkpoints, keys
from dragoman.desk.capture.jobs import sign_ledger
from dragoman.desk.capture.ledger import enter, leaf_of, ledger, prove
from dragoman.desk.capture.models import Capture, LedgerCheckpoint, LedgerHead, LedgerRow
from dragoman.desk.capture.services import Taken, close_recorders, hand_in_file, recorder
from dragoman.desk.people.models import User
from dragoman.errors import CaptureAltered, CheckpointInvalid, NotAllowed, RuleBroken, SourceUnreachable
from tests.desk.stand import Stand, article
from tests.desk.tools import NOW, opened_tools

pytestmark = pytest.mark.django_db


def failed(number: int) -> Taken:
    error = SourceUnreachable("The source cannot be reached.")
    return Taken(Fetched(Request(f"http://gone.example/{number}"), (), error))


def record(count: int) -> list[Capture]:
    return recorder().acknowledge([failed(number) for number in range(count)])


@pytest.fixture(autouse=True)
def closing():
    yield
    close_recorders()


def expected() -> Ledger:
    """The ledger made anew of the rows alone."""
    made = Ledger()
    made.append_hashes([leaf_of(row).hash for row in Capture.objects.order_by("leaf_index")])
    return made


def test_every_capture_hop_failure_and_file_is_a_leaf():
    with Stand() as stand, opened_tools() as tools:
        stand.put("/end", article("عنوان"))
        urls = [stand.put("/start", status=302, headers={"Location": "/end"}), stand.url("/missing"), "http://10.0.0.1/"]
        tools.recorder.acknowledge([Taken(fetched) for fetched in tools.fetcher.fetch_many([Request(url) for url in urls])])
    hand_in_file(by=None, name="تقرير.txt", payload=b"words", now=NOW)
    rows = list(Capture.objects.order_by("leaf_index"))
    assert [row.leaf_index for row in rows] == list(range(5))
    assert ledger().root() == expected().root()
    leaves = {leaf_of(row).outcome: leaf_of(row) for row in rows}
    assert leaves["address-refused"].record_sha256 is None
    assert leaves["refused"].status == 404
    assert leaf_of(rows[-1]).url == "urn:dragoman:file/%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.txt"


def test_batches_of_any_size_give_the_tree_of_their_leaves_and_each_can_be_proven():
    for count in (1, 1, 3, 250, 2, 300):
        record(count)
    made, known = ledger(), expected()
    assert (made.size, made.root()) == (557, known.root())
    assert LedgerRow.objects.count() == 35 + 3 + 1  # 557 leaves, 34 nodes of level 4, 2 of level 8
    for row in Capture.objects.order_by("leaf_index")[::71]:
        found = prove(row)
        assert verify_inclusion(found.leaf.hash, found.index, size=557, path=found.path, root=made.root())
        if row.leaf_index < 200:
            assert prove(row, 200).path == tuple(known.prove_inclusion(row.leaf_index, 200))


def test_what_an_append_reads_and_writes_does_not_grow_with_the_ledger(django_assert_num_queries):
    record(300)
    for _ in range(2):
        with django_assert_num_queries(7):  # savepoint twice; head, tile, tile, head; the captures
            record(20)


def test_every_leaf_has_a_salt_of_its_own():
    rows = [*record(3), *record(1)]
    assert len({bytes(row.salt) for row in rows}) == 4
    assert [bytes(row.salt) for row in Capture.objects.order_by("leaf_index")] == [row.salt for row in rows]
    assert {len(row.salt) for row in rows} == {16}


def test_no_leaf_without_its_capture():
    record(3)
    before = ledger().root()

    def fails(captures):
        raise RuleBroken("no")

    with pytest.raises(RuleBroken):
        recorder().acknowledge([failed(1)], also=fails)
    assert (ledger().size, ledger().root()) == (3, before)


@pytest.mark.django_db(transaction=True)
def test_writers_take_turns():
    def work():
        for _ in range(6):
            record(5)
        connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work) for _ in range(3)]:
            done.result()
    assert sorted(Capture.objects.values_list("leaf_index", flat=True)) == list(range(90))
    assert ledger().root() == expected().root()


@pytest.mark.django_db(transaction=True)
def test_a_leaf_outside_a_transaction_is_refused():
    with pytest.raises(RuleBroken, match="together"):
        enter([])


def test_a_capture_that_is_not_what_was_entered_is_not_proven():
    first, second = record(2)
    Capture.objects.filter(pk=first.pk).update(url="http://other.example/")
    with pytest.raises(CaptureAltered, match="something else"):
        prove(Capture.objects.get(pk=first.pk))
    with pytest.raises(CaptureAltered, match="not in the ledger"):
        prove(second, 1)
    with pytest.raises(CaptureAltered, match="not in the ledger"):
        prove(Capture(url="http://a.example/", fetched_at=NOW, salt=bytes(16)))


def test_a_tile_cut_short_stops_the_appending_and_is_named():
    record(3)
    LedgerRow.objects.update(hashes=bytes(64))
    with pytest.raises(CaptureAltered, match="hashes 0 to 2 of level 0"):
        record(1)
    assert Capture.objects.count() == 3


def test_checkpoints_are_signed_once_a_size_and_never_by_a_key_that_others_can_read(settings):
    record(3)
    first = checkpoints.sign_head(by=None, now=NOW)
    assert checkpoints.sign_head(by=None, now=NOW) == first
    entry = checkpoints.current_key()
    assert entry.key.name == "localhost:8000/ledger"
    assert read_checkpoint(first.note).is_signed_by(entry.key)
    assert (read_checkpoint(first.note).checkpoint.size, first.root) == (3, ledger().root().hex())
    (path,) = settings.KEYS_PATH.glob("ledger-*.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    record(1)
    path.chmod(0o640)
    with pytest.raises(CheckpointInvalid, match="Others"):
        checkpoints.sign_head(by=None, now=NOW)
    path.unlink()
    with pytest.raises(CheckpointInvalid, match="missing"):
        checkpoints.sign_head(by=None, now=NOW)
    assert LedgerCheckpoint.objects.count() == 1


def test_a_new_key_is_vouched_for_by_the_old_one_which_then_is_gone(settings):
    record(2)
    checkpoints.sign_head(by=None, now=NOW)
    old = checkpoints.current_key()
    record(5)
    new = checkpoints.rotate_key(by=None, now=NOW)
    handover = read_checkpoint(checkpoints.latest().note)
    assert handover.is_signed_by(old.key)
    assert handover.is_signed_by(new.key)
    assert [entry.from_size for entry in keys.entries()] == [2, 7]
    assert [path.name for path in settings.KEYS_PATH.glob("*.key")] == [f"ledger-{new.key.id.hex()}.key"]
    record(1)
    after = read_checkpoint(checkpoints.sign_head(by=None, now=NOW).note)
    assert after.is_signed_by(new.key)
    assert not after.is_signed_by(old.key)
    next(settings.KEYS_PATH.glob("*.key")).unlink()
    with pytest.raises(CheckpointInvalid):
        checkpoints.rotate_key(by=None, now=NOW)
    alone = checkpoints.rotate_key(by=None, now=NOW, old_key_lost=True)
    assert read_checkpoint(checkpoints.latest().note).is_signed_by(alone.key)


def test_a_ledger_put_back_to_an_earlier_state_is_not_signed():
    record(4)
    checkpoints.sign_head(by=None, now=NOW)
    row = LedgerHead.objects.get()
    record(3)
    checkpoints.sign_head(by=None, now=NOW)
    LedgerHead.objects.update(size=row.size, peaks=row.peaks)
    Capture.objects.filter(leaf_index__gte=4).delete()
    LedgerRow.objects.update(hashes=bytes(LedgerRow.objects.get().hashes)[: 4 * 32])
    LedgerCheckpoint.objects.filter(size=7).delete()
    with pytest.raises(CaptureAltered, match="over 7 was signed"):
        checkpoints.sign_head(by=None, now=NOW)
    record(6)
    with pytest.raises(CaptureAltered, match="not those that were signed"):
        checkpoints.sign_head(by=None, now=NOW)
    with pytest.raises(CaptureAltered):
        checkpoints.rotate_key(by=None, now=NOW)
    assert len(keys.entries()) == 1


def test_lost_keys_are_not_replaced_in_silence(settings):
    record(1)
    checkpoints.sign_head(by=None, now=NOW)
    (settings.KEYS_PATH / "ledger.keys").unlink()
    with pytest.raises(CaptureAltered, match="Put the folder"):
        checkpoints.make_key(by=None)
    (settings.KEYS_PATH / "ledger.keys").write_text("nonsense")
    with pytest.raises(CheckpointInvalid, match="damaged"):
        checkpoints.make_key(by=None)


def test_keys_take_the_right_to_settings():
    person = User.objects.create_user("e")
    person.groups.add(Group.objects.get(name="editor"))
    with pytest.raises(NotAllowed):
        checkpoints.make_key(by=person)
    for service in (checkpoints.sign_head, checkpoints.rotate_key):
        with pytest.raises(NotAllowed):
            service(by=person, now=NOW)


def test_the_schedule_signs_what_grew():
    assert sign_ledger.call() == 0
    record(2)
    assert sign_ledger.call() == 2
    assert LedgerCheckpoint.objects.count() == 1


def test_a_witness_needs_nothing_but_the_public_addresses(client):
    assert client.get("/ledger/checkpoint").status_code == 404
    record(260)
    old = checkpoints.sign_head(by=None, now=NOW)
    record(300)
    checkpoints.sign_head(by=None, now=NOW + timedelta(hours=1))
    answer = client.get("/ledger/checkpoint")
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    assert "Cookie" not in answer.headers.get("Vary", "")
    note = read_checkpoint(answer.content.decode())
    (line,) = client.get("/ledger/keys").content.decode().splitlines()
    assert note.is_signed_by(read_verifier_key(line.split()[1]))
    before, now = read_checkpoint(old.note).checkpoint, note.checkpoint

    def fetch(tiles):
        answers = {tile: client.get(f"/ledger/tile/{tile.path}") for tile in tiles}
        assert all("immutable" in answer.headers["Cache-Control"] for answer in answers.values())
        return {tile: answer.content for tile, answer in answers.items()}

    seen = Ledger(TiledHashes(now.size, fetch))
    assert seen.root() == now.root
    path = seen.prove_consistency(before.size)
    assert verify_consistency(before.size, now.size, path=path, old_root=before.root, new_root=now.root)


@pytest.mark.parametrize(
    "path",
    ["0/000", "0/001", "0/000.p/4", "1/000", "0/0", "entries/000", "data/000", "0/000.p/0", "99/000", "0/x000/000", "-1/000"],
)
def test_tiles_that_are_not_there_are_not_found(client, path):
    record(3)
    assert client.get("/ledger/tile/0/000.p/3").status_code == 200
    assert client.get(f"/ledger/tile/{path}").status_code == 404


def test_a_tile_is_one_query(client, django_assert_num_queries):
    record(3)
    with django_assert_num_queries(1):
        client.get("/ledger/tile/0/000.p/3")
