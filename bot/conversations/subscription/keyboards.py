"""The buttons and keys under the questions of the subscription dialog."""

from __future__ import annotations

from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.conversations.subscription.callback_data import AnswerTip
from bot.conversations.subscription.options import LARGE_CITIES, options
from bot.conversations.subscription.state import Step, SubscriptionState
from bot.conversations.subscription.texts import option_text
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button, rows_of
from bot.ui.weather import city_name

_TWO_COLUMNS: Final = frozenset({Step.TIME, Step.OCCASION, Step.CITY, Step.ZONE, Step.PAUSE})
_CITY_COLUMNS: Final = 3


def question_keyboard(
    dialog_id: int, state: SubscriptionState, t: Texts
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup:
    """Return the keyboard of the open question."""
    if state.step is Step.CITY and not state.candidates:
        return place_keyboard(t)
    return dialog_keyboard(dialog_id, state, t)


def dialog_keyboard(dialog_id: int, state: SubscriptionState, t: Texts) -> InlineKeyboardMarkup:
    """Return the options of the open question: answers first, then back and cancel."""
    answers: list[InlineKeyboardButton] = []
    steering: list[InlineKeyboardButton] = []
    for number, option in enumerate(options(state)):
        made = button(option_text(option, state, t), AnswerTip(dialog_id, state.turn, number))
        (answers if option.kind == "pick" else steering).append(made)
    width = 2 if state.step in _TWO_COLUMNS else 1
    return InlineKeyboardMarkup([*rows_of(answers, width), steering])


def place_keyboard(t: Texts) -> ReplyKeyboardMarkup:
    """Return the keys below the chat that send the person's place, or the name of a large city."""
    names = [KeyboardButton(city_name(city, t)) for city in LARGE_CITIES]
    rows = [names[at : at + _CITY_COLUMNS] for at in range(0, len(names), _CITY_COLUMNS)]
    here = KeyboardButton(t.text("weather.button.here"), request_location=True)
    cancel = KeyboardButton(t.label("tips.option", "cancel"))
    return ReplyKeyboardMarkup(
        [[here], *rows, [cancel]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=t.text("weather.placeholder"),
    )
