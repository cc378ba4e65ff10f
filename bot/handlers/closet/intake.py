"""Takes clothes in: photos of a batch one after the other, or garments of an answered photo."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from telegram import Bot, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Services
from bot.handlers.closet.callback_data import garment_bits
from bot.handlers.closet.keyboards import adding_keyboard, saving_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.monitoring.incidents import log_incident
from bot.services.photo_answers import (
    SeenGarment,
    new_answer,
    seen_garments,
)
from bot.transport.files import download
from bot.ui.catalogues import Texts, texts
from bot.ui.garment_boxes import draw_garment_boxes, labels_of
from config.taxonomy import CATEGORY_SLOT, fits_of
from db.models import (
    ClosetBatch,
    ClosetItem,
    ClosetUpload,
    PhotoAnswer,
    pack_vector,
    unpack_vector,
    utc_now,
)
from db.queries import closet, closet_uploads, people, photos
from db.queries.closet import CUTOUT, ORIGINAL, Picture
from engine.models.embedding_version import embedding_version
from engine.schemas import Analysis, PhotoError
from engine.vision.closet_photo import (
    Piece,
    Shown,
    StoredPicture,
    is_same_garment,
    seasons_of,
    usual_warmth,
)
from engine.vision.decode import decode

IDLE: Final = timedelta(minutes=30)
"""After so long without a photo, the next one is a photo to look at again."""

RESUME_MAX_AGE: Final = timedelta(hours=1)
_TELL_EVERY: Final = 3


def item_of_piece(piece: Piece, user_id: int, batch_id: int, *, version: str) -> ClosetItem:
    """Return what is stored of a garment, as the engine saw it; `version` names its weights."""
    garment = piece.garment
    seen = {
        "category": garment.category,
        "colours": [colour.as_json() for colour in garment.colours],
        "pattern": garment.pattern,
        "fit": garment.fit,
        "warmth": garment.warmth,
        "seasons": list(piece.seasons),
    }
    return ClosetItem(
        user_id=user_id,
        batch_id=batch_id,
        style={style.name: round(style.score, 4) for style in piece.style},
        formality=piece.formality,
        embedding=pack_vector(garment.embedding),
        embedded_by=version,
        fingerprint=piece.fingerprint,
        seen=seen,
        shows=CUTOUT if piece.cutout is not None else ORIGINAL,
        source="photo",
        **seen,
    )


def change_category(item: ClosetItem, category: str) -> None:
    """Say that a garment is of another category; what nobody said otherwise follows."""
    guessed_seasons = item.seasons == list(seasons_of(item.category, item.warmth))
    if item.warmth == item.seen.get("warmth"):
        item.warmth = usual_warmth(category)
    if guessed_seasons:
        item.seasons = list(seasons_of(category, item.warmth))
    fits = fits_of(CATEGORY_SLOT[category])
    if item.fit not in fits:
        item.fit = ("regular" if item.fit is None else fits[-1]) if fits else None
    item.category = category


def pictures_of_piece(piece: Piece) -> list[Picture]:
    """Return the pictures that are kept of a garment."""
    kept: list[tuple[str, StoredPicture | None]] = [
        (ORIGINAL, piece.original),
        (CUTOUT, piece.cutout),
    ]
    return [Picture(kind, p.webp, p.width, p.height) for kind, p in kept if p is not None]


@dataclass(frozen=True, slots=True)
class ClosetIntake:
    """Adds garments to closets and tells their owners how far it is."""

    services: Services
    bot: Bot

    # -- photos of a batch --------------------------------------------------------------------

    async def receive(self, batch: ClosetBatch, upload: ClosetUpload) -> None:
        """Put a photo of a batch into the person's line; say that it has come."""
        limit = self.services.settings.photo.max_album_photos
        async with self.services.database.session() as session:
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
            if outcomes.total() >= limit:
                upload.outcome = "too_many"
            stored = await closet_uploads.add_upload(session, upload)
        if stored is None:
            return
        t = texts(batch.language)
        if stored.outcome == "too_many":
            if not outcomes["too_many"]:
                await self.bot.send_message(
                    batch.chat_id,
                    t.html("closet.too_many", limit=limit),
                    parse_mode=ParseMode.HTML,
                    reply_markup=adding_keyboard(batch.id, t),
                    reply_parameters=ReplyParameters(
                        upload.message_id, allow_sending_without_reply=True
                    ),
                )
            return
        if not outcomes[None]:
            await self._begin_telling(batch, stored, t)
        self._submit(stored)

    def _submit(self, upload: ClosetUpload) -> None:
        if not self.services.photos.submit(upload.user_id, partial(self._work, upload)):
            # The person's line is full of photos of another kind; the clock comes back to this.
            asyncio.get_running_loop().call_later(2, self._submit, upload)

    async def resume(self) -> int:
        """Take up the photos that waited when the bot stopped; return how many."""
        async with self.services.database.session() as session:
            rows = await closet_uploads.waiting_uploads(session, since=utc_now() - RESUME_MAX_AGE)
        for upload in rows:
            self._submit(upload)
        return len(rows)

    async def _begin_telling(self, batch: ClosetBatch, upload: ClosetUpload, t: Texts) -> None:
        """Say below the newest photo that it has come; an older word above it makes room."""
        if batch.message_id is not None and batch.message_id > upload.message_id:
            return
        sent = await self.bot.send_message(
            batch.chat_id, t.html("closet.looking"), parse_mode=ParseMode.HTML
        )
        await self._replace_message(batch, sent.message_id)

    async def _replace_message(self, batch: ClosetBatch, message_id: int) -> None:
        old = batch.message_id
        async with self.services.database.session() as session:
            stored = await closet_uploads.batch_of(session, batch.user_id, batch.id)
            if stored is not None:
                stored.message_id = message_id
        batch.message_id = message_id
        if old is not None and old != message_id:
            with contextlib.suppress(TelegramError):
                await self.bot.delete_message(batch.chat_id, old)

    async def _work(self, upload: ClosetUpload) -> None:
        """Look at one photo of a batch. Never raises but when cancelled."""
        async with self.services.database.session() as session:
            if not await closet_uploads.is_waiting(session, upload.id):
                return  # the person has thought better of it
        try:
            async with self.services.photo_slots:
                outcome = await self._look(upload)
        except PhotoError as error:
            outcome = error.code
        except Forbidden:
            outcome = "blocked"
        except Exception as error:
            log_incident(error, "taking a garment in")
            is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
            outcome = "network" if is_network else "unexpected"
        async with self.services.database.session() as session:
            await closet_uploads.set_outcome(session, upload.id, outcome)
        try:
            await self._tell(upload)
        except TelegramError as error:
            log_incident(error, "telling of clothes taken in")

    async def _look(self, upload: ClosetUpload) -> str:
        """Look at one photo and keep what it shows; return what came of it."""
        data = await download(
            self.bot, upload.file_id, max_bytes=self.services.settings.engine.max_file_bytes
        )
        seen = await self.services.engine.look_for_closet(data)
        if seen.shown is Shown.SEVERAL and seen.outfit is not None:
            await self._ask_which(upload, seen.outfit, data)
        elif seen.piece is not None:
            item = item_of_piece(
                seen.piece, upload.user_id, upload.batch_id, version=self._version()
            )
            await self._keep([(item, seen.piece)])
            return "saved"
        return "several" if seen.shown is Shown.SEVERAL else "no_garment"

    async def _tell(self, upload: ClosetUpload) -> None:
        """Say how far the batch is, and show what was added when nothing of it waits."""
        async with self.services.database.session() as session:
            batch = await closet_uploads.batch_of(session, upload.user_id, upload.batch_id)
            if batch is None:
                return
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
            newest = await closet_uploads.newest_upload(session, batch.id)
        t = texts(batch.language)
        if not outcomes[None]:
            await self.finish(batch, newest, t)
            return
        total = outcomes.total() - outcomes["too_many"]
        done = total - outcomes[None]
        if done % _TELL_EVERY == 0 and batch.message_id is not None:
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_text(
                    t.html("closet.looking_at", number=done + 1, n=total),
                    batch.chat_id,
                    batch.message_id,
                    parse_mode=ParseMode.HTML,
                )

    async def finish(self, batch: ClosetBatch, newest: int, t: Texts) -> None:
        """Show what was added, below the newest photo."""
        below = batch.message_id if (batch.message_id or 0) > newest else None
        pages = ClosetPages(self.services, self.bot, batch.user_id, t)
        await self._replace_message(batch, await pages.show_batch(batch, 0, below))

    async def _ask_which(self, upload: ClosetUpload, outfit: Analysis, data: bytes) -> None:
        """Ask which garments of an outfit shall go to the closet."""
        settings = self.services.settings
        answer = new_answer(outfit, user_id=upload.user_id, chat_id=upload.chat_id)
        answer.file_id = upload.file_id
        async with self.services.database.session() as session:
            batch = await closet_uploads.batch_of(session, upload.user_id, upload.batch_id)
            if batch is None:
                return
            await photos.save_answer(
                session, answer, retention=timedelta(hours=settings.photo.retention_hours)
            )
        t = texts(batch.language)
        garments = seen_garments(answer)
        photo = await self.services.engine.run(decode, data, settings.engine)
        picture = await self.services.engine.run(
            draw_garment_boxes, photo.picture, labels_of(garments, t), width=photo.width
        )
        chosen = garment_bits(garment.number for garment in garments)
        sent = await self.bot.send_photo(
            upload.chat_id,
            picture,
            caption=t.html("closet.which"),
            parse_mode=ParseMode.HTML,
            reply_markup=saving_keyboard(answer.id, garments, chosen, t, back=False),
            reply_parameters=ReplyParameters(upload.message_id, allow_sending_without_reply=True),
        )
        async with self.services.database.session() as session:
            if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                stored.message_id = sent.message_id

    # -- garments of an answered photo --------------------------------------------------------

    async def save_from(
        self, answer: PhotoAnswer, garments: Sequence[SeenGarment], *, language: str
    ) -> ClosetBatch:
        """Keep garments of an answered photo, which is fetched again for it.

        Args:
            answer: of the person themselves.
            garments: which of its garments.
            language: the person's.

        Returns:
            The batch that they were added in.

        Raises:
            PhotoError: the photo is gone, or cannot be read any more.
        """
        if answer.file_id is None:
            raise PhotoError("the photo is gone", code="gone")
        photo = await download(
            self.bot, answer.file_id, max_bytes=self.services.settings.engine.max_file_bytes
        )
        pieces = await self.services.photo_garments.cut(answer, garments, photo)
        async with self.services.database.session() as session:
            batch = await closet_uploads.open_batch_of(
                session, answer.user_id, since=utc_now() - IDLE
            ) or await closet_uploads.open_batch(
                session, answer.user_id, answer.chat_id, language=language, closed=True
            )
        kept = []
        for piece, garment in zip(pieces, garments, strict=True):
            item = item_of_piece(piece, answer.user_id, batch.id, version=self._version())
            if item.category != garment.category:
                change_category(item, garment.category)
            kept.append((item, piece))
        await self._keep(kept)
        assert answer.file_id is not None
        async with self.services.database.session() as session:
            await closet_uploads.set_chosen(session, batch.id, answer.file_id)
        return batch

    def _version(self) -> str:
        return embedding_version(self.services.settings.engine.models_dir)

    async def _keep(self, kept: Sequence[tuple[ClosetItem, Piece]]) -> None:
        """Store garments; each points to an older one that it looks like."""
        async with self.services.database.session() as session:
            await people.touch_user(session, kept[0][0].user_id)
            for item, piece in kept:
                twin = await self._twin_of(
                    item, await closet.items_of(session, item.user_id, available=False)
                )
                item.twin_id = None if twin is None else twin.id
                await closet.add_item(session, item, pictures_of_piece(piece))

    async def _twin_of(self, item: ClosetItem, others: Sequence[ClosetItem]) -> ClosetItem | None:
        return await self.services.engine.run(_twin_among, item, others)


def _twin_among(item: ClosetItem, others: Sequence[ClosetItem]) -> ClosetItem | None:
    """Return the garment that seems to be the same one, the oldest of several."""
    if item.fingerprint is None:
        return None
    new = unpack_vector(item.embedding), item.fingerprint
    for other in sorted(others, key=lambda other: other.id):
        if other.fingerprint is None or other.embedded_by != item.embedded_by:
            continue  # vectors of other weights cannot be compared
        if is_same_garment(new, (unpack_vector(other.embedding), other.fingerprint)):
            return other
    return None
