"""Two real authorities that the desk asks for time stamps, as fixtures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from dragoman.capture.addresses import parse_networks
from dragoman.capture.authority import CurlPost
from dragoman.capture.stamping import Authority
from dragoman.desk.capture.stamps import MOST_A_ROUND, Round, obtain_due
from tests.capture.authorities import AuthorityServer, LocalAuthority


@pytest.fixture(scope="session")
def locals_(tmp_path_factory: pytest.TempPathFactory) -> list[LocalAuthority]:
    return [LocalAuthority(tmp_path_factory.mktemp("authority"), signer=f"/CN={name}") for name in ("First", "Second")]


@pytest.fixture
def servers(locals_: list[LocalAuthority], settings: Any) -> Iterator[list[AuthorityServer]]:
    """Both, served and named in the settings."""
    with ExitStack() as stack:
        running = [stack.enter_context(AuthorityServer(one.answer)) for one in locals_]
        pems = [(one.folder / "root.pem").read_text() for one in locals_]
        settings.TIMESTAMP_AUTHORITIES = tuple(Authority(server.url, pem) for server, pem in zip(running, pems, strict=True))
        settings.ALLOWED_NETWORKS = parse_networks("127.0.0.1/32")
        yield running


def obtain(*, now: datetime | None = None, most: int = MOST_A_ROUND) -> Round:
    """What the job does: ask for all stamps that wait."""
    numbers = itertools.count(1)
    post = CurlPost(parse_networks("127.0.0.1/32"))
    return obtain_due(post=post, make_nonce=lambda: next(numbers), now=lambda: now or timezone.now(), most=most)
