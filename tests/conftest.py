"""What every test shares: nothing may leave this machine, and no example has a deadline."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more about what else the machine does than about our code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _refuse_foreign(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = str(address[0])
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise AssertionError(f"a test tried to reach {host}")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Fail every connection that would leave the loopback."""

    def connect(self: socket.socket, address: Any) -> None:
        _refuse_foreign(address)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_foreign(address)
        return _connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    for name in ("TELEGRAM_BOT_TOKEN", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()
