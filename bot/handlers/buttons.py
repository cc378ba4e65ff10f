"""Sends every pressed button to the feature that it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.callbacks import (
    Action,
    AnswerSize,
    BackToAnswer,
    BadCallbackError,
    Buy,
    ChooseCategory,
    ChooseGarment,
    ChooseSized,
    Correct,
    DeleteEverything,
    Dismiss,
    ForgetWorn,
    LoosenFilter,
    Profile,
    Rate,
    RateWorn,
    SetBought,
    SetLanguage,
    SetOrder,
    ShowMatching,
    ShowShops,
    ShowSimilar,
    SizeOfGarment,
    SizeOfProduct,
    StartSize,
    TurnPage,
    unpack,
)
from bot.context import BotApplication, BotContext
from bot.handlers import (
    bought,
    correction,
    feedback,
    language,
    matching,
    privacy,
    profile,
    shops,
    similar,
    size,
)
from bot.handlers.press import GoneError, Press

Route = Callable[[Press, Any], Awaitable[None]]

ROUTES: Final = MappingProxyType[type[Action], Route](
    {
        ShowSimilar: similar.show,
        TurnPage: similar.turn_page,
        ShowMatching: matching.show,
        SetOrder: similar.set_order,
        LoosenFilter: similar.loosen,
        Dismiss: similar.dismiss,
        ShowShops: shops.show,
        ChooseGarment: correction.choose_garment,
        ChooseCategory: correction.choose_category,
        Correct: correction.correct_category,
        BackToAnswer: correction.back,
        Rate: feedback.rate,
        SetLanguage: language.set_language,
        DeleteEverything: privacy.delete,
        StartSize: size.begin,
        AnswerSize: size.answer,
        SizeOfProduct: size.of_product,
        ChooseSized: size.choose_sized,
        SizeOfGarment: size.of_garment,
        Buy: bought.buy,
        SetBought: bought.set_bought,
        RateWorn: bought.rate,
        ForgetWorn: bought.forget,
        Profile: profile.change,
    }
)


async def on_button(update: Update, context: BotContext) -> None:
    """Carry out what a button says, or say why not; the press is always answered."""
    query = update.callback_query
    assert query is not None
    t = context.speech(update)
    try:
        action = unpack(query.data or "")
        press = Press.of(query, t, context.services)
    except (BadCallbackError, GoneError):
        await query.answer(t.say("button.unknown"), show_alert=True)
        return
    try:
        await ROUTES[type(action)](press, action)
    except GoneError:
        await press.react(t.say("button.expired"), alert=True)
    finally:
        await press.react()


def register(application: BotApplication) -> None:
    """Add the handler of all buttons."""
    application.add_handler(CallbackQueryHandler(on_button))
