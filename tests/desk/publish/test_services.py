"""Publishing: what it refuses, what it leaves, and that its proof is checked by anyone."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dragoman.capture.proof_format import PROOF
from dragoman.desk.compose import services as compose
from dragoman.desk.compose.models import Dispatch, Passage, Series
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import publish
from dragoman.desk.read.models import Segment
from dragoman.errors import CaptureAltered, NotAllowed, RenderingIncomplete, RuleBroken
from tests.desk import newsroom
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def excerpt_of(dispatch: Dispatch) -> Passage:
    return Passage.objects.get(dispatch=dispatch, kind="excerpt")


def run_verify(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dragoman.cli", "verify", str(file)], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_dispatch_gets_its_number_its_page_and_its_proof(desk: Newsroom) -> None:
    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    assert (published.number, published.version, published.current) == (1, 1, True)
    dispatch = Dispatch.objects.get(pk=desk.dispatch.pk)
    assert (dispatch.number, dispatch.live, dispatch.has_unpublished_changes) == (1, True, False)
    assert "We will not negotiate under pressure." in published.html.replace("&quot;", '"')
    assert proof_path(published.proof_sha256).stat().st_size == published.proof_bytes
    assert published.cited.count() == 2
    assert published.summary.startswith("A newspaper reports on a meeting of the council. Following are excerpts: The council's")


def test_staff_are_known_by_their_bylines_only(desk: Newsroom) -> None:
    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    with zipfile.ZipFile(proof_path(published.proof_sha256)) as proof:
        everything = published.html + str(published.content) + proof.read(PROOF).decode()
    assert "Desk T." in everything
    assert "Desk R." in everything
    for secret in ("Secretina", "Realname", "translator", "reviewer@", "@example"):
        assert secret not in everything.replace('"translator"', "").replace("'translators'", "")


def test_the_proof_is_checked_by_the_command_in_a_process_of_its_own(desk: Newsroom, tmp_path: Path) -> None:
    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    held = run_verify(proof_path(published.proof_sha256))
    assert held.returncode == 0, held.stdout + held.stderr
    altered = tmp_path / "altered.wacz"
    with zipfile.ZipFile(proof_path(published.proof_sha256)) as proof, zipfile.ZipFile(altered, "w") as copy:
        for name in proof.namelist():
            content = proof.read(name)
            copy.writestr(name, content.replace(b"will not negotiate", b"will now negotiate", 1) if name == PROOF else content)
    assert run_verify(altered).returncode in (1, 2)


@pytest.mark.parametrize("edit", ["not ", "council's", "within one week"])
def test_an_excerpt_that_departs_is_refused_by_name(desk: Newsroom, edit: str) -> None:
    passage = excerpt_of(desk.dispatch)
    compose.change_excerpt(by=desk.editor, passage=passage, text=passage.text.replace(edit, "", 1))
    with pytest.raises(RenderingIncomplete, match=r"Excerpt 1"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    assert Series.objects.get().last_number == 0


def test_a_rendering_that_is_no_longer_accepted_is_refused(desk: Newsroom) -> None:
    newsroom.accept_one(desk.segments[1], "Another wording altogether.", desk.translator, desk.reviewer)
    with pytest.raises(RenderingIncomplete, match="no longer the accepted one"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)


def test_altered_bytes_are_refused(desk: Newsroom, settings: object) -> None:
    (file,) = list(settings.ARCHIVE_PATH.glob("*.warc.gz"))  # type: ignore[attr-defined]
    assert desk.item.current is not None
    capture = desk.item.current.capture
    stored = bytearray(file.read_bytes())
    stored[(capture.record_offset or 0) + (capture.record_length or 0) // 2] ^= 4
    file.write_bytes(bytes(stored))
    with pytest.raises(CaptureAltered, match="Excerpt 1"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)


def test_words_that_do_not_stand_in_the_bytes_are_refused(desk: Newsroom) -> None:
    segment = desk.segments[1]
    assert segment.anchor_start is not None
    Segment.objects.filter(pk=segment.pk).update(anchor_start=segment.anchor_start + 1)
    with pytest.raises(CaptureAltered, match="does not stand"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)


def test_an_unfinished_dispatch_is_refused(desk: Newsroom) -> None:
    compose.add_prose(by=desk.editor, dispatch=desk.dispatch, text="  ")
    with pytest.raises(RuleBroken, match="empty"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    bare = newsroom.write_dispatch(desk.editor, desk.series, [], title="No excerpt")
    with pytest.raises(RuleBroken, match="quotes nothing"):
        publish(by=desk.publisher, dispatch=bare, now=NOW)


def test_only_publishers_publish(desk: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        publish(by=desk.editor, dispatch=desk.dispatch, now=NOW)


def test_numbers_rise_with_the_date(desk: Newsroom) -> None:
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    second = newsroom.write_dispatch(desk.editor, desk.series, desk.segments[:1], title="Second")
    assert publish(by=desk.publisher, dispatch=second, now=LATER).number == 2
    early = newsroom.write_dispatch(desk.editor, desk.series, desk.segments[:1], title="Too early")
    compose.change_head(by=desk.editor, dispatch=early, day=date(2026, 11, 19))
    with pytest.raises(RuleBroken, match="November 19, 2026"):
        publish(by=desk.publisher, dispatch=early, now=LATER)


def test_a_number_is_never_given_again(desk: Newsroom) -> None:
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    other = newsroom.write_dispatch(desk.editor, desk.series, desk.segments[:1], title="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(pk=other.pk).update(number=1)
    # Even where the dispatch that had it is gone from view, the series counts on.
    Publication.objects.update(current=False)
    assert publish(by=desk.publisher, dispatch=other, now=LATER).number == 2


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(desk: Newsroom) -> None:
    first = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="Stone River council: a corrected title")
    second = publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    first.refresh_from_db()
    assert (second.number, second.version) == (first.number, 2)
    assert (first.current, second.current) == (False, True)
    assert "no talks under pressure" in first.html
    assert "has been corrected" in first.html
    assert "version 1" in second.html
    assert proof_path(first.proof_sha256).is_file()


def test_what_becomes_restricted_is_restricted_in_all_its_versions_and_never_the_reverse(desk: Newsroom) -> None:
    first = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, tier="subscriber")
    publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    first.refresh_from_db()
    assert first.tier == "subscriber"
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, tier="public")
    third = publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    first.refresh_from_db()
    assert (first.tier, third.tier) == ("subscriber", "public")


def test_a_crash_before_the_transaction_leaves_nothing_but_an_unused_file(
    desk: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.desk.publish import services

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "_commit", crash)
    with pytest.raises(KeyboardInterrupt):
        publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    assert Publication.objects.count() == 0
    assert Series.objects.get().last_number == 0
    monkeypatch.undo()
    assert publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW).number == 1


def test_the_proof_command_writes_the_file_by_id_and_by_number(desk: Newsroom, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dragoman.desk.publish.commands import proof

    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    for name in (str(desk.dispatch.pk), "special-dispatch/1"):
        out = tmp_path / "one.wacz"
        done = CliRunner().invoke(proof, [name, "--out", str(out)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert out.read_bytes() == proof_path(published.proof_sha256).read_bytes()
    with pytest.raises(RuleBroken, match="no published dispatch"):
        CliRunner().invoke(proof, ["special-dispatch/7"], catch_exceptions=False)
