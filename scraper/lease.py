"""One runner only: whoever fills the catalogue holds a lease in the database, and prolongs it."""

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
    """Another process fills the catalogue."""

    code = "catalogue_busy"


@asynccontextmanager
async def catalogue_lease(database: Database, duration_s: float) -> AsyncIterator[None]:
    """Be the only one who fills the catalogue for the length of the block.

    A process that dies gives the lease up by not prolonging it, at once on its own machine. One
    that cannot prolong it any more is cancelled, so that never two of them write.

    Raises:
        LeaseTakenError: somebody else has it.
    """
    holder = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
    duration = timedelta(seconds=duration_s)

    async def take() -> bool:
        async with database.session() as session:
            return await leases.acquire(session, CATALOGUE, holder, duration=duration)

    async with database.session() as session:
        other = await leases.holder_of(session, CATALOGUE)
        if other is not None and _has_died(other):
            await leases.release(session, CATALOGUE, other)
    if not await take():
        raise LeaseTakenError(f"the catalogue is being filled by {other or 'another process'}")
    block = asyncio.current_task()
    assert block is not None

    async def prolong() -> None:
        deadline = asyncio.get_running_loop().time() + duration_s
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(duration_s / 3)
            try:
                if not await take():
                    break
            except SQLAlchemyError:
                continue  # busy for the moment; there are two more tries
            deadline = asyncio.get_running_loop().time() + duration_s
        block.cancel("the lease on the catalogue is lost")

    prolonging = asyncio.create_task(prolong())
    try:
        yield
    finally:
        prolonging.cancel()
        await asyncio.gather(prolonging, return_exceptions=True)
        async with database.session() as session:
            await leases.release(session, CATALOGUE, holder)


def _has_died(holder: str) -> bool:
    """Return whether a holder was a process of this machine that is no more."""
    host, _, rest = holder.partition("/")
    pid = rest.partition("/")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # it is there, and somebody else's
    return False
