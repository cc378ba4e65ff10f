"""Lets the engine look at pictures, in batches, on all workers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

from PIL import Image

from db.models import pack_vector
from db.queries import product_import
from db.session import Database
from engine.schemas import Analysis
from scraper.normalise import Seen
from scraper.pictures import PictureStore


class Describer(Protocol):
    """What the import needs of the engine."""

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Say what the one garment of each picture is."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture shows, and its embedding as `pack_vector` wrote it."""

    seen: Seen
    embedding: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture to be looked at; read from the store where it is not in memory."""

    sha256: str
    name: str
    picture: Image.Image | None


class LookStep:
    """Looks at pictures that the present model has not seen yet, in any product."""

    def __init__(
        self,
        *,
        engine: Describer,
        embedding_model: str,
        store: PictureStore,
        pool: Executor,
        workers: int,
    ) -> None:
        self._engine = engine
        self._embedding_model = embedding_model
        self._store = store
        self._pool = pool
        self._workers = workers

    async def at(
        self, subjects: Sequence[Subject], database: Database
    ) -> tuple[dict[str, Look], int]:
        """Return what each picture shows, by SHA-256, and how many were looked at for that.

        A picture that another product has already shown is not looked at again.

        Raises:
            engine.schemas.PhotoError, OSError: the store has lost a picture.
        """
        unique = {subject.sha256: subject for subject in subjects}
        async with database.session() as session:
            known = await product_import.pictured_products(session, unique, self._embedding_model)
        looks = {sha256: look for sha256, row in known.items() if (look := _kept(row))}
        new = [subject for sha256, subject in unique.items() if sha256 not in looks]
        loop = asyncio.get_running_loop()
        parts = [new[i :: self._workers] for i in range(min(self._workers, len(new)))]
        done = await asyncio.gather(
            *(loop.run_in_executor(self._pool, self._look_at, part) for part in parts)
        )
        for found in done:
            looks |= found
        return looks, len(new)

    def _look_at(self, subjects: Sequence[Subject]) -> dict[str, Look]:
        pictures = [subject.picture or self._store.read(subject.name) for subject in subjects]
        looks = {}
        for subject, analysis in zip(subjects, self._engine.describe(pictures), strict=True):
            garment = analysis.garments[0]
            looks[subject.sha256] = Look(Seen.of(garment), pack_vector(garment.embedding))
        return looks


def _kept(row: Mapping[str, Any]) -> Look | None:
    """Return the look that a product's row keeps, None where it keeps none."""
    found = Seen.from_json(row["seen"])
    return Look(found, row["embedding"]) if found and row["embedding"] else None
