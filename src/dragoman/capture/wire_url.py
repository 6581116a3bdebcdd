"""Addresses as they go on the wire: ASCII, without fragment, http or https."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

from dragoman.errors import AddressRefused

# Everything that may stand in a path or query as it is; `%` too, since existing escapes stay. Source: RFC 3986, 2 and 3.3.
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_DROPPED = re.compile(r"[\t\r\n]")  # Source: WHATWG URL, 4.4, step 3
_HOST = re.compile(r"[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\]")


def wire_url(url: str) -> str:
    """The form that is sent and recorded.

    Host names outside ASCII become `xn--` names, other letters percent-encoded UTF-8; the fragment is dropped.

    Raises:
        AddressRefused: another scheme than http and https, no host, a user name or password inside (it would be published
            with the evidence), or nothing that is an address.
    """
    text = _DROPPED.sub("", url).strip(" \x00\x0b\x0c")
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise AddressRefused("This is not a web address.", detail=f"{error}: {url!r}", subject=url) from error
    if parts.scheme not in ("http", "https"):
        raise AddressRefused("Only http and https addresses are fetched.", detail=repr(url), subject=url)
    if "@" in parts.netloc:
        raise AddressRefused(
            "The address holds a user name or password, which would be published with the evidence.", subject=url
        )
    authority = _ascii_host(host, url) + (f":{port}" if port is not None else "")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{authority}{quote(parts.path or '/', safe=_SAFE)}{query}"


def follow_location(url: str, location: str) -> str:
    """Where a `Location` leads, seen from `url`. Raises: AddressRefused."""
    try:
        return wire_url(urljoin(url, _DROPPED.sub("", location).strip()))
    except ValueError as error:
        raise AddressRefused(
            "The page leads on to something that is not an address.", detail=repr(location), subject=url
        ) from error


def host_of(url: str) -> str:
    """Host name of a wire URL, lower case, without port."""
    return urlsplit(url).hostname or ""


def _ascii_host(host: str, url: str) -> str:
    try:
        if ":" in host:
            return f"[{ip_address(host).compressed}]"
        ascii_host = host.encode("idna").decode("ascii").lower() if host else ""
    except (UnicodeError, ValueError) as error:
        raise AddressRefused("The address has no usable host name.", detail=f"{error}: {url!r}", subject=url) from error
    if not _HOST.fullmatch(ascii_host):
        raise AddressRefused("The address has no usable host name.", detail=repr(url), subject=url)
    return ascii_host
