"""Ensure a single writer of the catalogue by a lease in the database."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from config.errors import CoordiError
from db.queries import leases
from db.session import Database

CATALOGUE: Final = "catalogue"


class LeaseTakenError(CoordiError):
    """Another process is filling the catalogue."""

    code = "catalogue_busy"


@asynccontextmanager
async def catalogue_lease(database: Database, duration_s: float) -> AsyncIterator[None]:
    """Hold the catalogue's lease for the length of the block, renewing it.

    The lease of a dead process expires, on the same machine at once. A block whose lease cannot be
    renewed is cancelled, so that two processes never write at the same time.

    Raises:
        LeaseTakenError: another process holds it.
    """
    holder = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
    duration = timedelta(seconds=duration_s)

    async def acquire() -> bool:
        async with database.session() as session:
            return await leases.acquire(session, CATALOGUE, holder, duration=duration)

    async with database.session() as session:
        other = await leases.holder_of(session, CATALOGUE)
        if other is not None and _has_died(other):
            await leases.release(session, CATALOGUE, other)
    if not await acquire():
        raise LeaseTakenError(f"the catalogue is being filled by {other or 'another process'}")
    block = asyncio.current_task()
    assert block is not None

    async def renew() -> None:
        deadline = asyncio.get_running_loop().time() + duration_s
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(duration_s / 3)
            try:
                if not await acquire():
                    break
            except SQLAlchemyError:
                continue  # busy for the moment; there are two more tries
            deadline = asyncio.get_running_loop().time() + duration_s
        block.cancel("the lease on the catalogue is lost")

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        async with database.session() as session:
            await leases.release(session, CATALOGUE, holder)


def _has_died(holder: str) -> bool:
    """Return whether a lease's holder was a process of this machine that has ended."""
    host, _, rest = holder.partition("/")
    pid = rest.partition("/")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # the process exists and belongs to another user
    return False
