"""Queries for the Telegram messages that any table knows of."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import (
    ClosetBatch,
    ClosetQuestion,
    ClosetUpload,
    DayQuestion,
    OutfitRequest,
    PendingPhoto,
    PhotoAnswer,
    SavedOutfit,
    Search,
    SizeDialog,
    TipDelivery,
    TipDialog,
)

_Column = InstrumentedAttribute[Any]

_IN_ANY_CHAT: Final[tuple[tuple[_Column, _Column, _Column], ...]] = (
    (PhotoAnswer.message_id, PhotoAnswer.chat_id, PhotoAnswer.user_id),
    (Search.message_id, Search.chat_id, Search.user_id),
    (PendingPhoto.message_id, PendingPhoto.chat_id, PendingPhoto.user_id),
    (PendingPhoto.progress_id, PendingPhoto.chat_id, PendingPhoto.user_id),
    (ClosetBatch.message_id, ClosetBatch.chat_id, ClosetBatch.user_id),
    (ClosetUpload.message_id, ClosetUpload.chat_id, ClosetUpload.user_id),
    (OutfitRequest.message_id, OutfitRequest.chat_id, OutfitRequest.user_id),
    (TipDelivery.message_id, TipDelivery.chat_id, TipDelivery.user_id),
)
"""Columns of message id, chat and person."""

_IN_PRIVATE: Final[tuple[tuple[_Column, _Column], ...]] = (
    (SavedOutfit.message_id, SavedOutfit.user_id),
    (ClosetQuestion.message_id, ClosetQuestion.user_id),
    (DayQuestion.message_id, DayQuestion.user_id),
    (SizeDialog.message_id, SizeDialog.user_id),
    (TipDialog.message_id, TipDialog.user_id),
)
"""Columns of message id and person, of what is sent in private chats only."""


async def stored_message_ids(session: AsyncSession, chat_id: int, low: int, high: int) -> set[int]:
    """Return the ids from `low` to below `high` of messages in a chat that some table stores."""
    parts: list[Select[Any]] = []
    for message_id, chat, user_id in _IN_ANY_CHAT:
        conditions: list[ColumnElement[bool]] = [chat == chat_id]
        if chat_id > 0:
            conditions.append(user_id == chat_id)  # a private chat; the column has an index
        parts.append(select(message_id).where(*conditions, message_id >= low, message_id < high))
    if chat_id > 0:
        parts += [
            select(message_id).where(user_id == chat_id, message_id >= low, message_id < high)
            for message_id, user_id in _IN_PRIVATE
        ]
    return set(await session.scalars(union_all(*parts)))
