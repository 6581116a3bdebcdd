"""Call a service over HTTP, once: within a deadline, bounded, and never into a private network that no setting names."""

from __future__ import annotations

from collections.abc import Callable

import pycurl

from dragoman.capture.exchange import Exchange, Request
from dragoman.capture.hop import Hop, Wire
from dragoman.capture.wire_url import wire_url
from dragoman.errors import AddressRefused, CaptureFailed


def call(
    request: Request, wire: Wire, *, stopped: Callable[[], bool] = lambda: False, curl: pycurl.Curl | None = None
) -> tuple[Exchange | None, CaptureFailed | None]:
    """The answer, when a whole head of one came; and what went wrong. Redirects are not followed: a key never goes elsewhere.

    Args:
        stopped: looked at about every second; once true, the call is broken off.
        curl: a handle to work with, which keeps its connections; it is reset. Without one the connection is closed.
    """
    try:
        hop = Hop(request, wire_url(request.url), wire, wire.limits.total_seconds)
    except AddressRefused as error:
        return None, error
    handle = curl or pycurl.Curl()
    code, message = int(pycurl.E_OK), ""
    try:
        hop.prepare(handle)
        handle.setopt(pycurl.NOPROGRESS, 0)
        handle.setopt(pycurl.XFERINFOFUNCTION, lambda *_: int(stopped()))
        handle.perform()
    except pycurl.error as error:
        code, message = error.args
    try:
        return hop.finish(handle, code, message)
    finally:
        handle.reset()
        if curl is None:
            handle.close()
