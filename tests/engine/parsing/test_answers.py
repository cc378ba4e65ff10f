"""Answers to questions of few choices."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.outfits.occasions import OCCASIONS
from engine.parsing.answers import (
    parse_occasion,
    parse_own_only,
    parse_time_zone,
    parse_verdict,
)


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        *(
            ("회사 갈 때", "work"),
            ("데이트!", "date"),
            ("wedding guest", "guest"),
            ("여행", "trip"),
        ),
        *(("헬스장", "sport"), ("everyday", "daily"), ("파란색", None), ("", None)),
    ],
)
def test_occasions(text: str, occasion: str | None) -> None:
    assert parse_occasion(text) == occasion
    assert occasion is None or occasion in OCCASIONS


@pytest.mark.parametrize(
    ("text", "own_only"),
    [
        ("내 옷만", True),
        ("my closet", True),
        ("상품도 추천", False),
        ("both", False),
        ("음", None),
    ],
)
def test_whose_clothes(text: str, own_only: bool | None) -> None:
    assert parse_own_only(text) is own_only


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        *(
            ("서울", "Asia/Seoul"),
            ("asia/tokyo", "Asia/Tokyo"),
            ("Los Angeles", "America/Los_Angeles"),
        ),
        *(("berlin", "Europe/Berlin"), ("런던이요", "Europe/London"), ("달", None), ("", None)),
    ],
)
def test_time_zones(text: str, zone: str | None) -> None:
    assert parse_time_zone(text) == zone
    assert zone is None or ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("딱 맞아요", "fit"), ("좀 작아요", "small"), ("too large", "large"), ("음", None)],
)
def test_how_it_fitted(text: str, verdict: str | None) -> None:
    assert parse_verdict(text) == verdict


@given(st.text(max_size=500))
def test_anything_may_be_typed(text: str) -> None:
    parse_occasion(text)
    parse_own_only(text)
    parse_time_zone(text)
    parse_verdict(text)
