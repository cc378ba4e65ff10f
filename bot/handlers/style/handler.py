"""The style of a photo with its reasons, kept styles, and /style: a person's style over time."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters, Update
from telegram.constants import ChatAction

from bot.context import BotContext
from bot.handlers.style.callback_data import KeepLook, ShowStyle, Unfollow
from bot.handlers.style.pictures import draw_bars, draw_history
from bot.handlers.style.texts import (
    followed_text,
    mean_style,
    own_bars,
    own_style_keyboard,
    own_style_text,
    periods_of,
    style_bars,
    style_keyboard,
    style_text,
    style_title,
)
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import usable_answer
from bot.routing.private_chat import private_only, require_private
from bot.services.photo_answers import seen_garments, styles
from bot.ui.catalogues import join
from config.time_zones import KOREA
from db.queries import people
from db.queries import styles as style_queries


async def show_style(press: CallbackPress, data: ShowStyle) -> None:
    """Send the styles of a photo as bars, and the reasons for the first."""
    answer = await usable_answer(press, data.answer_id)
    t, services = press.t, press.services
    reading = await services.engine.run(services.styles.read, answer)
    if reading is None:
        await press.answer(t.text("look.none"), alert=True)
        return
    await press.answer()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    picture = await services.engine.run(
        draw_bars, style_title(reading, t), style_bars(reading.style, t)
    )
    async with services.database.session() as session:
        kept = press.is_private and await style_queries.is_kept(
            session, press.user_id, answer.created_at
        )
    await press.bot.send_photo(
        press.chat_id,
        picture,
        caption=style_text(reading, seen_garments(answer), t),
        reply_markup=style_keyboard(answer.id, t, kept=kept),
        reply_parameters=ReplyParameters(press.message_id, allow_sending_without_reply=True),
    )


async def keep_look(press: CallbackPress, data: KeepLook) -> None:
    """Keep the style of a photo, or remove it; in private its button is marked."""
    answer = await usable_answer(press, data.answer_id)
    t, services = press.t, press.services
    reading = await services.engine.run(services.styles.read, answer)
    ranked = styles(answer) if reading is None else reading.style
    async with services.database.session() as session:
        await people.touch_user(session, press.user_id)
        if data.keep:
            shares = {scored.name: round(scored.score, 4) for scored in ranked}
            await style_queries.keep_look(session, press.user_id, answer.created_at, shares)
        else:
            await style_queries.forget_look(session, press.user_id, answer.created_at)
    await press.answer(t.text("look.now_kept") if data.keep else t.text("look.now_forgotten"))
    if press.is_private:
        await press.set_keyboard(style_keyboard(answer.id, t, kept=data.keep))


@private_only
async def show_own_style(update: Update, context: BotContext) -> None:
    """Send a person their own style over time as a picture."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t, services = context.texts_for(update), context.services
    async with services.database.session() as session:
        looks = await style_queries.kept_looks(session, user.id)
        shops = await style_queries.followed_shops(session, user.id)
    keyboard = own_style_keyboard(shops, t)
    if not looks:
        text = join("\n\n", [t.html("look.own.empty"), followed_text(shops, t)])
        await message.reply_html(text, reply_markup=keyboard)
        return
    picture = await services.engine.run(
        draw_history,
        str(t.plural("look.own.title", len(looks))),
        periods_of(looks, KOREA, t),
        own_bars(mean_style(looks), t),
    )
    await message.reply_photo(
        picture,
        caption=own_style_text(looks, shops, t),
        reply_markup=keyboard,
    )


async def unfollow(press: CallbackPress, data: Unfollow) -> None:
    """Unfollow a shop, in the list of followed ones."""
    require_private(press)
    t = press.t
    async with press.services.database.session() as session:
        await style_queries.unfollow(session, press.user_id, data.shop_id)
        shops = await style_queries.followed_shops(session, press.user_id)
    await press.answer(t.text("look.unfollowed"))
    await press.set_keyboard(own_style_keyboard(shops, t))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowStyle: show_style,
        KeepLook: keep_look,
        Unfollow: unfollow,
    }
)
