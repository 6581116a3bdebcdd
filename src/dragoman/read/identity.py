"""One address for one page: what differs only in tracking or spelling is the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

# Added by senders of links, never needed by the page.
_TRACKING = re.compile(
    r"(?:(?:utm|mtm|pk|hsa)_\w+|_ga|ref_src|spm|fbclid|gclid|dclid|"
    r"gbraid|wbraid|msclkid|yclid|ysclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|twclid|__twitter_impression)\Z",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def canonical_url(url: str) -> str:
    """The address by which an item is known.

    Scheme and host in lower case, host in its ASCII form without a trailing dot, no default port, user name, fragment or
    tracking parameters; `%` escapes in capitals. Path and the order of the other parameters stay as they are, since servers
    may tell them apart. A `#!` fragment names a page and stays. What is no web address comes back
    unchanged but for white space at its ends.
    """
    given = url.strip()
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        return given
    host = _host(parts.hostname or "")
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return given
    scheme = parts.scheme.lower()
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    path = _capital_escapes(parts.path) or "/"
    return urlunsplit((scheme, place, path, _capital_escapes(_without_tracking(parts.query)), fragment))


def _host(host: str) -> str:
    bare = host.rstrip(".").lower()
    if ":" in bare:
        return f"[{bare}]"
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def _without_tracking(query: str) -> str:
    kept = [part for part in query.split("&") if not _TRACKING.match(part.partition("=")[0])]
    return "&".join(kept)


def _capital_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda escape: escape.group().upper(), text)
