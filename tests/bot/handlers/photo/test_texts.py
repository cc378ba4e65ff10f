"""The caption of an answered photo."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.photo.texts import caption, garment_line
from bot.services.photo_answers import MAX_GARMENTS, correct, new_answer, seen_garments
from bot.ui.catalogues import texts
from bot.ui.garment_boxes import labels_of
from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, NO_GARMENT, PATTERNS, STYLES
from engine.schemas import Analysis, Garment, Scored
from tests.support.bot import HOODIE, JEANS, SHIRT, garment

KO, EN = texts("ko"), texts("en")

GARMENTS = st.builds(
    lambda category, other, score, unsure, colour, pattern, fit: garment(
        category,
        slot=CATEGORY_SLOT[category],
        other=other,
        score=score,
        unsure=unsure,
        colour=colour,
        pattern=pattern,
        fit=fit,
    ),
    st.sampled_from(CATEGORIES),
    st.sampled_from(CATEGORIES),
    st.floats(0, 1),
    st.booleans(),
    st.sampled_from(COLOURS),
    st.sampled_from(PATTERNS),
    st.sampled_from([None, "slim", "regular", "over", "wide"]),
)


def analysis(
    *garments: Garment, style: tuple[Scored, ...] = (Scored("street", 0.8),), people: int = 1
) -> Analysis:
    return Analysis(600, 900, garments, style, 2, 2, people, {})


@given(st.lists(GARMENTS, min_size=1, max_size=12), st.sampled_from(STYLES), st.integers(1, 60))
def test_a_caption_fits_and_names_everything(found: list[Garment], style: str, people: int) -> None:
    answer = new_answer(
        analysis(*found, style=(Scored(style, 0.4), Scored("casual", 0.3)), people=people),
        user_id=1,
        chat_id=1,
    )
    for t in (KO, EN):
        text = re.sub(r"<[^>]+>", "", caption(answer, t, note=t.html("wrong.changed")))
        assert len(text.encode("utf-16-le")) // 2 <= 1024
        for one in seen_garments(answer):
            assert t.label("category", one.category) in text
        assert "." not in re.sub(r"[.!?]( |$|\n)", "", text), "no key is shown in place of its name"
    assert len(answer.garments) == min(len(found), MAX_GARMENTS)


@pytest.mark.parametrize(
    ("found", "korean"),
    [
        (HOODIE, "① <b>후드티</b> · 검정 · 오버핏 <i>확실해요</i>"),
        (JEANS, "① <b>청바지</b> · 파랑 · 와이드핏 <i>확실해요</i>"),
        (SHIRT, "① <b>셔츠</b> 또는 <b>블라우스</b> · 흰색"),
        (
            garment("coat", score=0.7, pattern="check", fit="regular", colour="beige"),
            "① <b>코트</b> · 베이지 · 체크 <i>아마 맞아요</i>",
        ),
        (
            garment("sweater", score=0.6, other="cardigan", unsure=True, fit="regular"),
            "① <b>니트</b> · 검정 <i>아마 맞아요</i>",
        ),
    ],
)
def test_lines(found: Garment, korean: str) -> None:
    answer = new_answer(analysis(found), user_id=1, chat_id=1)
    assert garment_line(seen_garments(answer)[0], KO) == korean


def test_what_is_no_garment_keeps_the_numbers_of_the_others() -> None:
    answer = new_answer(analysis(HOODIE, JEANS), user_id=1, chat_id=1)
    correct(answer, 0, NO_GARMENT)
    text = caption(answer, KO)
    assert "①" not in text
    assert "② <b>청바지</b>" in text
    assert [label.number for label in labels_of(seen_garments(answer), KO)] == [2]
