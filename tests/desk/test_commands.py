"""The commands as an administrator calls them; the continuous watch as a real process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

from dragoman.desk.capture.services import close_recorders
from tests.desk.installation import installation
from tests.desk.stand import Stand, article, entry, rss
from tests.desk.tools import LOOPBACK


@pytest.fixture
def stand(settings):
    settings.ALLOWED_NETWORKS = LOOPBACK
    with Stand() as stand:
        for name in ("a", "b"):
            stand.put(f"/{name}", article(f"جسر {name}"))
        items = "".join(entry(f"جسر {name}", stand.url(f"/{name}")) for name in ("a", "b"))
        stand.put("/rss", rss(items), media_type="application/rss+xml")
        stand.put("/refused", "no", status=403)
        yield stand
    close_recorders()


def test_from_an_address_to_a_hit(dragoman, stand, tmp_path):
    """One story, told in the order an administrator would: each step needs the one before."""
    assert "No sources yet" in dragoman("source", "list")

    added = dragoman("source", "add", stand.url("/rss"), "--english", "The River", "--zone", "Asia/Beirut")
    assert "Added the-river" in added
    assert stand.url("/rss") in added
    twice = dragoman("source", "add", stand.url("/rss"), status=1)
    assert "watched already, as part of The River" in twice
    refused = dragoman("source", "add", "file:///etc/passwd", status=1)
    assert "http" in refused
    assert "Traceback" not in twice + refused

    opml = tmp_path / "list.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline text="Away" xmlUrl="{stand.url("/refused")}"/>'
        f'<outline text="Again" xmlUrl="{stand.url("/rss")}"/></body></opml>'
    )
    assert "1 sources added, 1 left out" in dragoman("source", "import", str(opml))

    round_ = dragoman("watch", "--once", "--processes", "0")
    assert "2 endpoints polled (1 failed), 2 new entries, 2 captured, 2 read, 0 pages failed, 2 indexed" in round_
    assert "refuses to show" in round_
    assert "Nothing was due" in dragoman("watch", "--once")
    again = dragoman("watch", "--once", "--all", "--processes", "1")
    assert "unchanged" in again
    assert "0 new entries" in again

    listed = dragoman("source", "list")
    assert "the-river" in listed
    assert "refuses to show" in listed

    found = dragoman("search", "الجسر")
    assert "\u2068جسر a\u2069" in found, "foreign words are isolated"
    told = json.loads(dragoman("search", "الجسر", "--json", "--source", "the-river", "--limit", "1"))
    assert (told["total"], len(told["hits"]), told["hits"][0]["source"]) == (2, 1, "the-river")
    snippet = next(snippet for snippet in told["hits"][0]["snippets"] if snippet["found"])
    start, end = snippet["found"][0]
    assert "جسر" in snippet["text"][start:end]
    assert "Nothing found" in dragoman("search", "xyzzy")
    assert "2 items indexed" in dragoman("search", "--rebuild")

    checked = dragoman("archive", "check")
    assert "all as they were" in checked


def test_capturing_addresses_and_files(dragoman, stand, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("The first paragraph of a report about the lighthouse.\n\nIts second paragraph stands here.")
    page = stand.put("/handed", article("منارة"))
    told = dragoman("capture", page, str(report))
    assert told.count("sha256:") == 2
    assert told.count("item ") == 2
    assert dragoman("capture", str(report)).split()[0] == told.splitlines()[1].split()[0], "the same file is one capture"
    assert json.loads(dragoman("search", "lighthouse", "--json"))["hits"][0]["source"] == "handed-in"
    mixed = dragoman("capture", stand.url("/none"), str(tmp_path / "none.txt"), "ftp://x.example/", page, status=1)
    assert "no such page" in mixed
    assert mixed.count("neither an http(s) address nor a file") == 2
    assert mixed.count("sha256:") == 1, "the others do not suffer"


def test_a_check_finds_what_was_altered(dragoman, stand, settings):
    dragoman("capture", stand.url("/a"), stand.url("/b"))
    close_recorders()
    archive = settings.ARCHIVE_PATH
    file = max(archive.glob("*.warc.gz"), key=lambda path: path.stat().st_size)
    whole = file.read_bytes()
    try:
        file.chmod(0o640)
        file.write_bytes(whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :])
        told = dragoman("archive", "check", status=1)
        assert file.name in told
        assert "finding" in told
    finally:
        file.write_bytes(whole)
    hidden = file.with_suffix(".away")
    file.rename(hidden)
    try:
        assert "missing" in dragoman("archive", "check", status=1)
    finally:
        hidden.rename(file)
    dragoman("archive", "check")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_continuous_watch_ends_cleanly(stand, number, tmp_path, django_db_setup):
    with installation(tmp_path / "home") as own:
        process = subprocess.Popen(
            own.command("dragoman.cli", "watch", "--every", "1", "--processes", "1"),
            env=own.environment | {"PYTHONUNBUFFERED": "1"},
            cwd=own.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert "Watching" in process.stdout.readline()
        time.sleep(0.2)
        os.kill(process.pid, number)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert said.strip() == "Stopped watching."


@pytest.mark.parametrize(
    "command", [["source"], ["source", "add"], ["source", "import"], ["watch"], ["capture"], ["archive", "check"], ["search"]]
)
def test_every_command_has_help(dragoman, command):
    told = dragoman(*command, "--help")
    assert told.startswith("Usage:")
    assert len(told.splitlines()) > 5
