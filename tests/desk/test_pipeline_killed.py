"""A watcher that is killed at any moment loses nothing that was acknowledged, and the next one does the rest.

DRAGOMAN_KILLS sets how often (10 here, 50 for the issue's own figure).
"""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.desk.installation import REPOSITORY, installation
from tests.desk.stand import Stand, article, entry, rss

KILLS = int(os.environ.get("DRAGOMAN_KILLS", "10"))
ENTRIES_A_ROUND = 12


class GrowingFeed:
    """Each `/more` publishes some entries more."""

    def __init__(self, stand: Stand) -> None:
        self.stand, self.count = stand, 0
        stand.replies["/rss/more"] = self.more

    def more(self, headers):
        from tests.desk.stand import Reply

        for n in range(self.count, self.count + ENTRIES_A_ROUND):
            self.stand.put(f"/{n}", article(f"خبر {n}"))
        self.count += ENTRIES_A_ROUND
        items = "".join(entry(f"خبر {n}", self.stand.url(f"/{n}")) for n in range(self.count))
        self.stand.put("/rss", rss(items), media_type="application/rss+xml")
        return Reply(b"")


@pytest.mark.slow
def test_kill_minus_nine_loses_no_acknowledged_capture(tmp_path, django_db_setup):
    with Stand() as stand, installation(tmp_path / "home") as own:
        feed = GrowingFeed(stand)
        program = own.command("tests.desk.killing", stand.url("/rss"), str(KILLS), "7")
        done = subprocess.run(program, env=own.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["killed"] >= KILLS // 2, "the kills came too late to mean anything"

        checked = own.dragoman("archive", "check")
        assert "all as they were" in checked
        assert all(set(stood) <= set(told["left"]) for stood in told["stood"]), "an acknowledged capture is gone"
        assert told["state"] == {**dict.fromkeys(("entries", "read", "items", "texts"), feed.count), "unindexed": 0}

        together = tmp_path / "all.warc.gz"  # the checkers of WARC read one file at a time, and starting one costs most
        together.write_bytes(b"".join(file.read_bytes() for file in sorted((own.home / "archive").glob("*.warc.gz"))))
        for checker in ("warcio.cli", "fastwarc.cli"):
            accepted = subprocess.run(own.command(checker, "check", str(together)), capture_output=True, text=True, check=False)
            assert accepted.returncode == 0, accepted.stdout + accepted.stderr
