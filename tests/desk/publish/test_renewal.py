"""A proof is published at once, says that time is waited for, and is made anew when the stamps have come."""

from __future__ import annotations

import json
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dragoman.capture.links import Link
from dragoman.capture.proof_format import PROOF
from dragoman.capture.verify import Verdict, verify
from dragoman.desk.capture.checkpoints import current_key, rotate_key, sign_head
from dragoman.desk.capture.heads import stamped_head
from dragoman.desk.capture.models import LedgerCheckpoint, Stamp
from dragoman.desk.compose import services as compose
from dragoman.desk.jobs import schedules
from dragoman.desk.jobs.models import Job
from dragoman.desk.publish.jobs import renew_proofs
from dragoman.desk.publish.models import EarlierProof, Publication
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import publish
from tests.capture.authorities import AuthorityServer, LocalAuthority
from tests.desk import newsroom
from tests.desk.authority_fixtures import obtain
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
PAGE = "/special-dispatch/1/"


def published(desk: Newsroom) -> Publication:
    return publish(by=desk.publisher, dispatch=desk.dispatch, now=timezone.now())


def check(publication: Publication, authorities: list[LocalAuthority] | None = None) -> Verdict:
    entry = current_key()
    assert entry is not None
    roots = [(one.folder / "root.pem").read_bytes() for one in authorities or []]
    return verify(proof_path(publication.proof_sha256), [entry.key.text], roots)


def time_link(verdict: Verdict) -> Link:
    return verdict.quotations[0].links[-1]


def shown(html: str, link: str = "time") -> str:
    """The state that a page's strip shows for a link."""
    (state,) = re.findall(rf'<li class="([\w-]+)">(?:(?!</li>).)*?</span>{link}<span class="unseen">', html)
    return state


def page() -> str:
    return Client().get(PAGE).content.decode()


def content(publication: Publication) -> dict[str, Any]:
    with zipfile.ZipFile(proof_path(publication.proof_sha256)) as file:
        found: dict[str, Any] = json.loads(file.read(PROOF))
        return found


def test_without_authorities_time_is_said_to_be_nobodys_word(desk: Newsroom) -> None:
    publication = published(desk)
    assert time_link(check(publication)).state == "not-present"
    assert shown(page()) == "none"
    assert "No time-stamping authority is asked here" in page()
    assert (publication.proof_stamps, Stamp.objects.count()) == (0, 0)
    assert renew_proofs.call() == 0


def test_time_is_waited_for_then_held(desk: Newsroom, servers: list[AuthorityServer], locals_: list[LocalAuthority]) -> None:
    first = published(desk)
    assert shown(page()) == "waiting"
    assert "2 authorities were asked for a time stamp; none has come yet." in page()
    assert time_link(check(first)).state == "not-present"
    assert Stamp.objects.filter(state="pending").count() == 2
    assert Job.objects.filter(key="schedule:stamps-obtain").count() == 1, "asked for at once"
    assert renew_proofs.call() == 0

    assert obtain().confirmed == 2
    assert renew_proofs.call() == 1
    second = Publication.objects.get()
    assert (second.version, second.number, second.proof_stamps) == (first.version, first.number, 2)
    verdict = check(second, locals_)
    assert verdict.ok
    assert verdict.file.sentence.endswith("signed by the key given.")
    assert time_link(verdict).state == "held"
    assert {link.state for link in verdict.quotations[0].links} == {"held"}
    assert shown(page()) == "held"
    assert "UTC by First" in page()
    assert second.proof_bytes == proof_path(second.proof_sha256).stat().st_size


