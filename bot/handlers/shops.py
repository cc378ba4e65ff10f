"""Shops whose mood is that of a photo."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction, ParseMode

from bot.actions.photos import ShowShops
from bot.answers import seen_garments, styles, vectors
from bot.handlers.press import Press, Routes
from bot.keyboards import shops_keyboard
from bot.listings import mood_text, shops_text
from bot.product_pictures import ShopStrip, Tile, draw_board
from db import people


async def show(press: Press, action: ShowShops) -> None:
    """Send three shops as one picture with links, and the way to more."""
    answer = await press.answer_of(action.answer_id)
    await press.react()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    t, services = press.t, press.services
    garments = [
        (garment.category, vector)
        for garment, vector in zip(seen_garments(answer), vectors(answer), strict=True)
        if garment.is_garment
    ]
    async with services.database.session() as session:
        dismissed = await people.dismissed_products(session, press.user_id)
    shops, more = await services.catalogue.shops_of_mood(
        styles(answer), garments, page=action.page, exclude=dismissed
    )
    reply = ReplyParameters(press.message_id, allow_sending_without_reply=True)
    if not shops:
        await press.bot.send_message(
            press.chat_id,
            t.html("shops.none"),
            parse_mode=ParseMode.HTML,
            reply_parameters=reply,
        )
        return
    strips = [
        ShopStrip(
            shop.name,
            mood_text(shop, t),
            tuple(
                Tile(i.picture, t.name("category", i.category), t.price(i.price, i.currency))
                for i in shop.items
            ),
        )
        for shop in shops
    ]
    board = await services.engine.run(draw_board, services.settings.pictures_dir, strips)
    await press.bot.send_photo(
        press.chat_id,
        board,
        caption=shops_text(shops, t),
        parse_mode=ParseMode.HTML,
        reply_markup=shops_keyboard(
            answer.id,
            [(shop.name, shop.url) for shop in shops],
            t,
            next_page=action.page + 1 if more else None,
        ),
        reply_parameters=reply,
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowShops: show,
    }
)
