"""One address for one work, however the link to it was decorated."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

# Parameters that say how a reader came, never what is read. Source: the documentation of the campaign tools that add them.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_")
TRACKING = frozenset({"fbclid", "gclid", "dclid", "yclid", "igshid", "mc_cid", "mc_eid", "msclkid", "_ga", "ref_src", "spm"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """The address without what does not name the work: tracking parameters, fragment, default port, case of the host.

    The order of the remaining parameters, their spelling and the path are kept: servers may tell them apart. A `#!` fragment
    names a page and stays. An address that cannot be read comes back stripped of white space only.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if not parts.scheme or not parts.hostname:
        return url
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme.lower(), _netloc(parts, port), parts.path or "/", query, fragment))


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _netloc(parts: SplitResult, port: int | None) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else _ascii(host)
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def _ascii(host: str) -> str:
    """An international name in the form that goes over the wire; kept as it is when it has none."""
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return host
