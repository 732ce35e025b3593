"""Whose address counts behind proxies."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_api.client_address import client_address, limit_key, peer_is_trusted

TRUSTED = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")]


@pytest.mark.parametrize(
    ("peer", "header", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4:5678", "1.2.3.4"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        (None, "1.2.3.4", "127.0.0.1"),
    ],
)
def test_the_rightmost_untrusted_address_counts(
    peer: str | None, header: str, address: str
) -> None:
    assert client_address(peer, header, TRUSTED) == address


@given(st.text(max_size=80))
def test_no_header_makes_an_untrusted_peer_somebody_else(header: str) -> None:
    assert client_address("203.0.113.9", header, TRUSTED) == "203.0.113.9"


@given(st.text(max_size=80))
def test_any_header_gives_a_sound_address(header: str) -> None:
    assert ipaddress.ip_address(client_address("10.0.0.1", header, TRUSTED))


def test_ipv6_counts_by_its_network_of_64_bits() -> None:
    assert limit_key("2001:db8:1:2:3:4:5:6") == limit_key("2001:db8:1:2::1")
    assert limit_key("2001:db8:1:2::1") != limit_key("2001:db8:1:3::1")
    assert limit_key("1.2.3.4") == "1.2.3.4"


def test_only_a_listed_peer_is_trusted() -> None:
    assert peer_is_trusted("10.1.2.3", TRUSTED)
    assert not peer_is_trusted("203.0.113.9", TRUSTED)
    assert not peer_is_trusted(None, TRUSTED)
