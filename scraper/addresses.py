"""Restrict downloads to public internet addresses."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

_NAT64: Final = IPv6Network("64:ff9b::/96")


class RefusedAddressError(OSError):
    """The host is, or resolves to, an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address is public.

    An IPv6 address that embeds an IPv4 one (mapped, 6to4, Teredo, NAT64) is public if both are.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        if parsed in _NAT64:
            inner.append(IPv4Address(int(parsed) & 0xFFFFFFFF))
        if parsed.ipv4_mapped is None and not _is_global(parsed):
            return False
        return all(_is_global(v4) for v4 in inner if v4 is not None)
    return _is_global(parsed)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


class PublicResolver(AbstractResolver):
    """Resolves host names to public addresses only.

    aiohttp connects to exactly the addresses its resolver returned, so a name cannot be public when
    checked and private when connected to (DNS rebinding).
    """

    def __init__(self, private_hosts: Collection[str] = ()) -> None:
        """Store the exceptions.

        Args:
            private_hosts: `host:port` pairs that may be private.
        """
        self._private_hosts = frozenset(private_hosts)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`.

        Raises:
            RefusedAddressError: one of them is not public.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        refused = next((a for a in addresses if not is_public(a)), None)
        if refused is not None and f"{host}:{port}" not in self._private_hosts:
            raise RefusedAddressError(f"{host} is at {refused}, which is not public")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=entry[0],
                proto=entry[2],
                flags=socket.AI_NUMERICHOST,
            )
            for entry, address in zip(found, addresses, strict=True)
        ]

    async def close(self) -> None:
        """Do nothing; there are no resources to release."""
