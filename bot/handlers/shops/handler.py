"""Shops whose mood is that of a photo, and following them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction

from bot.handlers.shops.callback_data import FollowShop, ShowShops
from bot.handlers.shops.texts import mood_text, shops_keyboard, shops_text
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import usable_answer
from bot.services.photo_answers import seen_garments, styles, vectors
from bot.services.shop_ranking import ShopPage
from bot.ui.product_pictures import ProductTile, ShopStrip, draw_shop_strips
from db.models import PhotoAnswer, Shop
from db.queries import people, photos
from db.queries import styles as style_queries


async def show(press: CallbackPress, action: ShowShops) -> None:
    """Send three shops as one picture with links, and the way to more."""
    answer = await usable_answer(press, action.answer_id)
    await press.answer()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    t = press.t
    found = await _shops(press, answer, action.page)
    reply = ReplyParameters(press.message_id, allow_sending_without_reply=True)
    if not found.shops:
        await press.bot.send_message(
            press.chat_id,
            t.html("mood.no_more") if found.known_shops else t.html("mood.none"),
            reply_parameters=reply,
        )
        return
    board = await press.services.engine.run(
        draw_shop_strips, press.services.settings.pictures_dir, _strips(press, found)
    )
    await press.bot.send_photo(
        press.chat_id,
        board,
        caption=shops_text(found, t),
        reply_markup=shops_keyboard(answer.id, found, action.page, await _followed(press), t),
        reply_parameters=reply,
    )


async def follow(press: CallbackPress, action: FollowShop) -> None:
    """Follow a shop or no longer; in private the button shows it."""
    answer = await usable_answer(press, action.answer_id)
    async with press.services.database.session() as session:
        shop = await session.get(Shop, action.shop_id)
        if shop is None:
            raise ExpiredError
        await people.touch_user(session, press.user_id)
        change = style_queries.follow if action.follow else style_queries.unfollow
        await change(session, press.user_id, action.shop_id)
    t = press.t
    await press.answer(
        t.text("mood.now_followed", name=shop.name)
        if action.follow
        else t.text("mood.now_unfollowed", name=shop.name)
    )
    if press.is_private:
        found = await _shops(press, answer, action.page)
        followed = await _followed(press)
        await press.set_keyboard(shops_keyboard(answer.id, found, action.page, followed, t))


async def _shops(press: CallbackPress, answer: PhotoAnswer, page: int) -> ShopPage:
    garments = [
        (garment.category, vector)
        for garment, vector in zip(seen_garments(answer), vectors(answer), strict=True)
        if garment.is_garment
    ]
    async with press.services.database.session() as session:
        dismissed = await photos.dismissed_products(session, press.user_id)
    return await press.services.shops.find(styles(answer), garments, page=page, exclude=dismissed)


def _strips(press: CallbackPress, found: ShopPage) -> list[ShopStrip]:
    t = press.t
    return [
        ShopStrip(
            shop.name,
            mood_text(shop, t),
            tuple(
                ProductTile(
                    i.picture, t.label("category", i.category), t.price(i.price, i.currency)
                )
                for i in shop.items
            ),
        )
        for shop in found.shops
    ]


async def _followed(press: CallbackPress) -> frozenset[int]:
    """Return the shops that the person follows; in a group that is nobody's business."""
    if not press.is_private:
        return frozenset()
    async with press.services.database.session() as session:
        shops = await style_queries.followed_shops(session, press.user_id)
    return frozenset(shop.id for shop in shops)


ROUTES: Final[Routes] = MappingProxyType({ShowShops: show, FollowShop: follow})
