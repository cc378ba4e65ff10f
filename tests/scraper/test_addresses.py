from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.addresses import PublicResolver, RefusedAddressError, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "223.130.195.95", "2606:4700::1111"])
def test_public_addresses(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.0.10",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        "localhost",
        "",
    ],
)
def test_other_addresses(address: str):
    assert not is_public(address)


@given(st.ip_addresses())
def test_a_private_address_stays_private_when_mapped(address):
    if address.version == 4:
        assert is_public(f"::ffff:{address}") == is_public(str(address))


@given(st.text(max_size=40))
def test_is_public_never_fails(text):
    assert is_public(text) in {True, False}


async def test_one_private_address_refuses_the_name(monkeypatch: pytest.MonkeyPatch):
    async def resolved(*_args: object, **_kwargs: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)),
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    with pytest.raises(RefusedAddressError, match=r"127\.0\.0\.1"):
        await PublicResolver().resolve("rebinding.example", 80)


async def test_public_addresses_are_returned(monkeypatch: pytest.MonkeyPatch):
    async def resolved(*_args: object, **_kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    (found,) = await PublicResolver().resolve("shop.example", 80)
    assert (found["hostname"], found["host"], found["port"]) == ("shop.example", "8.8.8.8", 80)
