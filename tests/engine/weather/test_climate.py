"""What the weather usually is: every day of the year, everywhere, without a jump."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.weather.cities import cities
from engine.weather.climate import nearest_station, stations, usual_weather


def test_the_table_is_whole() -> None:
    assert len(stations()) == 20
    for station in stations():
        assert len(station.months) == 12
        for month in station.months:
            assert month.temperature_min_c < month.temperature_max_c
            assert 0 < month.relative_humidity_percent < 100
            assert 0 < month.wet_days < 31


@pytest.mark.parametrize(
    ("city", "station"),
    [
        ("seoul-mapo-gu", "Seoul"),
        ("busan-haeundae-gu", "Busan"),
        ("jeju-seogwipo", "Seogwipo"),
        ("gangwon-sokcho", "Gangneung"),
        ("gyeonggi-yongin", "Suwon"),
    ],
)
def test_the_nearest_station(city: str, station: str) -> None:
    assert nearest_station(cities()[city]).name == station


@pytest.mark.parametrize(
    ("station", "mean_c"),
    # Annual means of 1981-2010 as KMA published them; since then it became 0.3 to 0.5 °C warmer,
    # and the middle of the extremes lies 0.2 to 0.5 °C over the mean.
    [
        ("Busan", 14.7),
        ("Chuncheon", 11.1),
        ("Daegu", 14.1),
        ("Daegwallyeong", 6.6),
        ("Daejeon", 13.0),
        ("Gangneung", 13.1),
        ("Gwangju", 13.8),
        ("Jeju", 15.8),
        ("Mokpo", 13.9),
        ("Seogwipo", 16.6),
        ("Ulsan", 14.1),
        ("Yeosu", 14.3),
    ],
)
def test_the_years_are_as_warm_as_published(station: str, mean_c: float) -> None:
    (months,) = (place.months for place in stations() if place.name == station)
    middles = [(month.temperature_min_c + month.temperature_max_c) / 2 for month in months]
    assert 0.2 < sum(middles) / len(middles) - mean_c < 1.2


def test_winter_and_summer_in_seoul() -> None:
    january = usual_weather(cities()["seoul"], date(2026, 1, 16))
    assert (january.temperature_min_c, january.temperature_max_c) == pytest.approx(
        (-5.5, 2.1), abs=0.1
    )
    july = usual_weather(cities()["seoul"], date(2026, 7, 16))
    assert july.precipitation_probability_percent > 50
    assert july.sky == "overcast", "a climate never says that it will rain"
    assert july.source == "climate"


@given(st.sampled_from(sorted(cities())), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_everywhere(city: str, day: date) -> None:
    today = usual_weather(cities()[city], day)
    tomorrow = usual_weather(cities()[city], day + timedelta(days=1))
    assert today.temperature_min_c < today.temperature_max_c
    assert abs(today.temperature_max_c - tomorrow.temperature_max_c) < 1
    assert 0 <= today.precipitation_probability_percent <= 100
    assert today.sky in {"clear", "cloudy", "overcast"}


def test_a_leap_day_lies_between_its_neighbours() -> None:
    seoul = cities()["seoul"]
    highs = [
        usual_weather(seoul, date(2028, 2, 28) + timedelta(days=n)).temperature_max_c
        for n in range(3)
    ]
    assert highs == sorted(highs)
