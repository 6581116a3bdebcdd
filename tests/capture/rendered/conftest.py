"""A browser that may reach the press's server and nothing else private, and listeners that nobody may reach."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from dragoman.capture.addresses import parse_networks
from dragoman.capture.fetch import USER_AGENT, Limits
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.browser import Browser
from dragoman.capture.rendered.program import Program
from dragoman.capture.rendered.values import Bounds
from tests.capture.hostile_server import HostileServer
from tests.capture.rendered.listener import Listener

QUICK = Bounds(settle_seconds=4, quiet_seconds=0.25, deadline_seconds=15)
LIMITS = Limits(max_body_bytes=2_000_000, connect_seconds=2, total_seconds=3)


@pytest.fixture(scope="module")
def press() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener() as running:
        yield running


@pytest.fixture(scope="module")
def make_browser(press: HostileServer, chromium_path: str) -> Iterator[Callable[..., Browser]]:
    """A browser without a network namespace of its own, so that what is measured is our refusal and not the system's."""
    made: list[Browser] = []

    def make(bounds: Bounds = QUICK, *, resolve: tuple[str, ...] = (), **how: object) -> Browser:
        wire = Wire(parse_networks(f"127.0.0.1/32:{press.port}"), LIMITS, USER_AGENT, resolve)
        program = Program(chromium_path, sandbox=os.geteuid() != 0, **how)  # type: ignore[arg-type]
        made.append(Browser(program, wire, bounds))
        return made[-1]

    yield make
    for browser in made:
        browser.close()


@pytest.fixture(scope="module")
def renderer(make_browser: Callable[..., Browser]) -> Browser:
    return make_browser()
