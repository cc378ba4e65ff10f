"""The buttons under the questions of the size dialog."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.size.callback_data import AnswerSize
from bot.conversations.size.options import options
from bot.conversations.size.state import SizeState
from bot.conversations.size.texts import option_text
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button, rows_of

_STEERING: Final = frozenset({"keep", "skip", "back", "cancel", "more"})


def dialog_keyboard(dialog_id: int, state: SizeState, t: Texts) -> InlineKeyboardMarkup:
    """Return the options of the open question: answers first, then back, skip and cancel."""
    answers: list[InlineKeyboardButton] = []
    steering: list[InlineKeyboardButton] = []
    for number, option in enumerate(options(state)):
        made = button(option_text(option, state, t), AnswerSize(dialog_id, state.turn, number))
        (steering if option.kind in _STEERING else answers).append(made)
    return InlineKeyboardMarkup([*rows_of(answers, _width(state)), *rows_of(steering, 3)])


def _width(state: SizeState) -> int:
    picks = sum(option.kind == "pick" for option in options(state))
    return 4 if state.step == "label" else 3 if picks > 4 or picks == 3 else 2
