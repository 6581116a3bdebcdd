"""When a ledger ended because leaves were lost, what was proven under it still is, by its own key."""

from __future__ import annotations

import pytest
from django.utils import timezone

from dragoman.capture.verify import Verdict, verify
from dragoman.desk.capture import checkpoints
from dragoman.desk.compose import services as compose
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import publish
from tests.desk.capture.test_ledger import record
from tests.desk.capture.test_recover import remember_database, sign
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db


def published(desk: Newsroom) -> Publication:
    return publish(by=desk.publisher, dispatch=desk.dispatch, now=timezone.now())


def check(publication: Publication, key: str) -> Verdict:
    return verify(proof_path(publication.proof_sha256), key)


def current_key() -> str:
    entry = checkpoints.current_key()
    assert entry is not None
    return entry.key.text


def test_each_proof_holds_by_the_key_of_its_own_ledger(desk):
    before, old_key = published(desk), current_key()
    put_back = remember_database()
    record(3)
    sign()
    put_back()
    checkpoints.begin_ledger(by=None, now=timezone.now())
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="What was agreed at the harbour")
    after, new_key = published(desk), current_key()
    assert after.version == 2
    assert check(before, old_key).ok
    assert check(after, new_key).ok
    assert not check(before, new_key).ok
    assert not check(after, old_key).ok
