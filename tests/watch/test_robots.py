"""What robots.txt allows."""

import pytest

from dragoman.watch.robots import Robots, address

AGENT = "Dragoman/0.1 (media monitoring)"


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /private\n", True),
        (200, b"User-agent: *\nDisallow: /\n", False),
        (200, "\ufeffUser-agent: dragoman\nDisallow: /news\n".encode(), False),
        (200, b"\xff\xfe not text at all \x00", True),
        (200, b"", True),
        (404, b"", True),
        (403, b"", True),
        (503, b"", False),
        (None, b"", True),
    ],
)
def test_rules(status, body, allowed):
    assert Robots.from_answer(status, body).allows("https://p.example/news/1", AGENT) is allowed


def test_the_file_stands_at_the_root_of_the_same_host_and_port():
    assert address("https://p.example:8443/a/b?c") == "https://p.example:8443/robots.txt"
