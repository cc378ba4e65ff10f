"""Fetch and store the pictures of offers that are new or due for a recheck."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from PIL import Image

from config.settings import Settings
from db.models import utc_now
from engine.schemas import PhotoError
from scraper.download import DownloadError, Validators
from scraper.offer import Offer, PictureBytes, PictureFile, PictureUrl
from scraper.pictures import PictureStore, content_hash, difference_hash
from scraper.registry import PictureGetter
from scraper.report import ImportReport

_DOWNLOADS_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Pictured:
    """An offer and its picture in the store.

    Attributes:
        offer: the source's record.
        columns: columns of the product's row that identify the picture.
        picture: upright RGB, at most 640 px a side; None if the product's picture is unchanged.
    """

    offer: Offer
    columns: Mapping[str, Any]
    picture: Image.Image | None


@dataclass(frozen=True, slots=True)
class _File:
    """A picture's file as received, or a sign that the stored one is current."""

    data: bytes
    etag: str | None = None
    unchanged: bool = False


class PictureStep:
    """Fetches, checks and stores pictures; failures go into the report."""

    def __init__(
        self,
        *,
        getter: PictureGetter,
        store: PictureStore,
        settings: Settings,
        report: ImportReport,
        pool: Executor,
    ) -> None:
        self._getter = getter
        self._store = store
        self._max_bytes = settings.engine.max_file_bytes
        self._recheck = timedelta(days=settings.catalogue.recheck_pictures_days)
        self._report = report
        self._pool = pool
        self._gate = asyncio.Semaphore(_DOWNLOADS_AT_ONCE)

    async def fetch_all(
        self, offers: Sequence[Offer], known: Mapping[str, Mapping[str, Any]]
    ) -> list[Pictured]:
        """Return the offers that have a usable picture, in order.

        Args:
            offers: of one shop.
            known: their rows in the catalogue, by external id.

        Raises:
            OSError: a picture cannot be written.
        """
        results = await asyncio.gather(
            *(self._fetch_one(offer, known.get(offer.external_id)) for offer in offers)
        )
        return [pictured for pictured in results if pictured is not None]

    async def _fetch_one(self, offer: Offer, old: Mapping[str, Any] | None) -> Pictured | None:
        if old is not None and not (old["picture"] and self._store.has(old["picture"])):
            old = None  # a picture missing from the store is downloaded again
        if old is not None and self._is_fresh(offer, old):
            return Pictured(offer, _same(old), None)
        async with self._gate:
            file = await self._file(offer, old)
            if file is None:
                # A failed download keeps the picture of earlier runs.
                return _kept(offer, old)
            if file.unchanged and old is not None:
                return Pictured(offer, _same(old) | _checked(offer, file), None)
            loop = asyncio.get_running_loop()
            try:
                return await loop.run_in_executor(self._pool, self._stored, offer, old, file)
            except PhotoError as error:
                self._report.reject(offer.line, f"picture_{error.code}", str(error))
                return _kept(offer, old)

    def _is_fresh(self, offer: Offer, old: Mapping[str, Any]) -> bool:
        """Return whether a picture needs no request: same address, checked recently."""
        if not isinstance(offer.picture, PictureUrl) or old["picture"] is None:
            return False
        checked = old["picture_checked_at"]
        return (
            old["picture_url"] == offer.picture.url
            and checked is not None
            and utc_now() - checked < self._recheck
        )

    async def _file(self, offer: Offer, old: Mapping[str, Any] | None) -> _File | None:
        """Return a picture's file; None if it failed, with the reason in the report."""
        reference = offer.picture
        if isinstance(reference, PictureBytes):
            return _File(reference.data)
        if isinstance(reference, PictureFile):
            loop = asyncio.get_running_loop()
            try:
                return _File(await loop.run_in_executor(self._pool, self._file_bytes, reference))
            except OSError as error:
                detail = error.strerror or str(error)
                self._report.reject(offer.line, "picture_missing", f"{reference.path}: {detail}")
                return None
        self._report.downloaded += 1
        is_known = old is not None and old["picture"] and old["picture_url"] == reference.url
        validators = Validators(old["picture_etag"]) if old is not None and is_known else None
        try:
            fetched = await self._getter.fetch(reference.url, validators=validators)
        except DownloadError as error:
            self._report.reject(offer.line, f"picture_{error.reason}", str(error))
            return None
        return _File(fetched.body, fetched.validators.etag, fetched.unchanged)

    def _file_bytes(self, reference: PictureFile) -> bytes:
        with reference.path.open("rb") as file:
            return file.read(self._max_bytes + 1)  # one too many: decoding calls it too large

    def _stored(self, offer: Offer, old: Mapping[str, Any] | None, file: _File) -> Pictured:
        sha256 = content_hash(file.data)
        checked = _checked(offer, file)
        if old is not None and old["picture_sha256"] == sha256 and old["picture"]:
            return Pictured(offer, _same(old) | checked, None)
        name, picture = self._store.add(file.data, sha256)
        columns = {
            "picture": name,
            "picture_sha256": sha256,
            "picture_dhash": difference_hash(picture),
            **checked,
        }
        return Pictured(offer, columns, picture)


def _kept(offer: Offer, old: Mapping[str, Any] | None) -> Pictured | None:
    """Return an offer with its product's stored picture, None if there is none."""
    return None if old is None or not old["picture"] else Pictured(offer, _same(old), None)


def _checked(offer: Offer, file: _File) -> dict[str, Any]:
    """Return the columns for a picture's address, ETag and time of the last request."""
    url = offer.picture.url if isinstance(offer.picture, PictureUrl) else None
    return {"picture_url": url, "picture_etag": file.etag, "picture_checked_at": utc_now()}


def _same(old: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in old.items() if name.startswith("picture")}
