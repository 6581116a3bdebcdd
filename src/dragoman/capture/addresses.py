"""Which network addresses may be fetched: public ones, and private ones an administrator named."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from dragoman.errors import SettingInvalid


@dataclass(frozen=True)
class AllowedNetwork:
    """A private network that may be fetched; `port` None means any port."""

    network: IPv4Network | IPv6Network
    port: int | None = None


def parse_networks(setting: str) -> tuple[AllowedNetwork, ...]:
    """Read `127.0.0.1/32:8411, 10.1.0.0/16`. Raises: SettingInvalid."""
    return tuple(_parse_network(part.strip()) for part in setting.split(",") if part.strip())


def _parse_network(part: str) -> AllowedNetwork:
    address, slash, rest = part.partition("/")
    prefix, _, port = rest.partition(":")
    try:
        if not slash:
            raise ValueError("no prefix length")
        number = int(port) if port else None
        if number is not None and not 0 < number < 65536:
            raise ValueError("port outside 1 to 65535")
        return AllowedNetwork(ip_network(f"{address.strip('[]')}/{prefix}"), number)
    except ValueError as error:
        raise SettingInvalid(
            f"DRAGOMAN_ALLOW_PRIVATE: {part!r} is not a network such as 10.1.0.0/16 or 127.0.0.1/32:8411.", detail=str(error)
        ) from error


def is_allowed(address: str, port: int, networks: tuple[AllowedNetwork, ...]) -> bool:
    """Whether a socket may be opened to this address. Looks through IPv4-mapped and NAT64 IPv6 forms."""
    ip = ip_address(address.split("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip in ip_network("64:ff9b::/96"):
            ip = ip_address(int(ip) & 0xFFFFFFFF)
        elif ip.sixtofour is not None:
            ip = ip.sixtofour
    if ip.is_global and not ip.is_multicast:
        return True
    return any(ip in allowed.network and allowed.port in (None, port) for allowed in networks)
