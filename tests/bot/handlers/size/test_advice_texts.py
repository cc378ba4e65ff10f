"""Sizes in words and pictures: complete, within Telegram's limits, to be read on a phone."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from telegram.constants import MessageLimit

from bot.conversations.size.options import CATEGORY_ORDER
from bot.conversations.size.texts import height_text, length_text, weight_text
from bot.handlers.size.advice_texts import advice_text, chart_table, peer_bars
from bot.handlers.size.pictures import WIDTH_PX, ChartTable, PeerBars, draw_size
from bot.services.size_advice import SizeTag, advise
from bot.services.size_facts import Facts
from bot.ui.catalogues import LANGUAGES, texts
from bot.ui.product_texts import size_tag_text

BODIES = (
    Facts("male", 173.0, 68.0),
    Facts("female", 158.0, 47.0, 24.0, units="imperial"),
    Facts("unsaid", 200.0, 150.0, 60.0, {"waist": 120.0}),
)
BRANDS = (None, "uniqlo", "<b>없는 & 브랜드</b> 이름이 아주 길어서 끝이 없는 브랜드")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", BODIES)
def test_every_answer_fits_into_a_caption(language: str, body: Facts) -> None:
    t = texts(language)
    for category in CATEGORY_ORDER:
        for brand in BRANDS:
            told = Facts(
                body.gender,
                body.height_cm,
                body.weight_kg,
                body.age,
                body.measured_cm,
                body.units,
                category,
                brand,
                "loose",
            )
            text = advice_text(advise(told, ()), t)
            shown = re.sub(r"</?b>", "", text)
            assert len(shown) <= MessageLimit.CAPTION_LENGTH
            assert "<" not in shown
            assert "size." not in shown, "every key has its words"


def test_a_body_beyond_every_chart_hears_the_truth() -> None:
    advice = advise(Facts("male", 190.0, 150.0, category="jeans", brand="uniqlo"), ())
    text = advice_text(advice, texts("ko"))
    assert "가장 큰 사이즈가 <b>3XL</b>인데, 그래도 작을 수 있어요" in text
    assert "거의 확실" not in text


def test_a_brand_without_a_chart_is_said_to_have_none() -> None:
    advice = advise(Facts("male", 173.0, 68.0, category="t_shirt", brand="없는브랜드"), ())
    assert "없는브랜드 사이즈표가 없어서" in advice_text(advice, texts("ko"))
    table = chart_table(advice, texts("ko"))
    assert table is not None
    assert "보통 사이즈표" in table.title


def test_figures_in_both_units() -> None:
    assert height_text(173.0, "metric") == "173 cm"
    assert height_text(172.7, "imperial") == "5'8\""
    assert height_text(182.7, "imperial") == "6'0\""
    assert weight_text(68.0, "imperial") == "150 lb"
    assert length_text(94.0, "metric") == "94 cm"
    assert length_text(-9.4, "metric", signed=True) == "-9.4 cm"


def test_the_picture_marks_ones_row() -> None:
    advice = advise(Facts("male", 173.0, 68.0, category="t_shirt"), ())
    t = texts("ko")
    table, peers = chart_table(advice, t), peer_bars(advice, t)
    assert table is not None
    assert peers is not None
    assert table.rows[table.marked or 0][0] == "L"
    assert [size for size, _, _ in peers.bars] == ["M", "L"]
    assert all(people >= 5 for _, people, _ in peers.bars)
    both, chart = draw_size(table, peers), draw_size(table, None)
    assert both is not None
    assert chart is not None
    tall, short = (Image.open(io.BytesIO(picture)) for picture in (both, chart))
    assert tall.width == short.width == WIDTH_PX
    assert tall.height > short.height


def test_the_marked_row_stands_out() -> None:
    def drawn(marked: int | None) -> Image.Image:
        rows = tuple((label, "100.0") for label in "SML")
        data = draw_size(ChartTable("표", ("사이즈", "가슴"), rows, marked, ""), None)
        assert data is not None
        return Image.open(io.BytesIO(data)).convert("RGB")

    plain, marked = drawn(None), drawn(1)
    small = [np.asarray(picture.resize((108, 60))).astype(int) for picture in (plain, marked)]
    blue = [int((pixels[..., 2] > pixels[..., 0] + 8).sum()) for pixels in small]
    assert blue[0] == 0
    assert blue[1] > 300


def test_long_words_stay_inside_the_picture() -> None:
    bars = (("2XL", 10_000, "아주 긴 설명 " * 20), ("S", 5, "가"))
    assert draw_size(None, PeerBars("제목 " * 60, "설명 " * 60, bars, "S")) is not None
    assert draw_size(None, None) is None


def test_a_strangers_size_is_shown_short_and_as_text() -> None:
    shown = size_tag_text(SizeTag("<b>" + "X" * 500, in_stock=True), texts("en"))
    assert len(shown) < 80
    assert "&lt;b&gt;" in shown
