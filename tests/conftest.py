"""What every test shares: no network, repeatable examples, and time limits of this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.support.patience import patient

TEST_LIMIT_S = 60.0

# How long an example takes says more about what else the machine does than about our code, so
# none has a deadline. `--hypothesis-profile random`, or a seed, looks for new examples.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False, print_blob=True)
settings.register_profile("thorough", settings.get_profile("random"), max_examples=1000)
settings.load_profile("repeatable")


WHOLE_PROGRAMS = frozenset({"telegram", "market"})
"""Fixtures that run a bot with its Telegram, or a shop to be crawled."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark tests that run a whole program as slow, which `make check` leaves out."""
    if WHOLE_PROGRAMS & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Limit the time of a test by the machine, and choose examples by a seed where one is given."""
    if config.option.timeout is None:
        config.option.timeout = patient(TEST_LIMIT_S)
    if config.getoption("--hypothesis-seed") and not config.getoption("--hypothesis-profile"):
        settings.load_profile("random")


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
