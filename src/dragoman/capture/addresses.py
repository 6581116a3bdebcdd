"""Which network addresses may be fetched: public ones, and private ones an administrator named."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from dragoman.errors import SettingInvalid

# Every public IPv6 address is in here. Source: IANA IPv6 Address Space registry.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # Source: RFC 6052
# Called global by Python 3.11, and not for fetching. Source: RFC 7526 (6to4 relays), RFC 9637 (documentation).
_NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = (IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))


@dataclass(frozen=True)
class AllowedNetwork:
    """A private network that may be fetched; `port` None means any port."""

    network: IPv4Network | IPv6Network
    port: int | None = None


def parse_networks(setting: str) -> tuple[AllowedNetwork, ...]:
    """Read `127.0.0.1/32:8411, 10.1.0.0/16, [fd00::/8]:443`. Raises: SettingInvalid."""
    return tuple(_parse_network(part.strip()) for part in setting.split(",") if part.strip())


def _parse_network(part: str) -> AllowedNetwork:
    address, slash, rest = part.replace("[", "").replace("]", "").partition("/")
    prefix, _, port = rest.partition(":")
    try:
        number = int(port) if port else None
        network = ip_network(f"{address}/{prefix}") if slash else None
    except ValueError as error:
        raise _not_a_network(part) from error
    if network is None or (number is not None and not 0 < number < 65536):
        raise _not_a_network(part)
    return AllowedNetwork(network, number)


def _not_a_network(part: str) -> SettingInvalid:
    return SettingInvalid(f"DRAGOMAN_ALLOW_PRIVATE: {part!r} is not a network such as 10.1.0.0/16 or 127.0.0.1/32:8411.")


def is_allowed(address: str, port: int, networks: tuple[AllowedNetwork, ...]) -> bool:
    """Whether a socket may be opened to this address, as the system's name look-up gives it.

    Looks through IPv6 forms that carry an IPv4 address: mapped, NAT64, 6to4.
    """
    ip = _unwrap(ip_address(address.partition("%")[0]))
    if _is_public(ip):
        return True
    return any(ip in allowed.network and allowed.port in (None, port) for allowed in networks)


def _unwrap(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)
