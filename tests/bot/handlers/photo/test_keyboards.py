"""Buttons of an answered photo: every category can be reached."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.photo.callback_data import ChooseCategory, Correct
from bot.handlers.photo.keyboards import answer_keyboard, category_chooser, category_pages
from bot.handlers.products.callback_data import ShowSimilar
from bot.services.photo_answers import SeenGarment
from bot.ui.callback_data import unpack
from bot.ui.catalogues import texts
from config.taxonomy import CATEGORIES

KO = texts("ko")


def seen(
    number: int = 1, category: str = "shirt", *others: str, unsure: bool = False
) -> SeenGarment:
    return SeenGarment(
        number=number,
        category=category,
        score=0.9,
        unsure=unsure,
        alternatives=others,
        colours=("black",),
        pattern="solid",
        fit=None,
        box=(0, 0, 1, 1),
        is_garment=True,
    )


@given(st.sampled_from(CATEGORIES), st.lists(st.sampled_from(CATEGORIES), max_size=4, unique=True))
def test_every_other_category_is_on_exactly_one_page(category: str, others: list[str]) -> None:
    garment = seen(1, category, *(o for o in others if o != category))
    listed = [name for _, names in category_pages(garment) for name in names]
    assert sorted(listed) == sorted(set(CATEGORIES) - {category})


@given(st.sampled_from(CATEGORIES), st.integers(0, 999))
def test_any_page_number_gives_a_page(category: str, page: int) -> None:
    keyboard = category_chooser(1, seen(1, category), page, KO)
    actions = [unpack(b.callback_data) for row in keyboard.inline_keyboard for b in row]
    assert any(isinstance(action, Correct) for action in actions)
    turns = [action for action in actions if isinstance(action, ChooseCategory)]
    assert len(turns) == 2


def test_likely_ones_come_first() -> None:
    keyboard = category_chooser(1, seen(1, "shirt", "blouse", "jacket"), 0, KO)
    first = [unpack(b.callback_data) for b in keyboard.inline_keyboard[0]]
    assert first == [Correct(1, 0, "blouse"), Correct(1, 0, "jacket")]


def test_the_most_buttons_fit_into_a_message() -> None:
    garments = [seen(n, "shirt", "blouse", unsure=True) for n in range(1, 9)]
    keyboard = answer_keyboard(2**63 - 1, garments, KO)
    buttons = [b for row in keyboard.inline_keyboard for b in row]
    assert len(buttons) <= 100
    similar = [a for b in buttons if isinstance(a := unpack(b.callback_data), ShowSimilar)]
    assert [action.garment for action in similar] == list(range(8))


def test_only_the_least_sure_is_asked_about() -> None:
    garments = [
        replace(seen(n, "shirt", "blouse", unsure=True), score=score)
        for n, score in enumerate((0.7, 0.4, 0.6, 0.5), 1)
    ]
    keyboard = answer_keyboard(1, garments, KO)
    asked = [
        action.garment
        for row in keyboard.inline_keyboard
        for b in row
        if isinstance(action := unpack(b.callback_data), Correct)
    ]
    assert asked == [1, 1]
