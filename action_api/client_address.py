"""Whose request it is: the address behind the proxies we trust, and nobody else's word for it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from action_api.settings import Network


def client_address(peer: str | None, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The client's address: the rightmost of X-Forwarded-For that is not a trusted proxy.

    `peer` is the other end of the connection (None on a Unix socket, which counts as loopback).
    The header is read only where the peer is trusted, and only as far as the entries are sound.
    """
    address = _parsed(peer) or ipaddress.ip_address("127.0.0.1")
    for hop in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not _within(address, trusted):
            break
        following = _parsed(hop)
        if following is None:
            break
        address = following
    return str(address)


def limit_key(address: str) -> str:
    """The key limits and blocks count by: an IPv4 address, or an IPv6 network of 64 bits."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(parsed)


def peer_is_trusted(peer: str | None, trusted: Iterable[Network]) -> bool:
    """Whether the other end of the connection is one of our proxies."""
    return _within(_parsed(peer) or ipaddress.ip_address("127.0.0.1"), trusted)


def _parsed(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if not text:
        return None
    bare = text.removeprefix("[").split("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:  # some proxies add the port to an IPv4 address
        bare = bare.split(":")[0]
    try:
        address = ipaddress.ip_address(bare.split("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _within(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, networks: Iterable[Network]
) -> bool:
    return any(address.version == one.version and address in one for one in networks)
