"""Buttons that rate an answer: 👍 and 👎."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.handlers.photo.callback_data import Rate
from bot.handlers.photo.keyboards import answer_keyboard
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import usable_answer
from bot.services.photo_answers import seen_garments
from db.models import Feedback
from db.queries import people, photos


async def rate(press: CallbackPress, data: Rate) -> None:
    """Store the rating of an answer; in private its button is marked."""
    answer = await usable_answer(press, data.answer_id)
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        kind = "like" if data.liked else "dislike"
        await photos.add_feedback(
            session, Feedback(user_id=press.user_id, answer_id=answer.id, kind=kind)
        )
    await press.answer(press.t.text("rate.thanks") if data.liked else press.t.text("rate.sorry"))
    if press.is_private and answer.message_id == press.message_id:
        garments = seen_garments(answer)
        await press.set_keyboard(answer_keyboard(answer.id, garments, press.t, liked=data.liked))


ROUTES: Final[Routes] = MappingProxyType(
    {
        Rate: rate,
    }
)
