"""Talk to a time-stamping authority over HTTP: within a deadline, bounded, and never into a private network."""

from __future__ import annotations

from dragoman.capture.addresses import AllowedNetwork
from dragoman.capture.call import call
from dragoman.capture.exchange import Exchange, Limits, Request
from dragoman.capture.fetch import USER_AGENT
from dragoman.capture.hop import Wire
from dragoman.capture.timestamps import MAX_TOKEN_BYTES
from dragoman.errors import (
    AddressRefused,
    AuthorityUnavailable,
    CaptureFailed,
    SourceTooLarge,
    SourceTooSlow,
)

LIMITS = Limits(max_body_bytes=MAX_TOKEN_BYTES, max_header_bytes=64_000, connect_seconds=10, total_seconds=20)


class CurlPost:
    """Sends requests, one connection each; redirects are not followed. Implements `timestamps.Post`.

    Args:
        networks: private networks an administrator allows.
        resolve: for tests, fixed answers of name look-up as `name:port:address`.
        ca_file: certificates to trust for https instead of the system's.
    """

    def __init__(
        self,
        networks: tuple[AllowedNetwork, ...] = (),
        limits: Limits = LIMITS,
        *,
        resolve: tuple[str, ...] = (),
        ca_file: str | None = None,
    ) -> None:
        self._wire = Wire(networks, limits, USER_AGENT, resolve, ca_file)

    def __call__(self, url: str, body: bytes, media_type: str) -> bytes:
        """The body of a successful answer. Raises: AuthorityUnavailable."""
        exchange, error = self._send(url, body, media_type)
        if error is not None:
            raise AuthorityUnavailable(_sentence(error), detail=f"{error.code}: {error.detail}"[:500], subject=url) from error
        if exchange is None or exchange.status != 200 or exchange.truncated:
            status = f"status {exchange.status}" if exchange else "no answer"
            cut = " broken off" if exchange and exchange.truncated else ""
            raise AuthorityUnavailable(f"The authority did not answer with a time stamp ({status}{cut}).", subject=url)
        return exchange.body

    def _send(self, url: str, body: bytes, media_type: str) -> tuple[Exchange | None, CaptureFailed | None]:
        headers = (("Content-Type", media_type), ("Accept", "application/timestamp-reply"), ("Accept-Encoding", "identity"))
        return call(Request(url, headers, "POST", body), self._wire)


def _sentence(error: CaptureFailed) -> str:
    if isinstance(error, SourceTooSlow):
        return "The authority did not answer in time."
    if isinstance(error, SourceTooLarge):
        return "The authority's answer is far too large for a time stamp."
    if isinstance(error, AddressRefused):
        return "The authority's address leads into a private network, or is no web address."
    return "The authority cannot be reached."