def test_nothing_but_the_ledgers_part_changes(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    before = published(desk)
    obtain()
    renew_proofs.call()
    after = Publication.objects.get()
    old, new = content(before), content(after)
    assert old.pop("ledger")["stamps"] == []
    assert [stamp["authority"] for stamp in new.pop("ledger")["stamps"]] == sorted(
        (server.url for server in servers), key=[stamp.authority for stamp in Stamp.objects.order_by("stamped_at", "pk")].index
    )
    assert old == new
    with zipfile.ZipFile(proof_path(before.proof_sha256)) as one, zipfile.ZipFile(proof_path(after.proof_sha256)) as other:
        for name in ("archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"):
            assert one.read(name) == other.read(name)


def test_the_proof_grows_with_each_authority_and_then_stays(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    servers[1].status = 503
    published(desk)
    obtain()
    assert renew_proofs.call() == 1
    assert Publication.objects.get().proof_stamps == 1
    assert renew_proofs.call() == 0
    servers[1].status = 200
    Stamp.objects.update(next_try_at=timezone.now())
    obtain()
    assert renew_proofs.call() == 1
    assert Publication.objects.get().proof_stamps == 2
    sha256 = Publication.objects.get().proof_sha256
    assert renew_proofs.call() == 0
    assert Publication.objects.get().proof_sha256 == sha256
    assert EarlierProof.objects.count() == 2


def test_the_earlier_file_stays_at_its_digest(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    before = published(desk)
    obtain()
    renew_proofs.call()
    after = Publication.objects.get()
    for sha256 in (before.proof_sha256, after.proof_sha256):
        response = Client().get(f"{PAGE}proofs/{sha256}.wacz")
        assert b"".join(response.streaming_content) == proof_path(sha256).read_bytes()  # type: ignore[attr-defined]
    current = Client().get(f"{PAGE}proof.wacz")
    assert b"".join(current.streaming_content) == proof_path(after.proof_sha256).read_bytes()  # type: ignore[attr-defined]
    for address in ("proofs/" + "0" * 64, "proofs/../../x", f"proofs/{before.proof_sha256[:-1]}"):
        assert Client().get(f"{PAGE}{address}.wacz").status_code == 404
    Publication.objects.update(tier="staff")
    assert Client().get(f"{PAGE}proofs/{before.proof_sha256}.wacz").status_code == 404


def test_a_head_that_was_stamped_before_is_used_at_once(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    """The earliest one with most stamps: it says most."""
    stamp_head(servers)
    newsroom.capture_page(url="http://manara.example/articles/18")
    stamp_head(servers)
    publication = published(desk)
    assert publication.proof_stamps == 2
    assert publication.proof_size == LedgerCheckpoint.objects.order_by("size")[0].size
    assert shown(page()) == "held"
    assert time_link(check(publication)).state == "self-asserted"


def stamp_head(servers: list[AuthorityServer]) -> LedgerCheckpoint:
    from dragoman.desk.capture.stamp_jobs import want_now

    head = sign_head(by=None, now=timezone.now())
    want_now(head, now=timezone.now())
    obtain()
    return head


def test_a_head_from_before_the_capture_is_not_used(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    stamp_head(servers)
    item = newsroom.capture_page(url="http://manara.example/articles/18")
    segments = newsroom.accept_all(item, desk.translator, desk.reviewer)
    compose.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=segments[:1])
    publication = published(desk)
    assert (publication.proof_stamps, shown_states()) == (0, {"waiting"})


def shown_states() -> set[str]:
    return set(re.findall(r'<li class="([\w-]+)">(?:(?!</li>).)*?</span>time<span class="unseen">', page()))


def test_an_authority_named_later_stamps_what_was_published_before(
    desk: Newsroom, locals_: list[LocalAuthority], request: pytest.FixtureRequest
) -> None:
    published(desk)
    assert shown(page()) == "none"
    stamp_head(request.getfixturevalue("servers"))
    assert renew_proofs.call() == 1
    assert shown(page()) == "held"


def test_after_a_change_of_key_a_proof_waits_for_a_head_of_the_new_one(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    old = current_key()
    publication = published(desk)
    obtain()
    rotate_key(by=None, now=timezone.now())
    assert renew_proofs.call() == 0, "the old key can sign no package any more"
    assert stamped_head(1) is None
    stamp_head(servers)
    assert renew_proofs.call() == 1
    publication.refresh_from_db()
    assert check(publication).ok
    assert old is None or not verify(proof_path(publication.proof_sha256), [old.key.text]).ok


def test_a_proof_that_cannot_be_read_stays_and_stops_no_other(
    desk: Newsroom, servers: list[AuthorityServer], caplog: pytest.LogCaptureFixture
) -> None:
    broken = published(desk)
    other = newsroom.write_dispatch(desk.editor, desk.series, desk.segments[:1], title="Second")
    publish(by=desk.publisher, dispatch=other, now=timezone.now())
    proof_path(broken.proof_sha256).write_bytes(b"no zip")
    obtain()
    assert renew_proofs.call() == 1
    broken.refresh_from_db()
    assert (broken.proof_stamps, broken.earlier_proofs.count()) == (0, 0)
    assert "not renewed: This is no proof file" in caplog.text


def test_an_altered_ledger_renews_nothing(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    """What is built is verified before it takes the old one's place."""
    publication = published(desk)
    obtain()
    Stamp.objects.filter(authority=servers[0].url).update(response=bytes(Stamp.objects.get(authority=servers[1].url).response))
    assert renew_proofs.call() == 0
    assert Publication.objects.get().proof_sha256 == publication.proof_sha256
    assert not list((proof_path("x").parents[1] / "growing").iterdir())


def test_old_versions_are_renewed_too_and_still_say_that_they_are_old(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    first = published(desk)
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="Corrected")
    published(desk)
    obtain()
    assert renew_proofs.call() == 2
    first.refresh_from_db()
    assert "has been corrected" in first.html
    assert shown(first.html) == "held"


def test_the_clock_renews(desk: Newsroom) -> None:
    assert "proofs-renew" in {entry.name for entry in schedules.load()}


def test_an_address_that_is_asked_again_gives_the_new_page_and_proof(desk: Newsroom, servers: list[AuthorityServer]) -> None:
    published(desk)
    tags = {address: Client().get(address).headers["ETag"] for address in (PAGE, f"{PAGE}proof.wacz")}
    obtain()
    renew_proofs.call()
    for address, tag in tags.items():
        assert Client().get(address, headers={"if-none-match": tag}).status_code == 200
