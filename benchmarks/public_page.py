"""What a reader waits for: a published dispatch with ten quotations, 50 requests a second, served as in production.

Requests start on a fixed clock, not when the one before is answered: a server that stalls makes later requests wait, and
their wait counts.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benchmarks.harness import Row, percentile, report
from benchmarks.support.loopback import start_desk

RATE_A_SECOND = 50
SECONDS = 10
QUOTATIONS = 10
TARGET_MS = 60.0
PAGES = {"page": "/special-dispatch/1/", "list": "/"}


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        start_desk(home)
        archived, page_bytes = publish_one()
        with served() as port:
            rows = []
            for name, path in {**PAGES, "archived copy": archived}.items():
                waits = load(port, path)
                note = f"p95 at {RATE_A_SECOND}/s" + (f", {page_bytes // 1000} KB" if name == "page" else "")
                milliseconds = percentile(waits, 0.95) * 1000
                rows.append(Row(f"public {name}", ours=milliseconds, unit="ms", target=TARGET_MS, less_is_better=True, note=note))
    report(rows)


def publish_one() -> tuple[str, int]:
    """A dispatch through the product's own services. Returns the archived copy's path and the page's size."""
    from dragoman.desk.compose import services as compose
    from dragoman.desk.publish.services import publish
    from tests.desk import newsroom

    translator, reviewer = newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")
    editor, publisher = newsroom.hire("editor", "editor"), newsroom.hire("publisher", "publisher")
    item = newsroom.capture_page()
    segments = newsroom.accept_all(item, translator, reviewer)
    dispatch = newsroom.write_dispatch(editor, newsroom.open_series(publisher), segments)
    for _ in range(QUOTATIONS - 1):
        compose.insert_excerpt(by=editor, dispatch=dispatch, segments=segments)
    published = publish(by=publisher, dispatch=dispatch, now=newsroom.NOW)
    assert item.current is not None
    return f"/captures/{item.current.capture_id}/", len(published.html.encode())


@contextmanager
def served() -> Iterator[int]:
    """The site in processes of its own, until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "dragoman.cli", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as web:
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                assert web.poll() is None, "the site ended"
                assert time.monotonic() < deadline, "the site does not answer"
                time.sleep(0.2)
            yield port
        finally:
            web.terminate()


def answers(port: int) -> bool:
    try:
        return fetch(port, "/") == 200
    except OSError:
        return False


def fetch(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def load(port: int, path: str) -> list[float]:
    """Seconds from each request's appointed time to its last byte."""
    for _ in range(20):
        fetch(port, path)  # every worker has loaded what it needs
    begin = time.perf_counter() + 0.1

    def one(number: int) -> float:
        appointed = begin + number / RATE_A_SECOND
        time.sleep(max(0.0, appointed - time.perf_counter()))
        status = fetch(port, path)
        assert status == 200, f"{path}: {status}"
        return time.perf_counter() - appointed

    with ThreadPoolExecutor(max_workers=32) as pool:
        return list(pool.map(one, range(RATE_A_SECOND * SECONDS)))


if __name__ == "__main__":
    main()
