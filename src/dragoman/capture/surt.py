"""The key under which replay tools look an address up: what makes no difference to a page is gone, host labels are reversed.

    https://www.example.com:443/News/?b=2&a=1#top  →  com,example)/news?a=1&b=2

A tool computes the key of what it was asked for and searches the index for it; so ours have to be the ones that it computes.
Source: SURT as in Heritrix and in the CDX files of the Internet Archive. Tests compare with the `surt` library.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
_WWW = re.compile(r"^www\d*\.")
_ESCAPED = re.compile(rb"[\x00-\x20#%\x7f-\xff]")
_QUERY_SESSIONS = (
    re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)"),
    re.compile(r"aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)"),
    re.compile(r"cfid=[^&]+&cftoken=[^&]+(?:&|$)"),
)
_PATH_SESSION = re.compile(r"\([a-z]\([0-9a-z]{24}\)\)/(?=[^?]+\.aspx)")


def sort_key(url: str) -> str:
    """The key of an address. One that names no host, such as a `urn:`, is its own key, in lower case."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.lower()
    if not parts.hostname:
        return url.lower()
    shown_port = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    return f"{_reverse_host(parts.hostname)}{shown_port}){_path(parts)}{_query(parts)}"


def _reverse_host(host: str) -> str:
    if ":" in host:  # IPv6 has no labels
        return host
    named = _in_ascii(unquote_to_bytes(host).decode("utf-8", "replace")).strip(".")
    return ",".join(reversed(_WWW.sub("", named, count=1).split(".")))


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return _escape(host.encode())


def _path(parts: SplitResult) -> str:
    steps: list[str] = []
    for step in _escape(parts.path.encode()).split("/")[1:]:
        if step == ".." and steps:
            steps.pop()
        elif step != ".":
            steps.append(step)
    return _PATH_SESSION.sub("", "/" + "/".join(filter(None, steps)))


def _query(parts: SplitResult) -> str:
    query = _escape(parts.query.encode())
    for session in _QUERY_SESSIONS:
        query = session.sub("", query)
    arguments = sorted(argument.split("=", 1) for argument in query.split("&"))
    return "?" + "&".join("=".join(argument) for argument in arguments) if query else ""


def _escape(raw: bytes) -> str:
    """In lower case, each byte written in one way: as itself, or escaped where it cannot stand in an address."""
    plain = unquote_to_bytes(raw)
    while plain != raw:
        raw, plain = plain, unquote_to_bytes(plain)
    return _ESCAPED.sub(lambda match: b"%%%02x" % match.group()[0], plain).decode().lower()
