"""An empty archive; the hostile server, a fetcher that may reach it and nothing else private; two time-stamping authorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman.capture.addresses import parse_networks
from dragoman.capture.archive import Archive
from dragoman.capture.fetch import Fetcher, Limits
from tests.capture.authorities import LONG_NAME, LocalAuthority
from tests.capture.hostile_server import HostileServer

LIMITS = Limits(max_body_bytes=1_000_000, max_decoded_bytes=5_000_000, connect_seconds=2, total_seconds=2)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def make_fetcher(server: HostileServer) -> Iterator[Callable[..., Fetcher]]:
    """A fetcher whose only private network is the server's address and port; options as `Fetcher` takes them."""
    made: list[Fetcher] = []

    def make(limits: Limits = LIMITS, **options: object) -> Fetcher:
        networks = parse_networks(f"{server.host}/32:{server.port}")
        made.append(Fetcher(networks, limits, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def fetcher(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return make_fetcher()


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> list[LocalAuthority]:
    """Two that know nothing of each other. Stamps of the second come with unsorted certificates."""
    folder = tmp_path_factory.mktemp("authorities")
    return [
        LocalAuthority(folder / "first"),
        LocalAuthority(folder / "second", signer=f"{LONG_NAME}/CN=Loose Hours", root="/CN=R"),
    ]
