"""Call a service over HTTP, once: within a deadline, bounded, and never into a private network that no setting names."""

from __future__ import annotations

from collections.abc import Callable

import pycurl

from dragoman.capture.exchange import Exchange, Request
from dragoman.capture.hop import Hop, Wire
from dragoman.capture.wire_url import wire_url
from dragoman.errors import AddressRefused, CaptureFailed


def call(
    request: Request, wire: Wire, *, body: bytes | None = None, stopped: Callable[[], bool] = lambda: False
) -> tuple[Exchange | None, CaptureFailed | None]:
    """The answer, when a whole head of one came; and what went wrong. Redirects are not followed: a key never goes elsewhere.

    Args:
        body: sent with POST; None asks with GET.
        stopped: looked at about every second; once true, the call is broken off.
    """
    try:
        hop = Hop(request, wire_url(request.url), wire, wire.limits.total_seconds)
    except AddressRefused as error:
        return None, error
    curl = pycurl.Curl()
    code, message = int(pycurl.E_OK), ""
    try:
        hop.prepare(curl)
        if body is not None:
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.NOPROGRESS, 0)
        curl.setopt(pycurl.XFERINFOFUNCTION, lambda *_: int(stopped()))
        curl.perform()
    except pycurl.error as error:
        code, message = error.args
    try:
        return hop.finish(curl, code, message)
    finally:
        curl.close()
