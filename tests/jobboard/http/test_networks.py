"""Addresses: which are public, and to which network a visitor belongs."""

import ipaddress

import pytest

from jobboard.http.networks import is_public, is_within, subnet_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "172.16.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "100.64.0.1",
        "192.88.99.1",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "fec0::1",  # site-local
        "::10.0.0.1",  # IPv4-compatible
        "::8.8.8.8",
        "::ffff:127.0.0.1",  # IPv4-mapped
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",  # IPv4-translated
        "64:ff9b::7f00:1",  # NAT64
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1:ffff::1",
        "2002:7f00:1::",  # 6to4
        "2002:808:808::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "nonsense",
        "",
    ],
)
def test_what_lies_inside_or_leads_elsewhere_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.0.114.1", "2a00:1450::1", "2606:4700::1111"])
def test_an_ordinary_server_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("::203.0.113.77", "203.0.113.0/24"),
        ("64:ff9b::203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::1", "::/48"),
        (" 203.0.113.77 ", "203.0.113.0/24"),
        ("nonsense", "unknown"),
    ],
)
def test_a_visitor_s_network_is_that_of_his_own_address(address: str, network: str) -> None:
    assert subnet_of(address) == network


def test_a_proxy_is_known_in_both_ways_to_write_its_address() -> None:
    proxies = (ipaddress.ip_network("10.0.0.0/8"),)
    assert is_within("10.1.2.3", proxies)
    assert is_within("::ffff:10.1.2.3", proxies)
    assert not is_within("11.1.2.3", proxies)
    assert not is_within("::ffff:11.1.2.3", proxies)
    assert not is_within("", proxies)
