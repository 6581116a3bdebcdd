"""What a host's robots.txt allows. Source: RFC 9309."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read


class Robots:
    """One host's rules for one round."""

    def __init__(self, parser: RobotFileParser | None, *, refuse_all: bool = False) -> None:
        self._parser = parser
        self._refuse_all = refuse_all

    @classmethod
    def from_answer(cls, status: int | None, body: bytes = b"") -> Robots:
        """The rules an answer stands for.

        2xx: the file's. 4xx, or no answer at all: everything is allowed (the page itself will then say what is wrong).
        5xx: nothing is, until the file can be read. Source: RFC 9309, 2.3.1.
        """
        if status is not None and 200 <= status < 300:
            parser = RobotFileParser()
            parser.parse(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines())
            return cls(parser)
        return cls(None, refuse_all=status is not None and status >= 500)

    def allows(self, url: str, user_agent: str) -> bool:
        """Whether this program may fetch this address by itself."""
        if self._refuse_all:
            return False
        return self._parser is None or self._parser.can_fetch(user_agent, url)


def address(url: str) -> str:
    """Where the robots.txt that speaks for this address stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
