"""Cities are found as people say them; what may be several is asked, what is none is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.weather.cities import MAX_FOUND, REGIONS, cities, find_cities, nearest_city


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("서울", "seoul"),
        ("서울특별시", "seoul"),
        ("서울시", "seoul"),
        ("Seoul", "seoul"),
        ("부산에 살아요", "busan"),
        ("Pusan", "busan"),
        ("광주광역시", "gwangju"),
        ("경기 광주", "gyeonggi-gwangju-si"),
        ("광주 (경기도)", "gyeonggi-gwangju-si"),
        ("Gwangju, Gyeonggi", "gyeonggi-gwangju-si"),
        ("서울 중구", "seoul-jung-gu"),
        ("중구, 부산", "busan-jung-gu"),
        ("Jung-gu Busan", "busan-jung-gu"),
        ("강원도 고성", "gangwon-goseong-gun"),
        ("경남 고성군", "gyeongnam-goseong-gun"),
        ("마포", "seoul-mapo-gu"),
        ("홍대", "seoul-mapo-gu"),
        ("성수동", "seoul-seongdong-gu"),
        ("판교", "gyeonggi-seongnam"),
        ("수원시 팔달구", "gyeonggi-suwon"),
        ("양평", "gyeonggi-yangpyeong-gun"),
        ("제주도", "jeju"),
        ("서귀포시", "jeju-seogwipo"),
        ("세종", "sejong"),
        ("haeundae-gu", "busan-haeundae-gu"),
        ("ＳＥＯＵＬ", "seoul"),  # noqa: RUF001 - full-width letters
        ("서울 역삼동", "seoul"),
    ],
)
def test_a_name_that_means_one_city(text: str, city: str) -> None:
    only = find_cities(text).only
    assert only is not None
    assert only.id == city


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("광주", ["gwangju", "gyeonggi-gwangju-si"]),
        ("고성", ["gangwon-goseong-gun", "gyeongnam-goseong-gun"]),
        ("강서구", ["seoul-gangseo-gu", "busan-gangseo-gu"]),
    ],
)
def test_a_name_that_several_have(text: str, expected: list[str]) -> None:
    found = find_cities(text)
    assert found.is_exact
    assert found.only is None
    assert [city.id for city in found.cities] == expected


def test_every_jung_gu() -> None:
    assert {city.region_id for city in find_cities("중구").cities} == {
        *("seoul", "busan", "daegu", "incheon", "daejeon", "ulsan")
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [("서을", "seoul"), ("Seol", "seoul"), ("해운데", "busan-haeundae-gu"), ("부선", "busan")],
)
def test_a_misspelt_name_is_asked_back(text: str, meant: str) -> None:
    found = find_cities(text)
    assert not found.is_exact
    assert meant in [city.id for city in found.cities]


def test_a_province_offers_its_large_cities() -> None:
    found = find_cities("경기도")
    assert found.only is None
    assert found.cities[0].id == "gyeonggi-suwon"
    assert len(found.cities) == MAX_FOUND


@pytest.mark.parametrize("text", ["", "아틀란티스", "Paris", "25:00", "🏙", "....", "x" * 5000])
def test_what_is_no_city(text: str) -> None:
    assert find_cities(text).cities == ()


@given(st.text())
def test_any_text(text: str) -> None:
    found = find_cities(text)
    assert len(found.cities) <= MAX_FOUND
    assert len(set(found.cities)) == len(found.cities)


def test_every_city_is_found_by_the_name_that_is_shown() -> None:
    for city in cities().values():
        for language in ("ko", "en"):
            found = find_cities(city.name(language))
            assert city in found.cities, city.name(language)
            assert found.is_exact


def test_the_table_is_whole() -> None:
    table = cities()
    assert len(table) == 236
    assert {city.region_id for city in table.values()} == set(REGIONS)
    for city_id, city in table.items():
        assert city_id.isascii()
        assert len(city_id) <= 40
        assert 33 < city.latitude < 38.7, city_id
        assert 125.9 < city.longitude < 131, city_id
    # Districts lie around their city.
    for city in table.values():
        if city.region_id in table:
            centre = table[city.region_id]
            shrink = math.cos(math.radians(city.latitude))
            away_km = 111 * math.hypot(
                city.latitude - centre.latitude, (city.longitude - centre.longitude) * shrink
            )
            assert away_km < 55, city.id


@pytest.mark.parametrize(
    ("latitude", "longitude", "city"),
    [
        (37.5665, 126.978, "seoul"),
        (37.4979, 127.0276, "seoul-seocho-gu"),
        (35.1587, 129.1604, "busan-haeundae-gu"),
        (33.4996, 126.5312, "jeju"),
        (37.5065, 130.8572, "gyeongbuk-ulleung-gun"),
    ],
)
def test_the_nearest_city(latitude: float, longitude: float, city: str) -> None:
    found = nearest_city(latitude, longitude)
    assert found is not None
    assert found.id == city


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(40.7, -74.0), (39.03, 125.75), (33.59, 130.4), (0, 0), (90, 180)]
)
def test_places_outside_the_country(latitude: float, longitude: float) -> None:
    assert nearest_city(latitude, longitude) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_point(latitude: float, longitude: float) -> None:
    nearest_city(latitude, longitude)
