"""`dragoman custody`: shows and exports an item's custody, and checks the desk's own or a file."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.desk.capture.checkpoints import current_key
from dragoman.desk.capture.services import close_recorders, hand_in_file
from dragoman.desk.custody_commands import custody as command
from dragoman.desk.publish.services import publish
from dragoman.desk.read.services import decide
from dragoman.errors import RuleBroken
from tests.desk.custody.lifting import lifted, run
from tests.desk.newsroom import NOW, hire
from tests.desk.newsroom_fixtures import desk  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
HOSTILE = "\u202erepost\u202c\x1b[31m =1+1"


def call(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def good(*words: object) -> str:
    answer = call(*words)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@pytest.fixture
def item(desk):  # noqa: F811
    omar = hire("omar", "monitor")
    decide(by=omar, item=desk.item, kind="select")
    decide(by=omar, item=desk.item, kind="reject", reason=HOSTILE)
    return desk.item


@pytest.fixture
def exported(item, tmp_path) -> Path:
    path = tmp_path / "item.json"
    good(item.pk, "--out", path)
    return path


def test_an_item_by_its_id_its_address_and_its_capture(item):
    shown = good(item.pk)
    assert shown == good(item.url) == good("show", item.pk)
    assert "rejected" in shown
    assert "captured, leaf 0" in shown
    assert "Desk O." in shown
    assert "captured, leaf 0" in good(item.current.capture_id)
    assert not set(shown) & set("\u202e\x1b")


def test_no_real_name_leaves_the_desk(item, exported):
    for text in (good(item.pk), good(item.pk, "--csv"), exported.read_text()):
        assert not any(name in text for name in ("Realname", "Secretina", "omar", "translator@"))
        assert "Desk O." in text


def test_an_export_holds_and_names_its_key(item, exported):
    verdict = good("check", exported)
    assert "✓ item" in verdict
    assert "? signature" in verdict
    entry = current_key()
    assert entry is not None
    assert "✓ signature" in good("check", exported, "--key", entry.key.text)


def test_a_changed_export_is_named(exported):
    exported.write_text(exported.read_text().replace("rejected", "selected"))
    answer = call("check", exported)
    assert answer.exit_code == 1
    assert "was altered" in answer.stdout


@pytest.mark.parametrize("content", [b"", b"nonsense", b"{}", bytes(range(256))])
def test_what_is_no_export_ends_with_2(content: bytes, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert call("check", path).exit_code == 2


def test_a_missing_file_and_a_bad_key_end_with_2(exported, tmp_path):
    assert call("check", tmp_path / "nowhere").exit_code == 2
    assert call("check", tmp_path).exit_code == 2
    assert call("check", exported, "--key", "nonsense").exit_code == 2
    assert call("check", "--key", "nonsense").exit_code == 2


def test_the_table(item, tmp_path):
    path = tmp_path / "item.csv"
    good(item.pk, "--csv", "--out", path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0][:4] == ["at", "what", "who", "why"]
    assert next(row[3] for row in rows if row[1] == "rejected") == "repost [31m =1+1"
    assert call("check", path).exit_code == 2


def test_a_dispatch_by_its_id_and_its_number(desk):  # noqa: F811
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    by_number = json.loads(good("special-dispatch/1", "--json"))["said"]
    assert by_number["chains"] == json.loads(good("--dispatch", desk.dispatch.pk, "--json"))["said"]["chains"]
    assert by_number["about"]["number"] == 1
    assert by_number["chains"][0]["entries"][-1]["action"] == "published"


def test_a_file_that_was_handed_in():
    stored = hand_in_file(by=hire("zoe", "researcher"), name="report.txt", payload=b"words", now=NOW)
    shown = good(stored.pk)
    assert "handed in a file" in shown
    assert "Desk Z." in shown
    close_recorders()


def test_what_was_removed_keeps_its_custody():
    stored = hand_in_file(by=None, name="report.txt", payload=b"words", now=NOW)
    identity = str(stored.pk)
    stored.delete()
    said = json.loads(good(identity, "--json"))["said"]
    assert said["about"] == {"kind": "capture", "id": identity}
    assert [entry["action"] for entry in said["chains"][0]["entries"]] == ["file-handed-in"]
    close_recorders()


@pytest.mark.parametrize(
    "thing",
    [
        "999999",
        "http://manara.example/nowhere",
        "special-dispatch/99",
        "nonsense",
        "6f0e5c1e-2b7a-4e9f-8d53-0a4a5a1c9f10",
        "9" * 40,
        "²",
        "a/b/c",
        "",
    ],
)
def test_what_is_not_there_is_said(thing: str):
    with pytest.raises(RuleBroken, match="There is no"):
        call(thing)


def test_the_desk_itself(item):
    assert "all as they were recorded" in good("check")
    with lifted():
        run("UPDATE custody_act SET why = 'news' WHERE action = 'rejected'")
    answer = call("check")
    assert answer.exit_code == 1
    assert f"item {item.pk}: Entry" in answer.stdout
    assert "was altered" in answer.stdout
    exported = json.loads(good(item.pk, "--json"))
    assert exported["said"]["chains"], "what stands there is exported all the same, and its check fails"


@pytest.mark.parametrize("detail", ["nonsense", '{"share":0.5}', "[]", "3", "[" * 3000])
def test_an_act_that_cannot_be_read_is_missing_from_the_export(detail: str, item, tmp_path):
    with lifted():
        run("UPDATE custody_act SET detail = %s WHERE action = 'selected'", detail)
    good(item.pk)
    good(item.pk, "--csv")
    path = tmp_path / "item.json"
    good(item.pk, "--out", path)
    answer = call("check", path)
    assert answer.exit_code == 1
    assert "is missing" in answer.stdout
    assert "was altered" in call("check").stdout


def test_a_file_is_checked_without_django_and_without_a_desk(exported):
    program = (
        "import sys; from dragoman.cli import root; sys.argv = ['dragoman', 'custody', 'check', sys.argv[1]]\n"
        "try: root()\n"
        "finally: print([m for m in ('django', 'wagtail', 'lxml', 'pycurl') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program, str(exported)], check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip().endswith("[]")
