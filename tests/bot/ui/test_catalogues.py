"""The catalogues say everything the program wants to say, in both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.application import load_features
from bot.conversations.size.options import VERDICTS, WISHES
from bot.conversations.size.state import Step
from bot.conversations.subscription.state import Step as TipStep
from bot.handlers.closet.callback_data import (
    Field,
    ItemActionKind,
    Typed,
)
from bot.handlers.closet.item_actions import CONFIRMED_KINDS
from bot.handlers.closet.keyboards import WARMTHS
from bot.handlers.size.advice_texts import REASONS
from bot.handlers.size.callback_data import ProfilePart
from bot.handlers.tips.callback_data import TipPart
from bot.services.closet_shelves import Shelf
from bot.ui.catalogues import (
    LANGUAGES,
    Html,
    capped,
    catalogue_files,
    circled,
    escape,
    language_of,
    texts,
)
from config.taxonomy import (
    CATEGORIES,
    COLOURS,
    FITS_BOTTOM,
    FITS_TOP,
    PATTERNS,
    SEASONS,
    STYLES,
    Sky,
    Slot,
)
from engine.outfits.occasions import OCCASIONS
from engine.outfits.reasons import ReasonKind
from engine.parsing.body import Problem
from engine.parsing.dates import PAST_CODES
from engine.schemas import PhotoError
from engine.sizing.charts import BRAND_NAMES
from engine.sizing.person import PARTS, Gender
from engine.sizing.size_labels import SYSTEMS
from engine.tips.advice import CODES as ADVICE
from engine.tips.schedule import DAY_SETS

COMMANDS = [command.name for command in load_features().menu]
PROFILE_PARTS = ("gender", "height", "weight", "age", "measured", "units")
NOTES = (
    *(p.value for p in Problem if p.value not in {"height_weight_swapped", "weight_in_pounds"}),
    "measurement_out_of_range",
    "category_without_size",
    "brand_not_understood",
    "label_unknown",
    "required",
    "first_question",
)
"""What can be wrong with an answer; swapped figures and pounds are asked back instead."""
PHOTO_ERRORS = re.findall(r"`(\w+)`", PhotoError.__doc__ or "")

FAMILIES = {
    "category": CATEGORIES,
    "colour": COLOURS,
    "style": STYLES,
    "pattern": PATTERNS,
    "fit": (*FITS_TOP, *FITS_BOTTOM),
    "gender": ("male", "female", "unisex"),
    "slot": tuple(slot.value for slot in Slot),
    "command": COMMANDS,
    "error": (*PHOTO_ERRORS, "gone"),
    "words": ("complaint", "greeting", "lost", "no_photo", "not_understood", "thanks"),
    "brand": tuple(BRAND_NAMES),
    "part": (*PARTS, "sleeve", "length"),
    "wish": WISHES,
    "verdict": VERDICTS,
    "occasion": tuple(OCCASIONS),
    "coordi.sky": get_args(Sky),
    "coordi.reason": get_args(ReasonKind),
    "coordi.none": (
        "outfit_empty",
        "outfit_no_top",
        "outfit_no_bottom",
        "outfit_locked",
        "outfit_budget",
        "outfit_gone",
        "outfit_no_other",
    ),
    "size.ask": (
        *(step.value for step in Step),
        *("gender_alone", "category_worn", "brand_worn"),
    ),
    "size.note": NOTES,
    "size.option": ("yes", "no", "more", "skip", "back", "cancel"),
    "size.gender": tuple(gender.value for gender in Gender),
    "size.part": tuple(part for part in get_args(ProfilePart) if part in PROFILE_PARTS),
    "size.reason": (*REASONS, "beyond_largest", "beyond_smallest"),
    "size.system": SYSTEMS,
    "diary.day_note": PAST_CODES,
    "tips.ask": tuple(step.value for step in TipStep),
    "tips.note": (
        *(f"{step}.not_understood" for step in TipStep),
        *("time.no_such_time", "pause.no_such_date", "pause.date_too_far"),
        *("city.several", "city.alike", "city.abroad", "first_question", "no_place_asked"),
    ),
    "tips.option": ("back", "cancel"),
    "tips.days": tuple(DAY_SETS),
    "tips.day": tuple(map(str, range(7))),
    "tips.clothes": ("own", "shop"),
    "tips.clock": ("am", "pm"),
    "tips.part": get_args(TipPart),
    "tips.channel": ("no_chat", "bot_no_admin", "not_admin"),
    "tips.advice": ADVICE,
    "tips.toast": ("stopped", "restarted", "now", "soon", "liked", "disliked"),
    "weather.sky": get_args(Sky),
    "weather.chance": ("rain", "snow"),
    "weather.source": ("kma", "open_meteo", "climate", "typed"),
    "closet.deed": (
        *(deed for deed in get_args(ItemActionKind) if deed != "picture"),
        *("clean", "unfavourite", "original", "cutout"),
    ),
    "closet.field": (*get_args(Field), *get_args(Typed)),
    "closet.group": get_args(Shelf),
    "closet.said": CONFIRMED_KINDS,
    "closet.season": SEASONS,
    "closet.warmth": WARMTHS,
    "size.peers": ("tee", "slacks", "dress", "jumpsuit", "top", "bottom"),
}
"""Keys that are put together at run time, from the lists they are put together of."""


def catalogues(language: str) -> Iterator[Catalog]:
    for path in catalogue_files(language):
        with path.open("rb") as source:
            yield read_po(source, locale=language, abort_invalid=True)


def entries(language: str) -> dict[str, tuple[str, ...]]:
    """Return every key with its wordings."""
    found = {}
    for message in chain.from_iterable(catalogues(language)):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            assert key not in found, f"{key} is there twice"
            wording = message.string
            found[key] = (wording,) if isinstance(wording, str) else tuple(wording)
    return found


def keys_in_source() -> set[str]:
    folder = str(Path(bot.__file__).parent)
    keywords = {"text": None, "html": None, "plural": None}
    return {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(
            folder, method_map=[("**.py", "python")], keywords=keywords
        )
    }


def wanted() -> set[str]:
    made = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}
    return keys_in_source() | made


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name is not None}


def tags(wording: str) -> list[str]:
    return sorted(re.findall(r"</?(\w+)[^>]*>", wording))


def test_the_extraction_sees_the_source() -> None:
    assert {"photo.received", "photo.queued", "button.similar", "similar.item"} <= keys_in_source()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    assert set(entries(language)) == wanted()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_is_there(language: str) -> None:
    empty = [key for key, wordings in entries(language).items() if not all(wordings)]
    assert empty == []


def test_both_languages_take_the_same_values_and_tags() -> None:
    korean, english = entries("ko"), entries("en")
    for key, wordings in korean.items():
        assert {name for w in wordings for name in placeholders(w)} == {
            name for w in english[key] for name in placeholders(w)
        }, key
        assert {t for w in wordings for t in tags(w)} == {
            t for w in english[key] for t in tags(w)
        }, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_complete(language: str) -> None:
    plurals = get_plural(language).num_plurals
    for key, wordings in entries(language).items():
        assert len(wordings) in {1, plurals}, key


def test_korean_is_polite() -> None:
    """Sentences end in 요, not in the plain or the formal style."""
    for key, wordings in entries("ko").items():
        for wording in wordings:
            plain = re.sub(r"<[^>]+>", "", wording)
            assert not re.search(r"(니다|한다|이다|하라|하시오)[.!?]", plain), f"{key}: {wording}"


def test_limits_of_telegram() -> None:
    for language in LANGUAGES:
        t = texts(language)
        assert len(t.text("bot.description")) <= 512
        assert len(t.text("bot.short_description")) <= 120
        for key in ("button.expired", "button.unknown", "wrong.thanks", "rate.sorry"):
            assert len(t.text(key)) <= 200
        for name in COMMANDS:
            assert 1 <= len(t.label("command", name)) <= 256


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("KO", "ko"),
        ("en", "en"),
        ("de", "en"),
        (None, "en"),
        ("", "en"),
        ("kok", "en"),
    ],
)
def test_language_of(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_an_unknown_language_is_english() -> None:
    assert texts("xx").language == "en"


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("스트리트", "캐주얼", "스트리트에 캐주얼을 더한"),
        ("스트리트", "레트로", "스트리트에 레트로를 더한"),
        ("A", "B", "A에 B를 더한"),
    ],
)
def test_particles_fit_the_word(first: str, second: str, sentence: str) -> None:
    assert sentence in texts("ko").html("answer.two_styles", style=first, second=second)


def test_prices() -> None:
    assert texts("ko").price(39_000, "KRW") == "39,000원"
    assert texts("en").price(39_000, "KRW") == "₩39,000"
    assert texts("en").price(25, "USD") == "$25.00"


@given(st.text())
def test_values_cannot_bring_markup(value: str) -> None:
    shown = texts("ko").html("start", name=value)
    assert tags(shown) == tags(texts("ko").html("start", name=""))
    assert "{" not in value or escape(value) in shown


def test_html_values_go_in_as_they_are() -> None:
    assert "<i>x</i>" in texts("en").html("start", name=Html("<i>x</i>"))


@given(st.text(), st.integers(2, 50))
def test_capped(text: str, chars: int) -> None:
    short = capped(text, chars)
    assert len(short) <= chars
    assert "\n" not in short


def test_circled() -> None:
    assert [circled(n) for n in (1, 9, 20, 21)] == ["①", "⑨", "⑳", "(21)"]


def test_counts() -> None:
    t = texts("en")
    assert "1 photo ahead" in t.plural("photo.queued", 1)
    assert "2 photos ahead" in t.plural("photo.queued", 2)


def test_names_within_an_english_sentence_begin_small() -> None:
    english, korean = texts("en"), texts("ko")
    assert english.label_within("category", "dress") == "dress"
    assert english.label_within("category", "t_shirt") == "T-shirt"
    assert korean.label_within("category", "dress") == "원피스"
