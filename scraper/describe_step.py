"""Describe product pictures with the engine, in batches, on all workers."""

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
    """The part of the engine that an import uses."""

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Return the analysis of each picture, which shows a single garment."""
        ...


@dataclass(frozen=True, slots=True)
class Description:
    """The attributes of a pictured garment, and its embedding packed by `pack_vector`."""

    seen: Seen
    embedding: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture to describe; read from the store if `picture` is None."""

    sha256: str
    name: str
    picture: Image.Image | None


class DescribeStep:
    """Describes pictures that have no description by the current model."""

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

    async def describe(
        self, subjects: Sequence[Subject], database: Database
    ) -> tuple[dict[str, Description], int]:
        """Return the description of each picture by SHA-256, and how many were computed.

        Descriptions stored with other products are reused.

        Raises:
            engine.schemas.PhotoError, OSError: a picture is missing from the store.
        """
        unique = {subject.sha256: subject for subject in subjects}
        async with database.session() as session:
            known = await product_import.pictured_products(session, unique, self._embedding_model)
        descriptions = {
            sha256: description
            for sha256, row in known.items()
            if (description := _stored_description(row))
        }
        new = [subject for sha256, subject in unique.items() if sha256 not in descriptions]
        loop = asyncio.get_running_loop()
        parts = [new[i :: self._workers] for i in range(min(self._workers, len(new)))]
        results = await asyncio.gather(
            *(loop.run_in_executor(self._pool, self._describe, part) for part in parts)
        )
        for described in results:
            descriptions |= described
        return descriptions, len(new)

    def _describe(self, subjects: Sequence[Subject]) -> dict[str, Description]:
        pictures = [subject.picture or self._store.read(subject.name) for subject in subjects]
        descriptions = {}
        for subject, analysis in zip(subjects, self._engine.describe(pictures), strict=True):
            garment = analysis.garments[0]
            descriptions[subject.sha256] = Description(
                Seen.of(garment), pack_vector(garment.embedding)
            )
        return descriptions


def _stored_description(row: Mapping[str, Any]) -> Description | None:
    """Return the description stored in a product's row, None if there is none."""
    seen = Seen.from_json(row["seen"])
    return Description(seen, row["embedding"]) if seen and row["embedding"] else None
