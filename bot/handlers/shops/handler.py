"""Buttons that show the shops whose style is that of a photo, and follow them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction

from bot.handlers.shops.callback_data import FollowShop, ShowShops
from bot.handlers.shops.texts import shops_keyboard, shops_text, style_share_text
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import usable_answer
from bot.services.photo_answers import seen_garments, styles, vectors
from bot.services.shop_ranking import ShopPage
from bot.ui.catalogues import Texts
from bot.ui.product_pictures import ProductTile, ShopStrip, draw_shop_strips
from db.models import PhotoAnswer, Shop
from db.queries import people, photos
from db.queries import styles as style_queries


async def show_shops(press: CallbackPress, data: ShowShops) -> None:
    """Send a page of shops: one picture, a caption with links, and a button to the next page."""
    answer = await usable_answer(press, data.answer_id)
    await press.answer()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    t = press.t
    found = await _shops(press, answer, data.page)
    reply = ReplyParameters(press.message_id, allow_sending_without_reply=True)
    if not found.shops:
        await press.bot.send_message(
            press.chat_id,
            t.html("mood.no_more") if found.known_shops else t.html("mood.none"),
            reply_parameters=reply,
        )
        return
    board = await press.services.engine.run(
        draw_shop_strips, press.services.settings.pictures_dir, _strips(found, press.t)
    )
    await press.bot.send_photo(
        press.chat_id,
        board,
        caption=shops_text(found, t),
        reply_markup=shops_keyboard(answer.id, found, data.page, await _followed(press), t),
        reply_parameters=reply,
    )


async def follow(press: CallbackPress, data: FollowShop) -> None:
    """Follow or unfollow a shop; in private its button is marked."""
    answer = await usable_answer(press, data.answer_id)
    async with press.services.database.session() as session:
        shop = await session.get(Shop, data.shop_id)
        if shop is None:
            raise ExpiredError
        await people.touch_user(session, press.user_id)
        change = style_queries.follow if data.follow else style_queries.unfollow
        await change(session, press.user_id, data.shop_id)
    t = press.t
    await press.answer(
        t.text("mood.now_followed", name=shop.name)
        if data.follow
        else t.text("mood.now_unfollowed", name=shop.name)
    )
    if press.is_private:
        found = await _shops(press, answer, data.page)
        followed = await _followed(press)
        await press.set_keyboard(shops_keyboard(answer.id, found, data.page, followed, t))


async def _shops(press: CallbackPress, answer: PhotoAnswer, page: int) -> ShopPage:
    garments = [
        (garment.category, vector)
        for garment, vector in zip(seen_garments(answer), vectors(answer), strict=True)
        if garment.is_garment
    ]
    async with press.services.database.session() as session:
        dismissed = await photos.dismissed_products(session, press.user_id)
    return await press.services.shops.find(styles(answer), garments, page=page, exclude=dismissed)


def _strips(found: ShopPage, t: Texts) -> list[ShopStrip]:
    return [
        ShopStrip(
            shop.name,
            style_share_text(shop, t),
            tuple(
                ProductTile(
                    item.picture,
                    t.label("category", item.category),
                    t.price(item.price, item.currency),
                )
                for item in shop.items
            ),
        )
        for shop in found.shops
    ]


async def _followed(press: CallbackPress) -> frozenset[int]:
    """Return the ids of the shops that the person follows; none in a group, where others read."""
    if not press.is_private:
        return frozenset()
    async with press.services.database.session() as session:
        shops = await style_queries.followed_shops(session, press.user_id)
    return frozenset(shop.id for shop in shops)


ROUTES: Final[Routes] = MappingProxyType({ShowShops: show_shops, FollowShop: follow})
