"""Weather comes whatever the services do: 500, XML, nonsense, silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from config.settings import WeatherSettings
from config.time_zones import KOREA
from engine.weather.cities import cities
from engine.weather.forecast import WeatherError
from engine.weather.service import WeatherService
from engine.weather.sources.kma import amount, base_time
from engine.weather.sources.kma import parse_forecast as parse_kma
from engine.weather.sources.open_meteo import parse_forecast as parse_open_meteo
from engine.weather.sources.open_meteo import sky_of
from tests.support.patience import patient
from tests.support.weather_services import (
    KMA_KEY,
    NO_DATA,
    XML_ERROR,
    Service,
    kma_answer,
    open_meteo_answer,
    weather_service,
)

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=KOREA)
TODAY = NOW.date()
SEOUL = cities()["seoul"]


@pytest.fixture
async def kma() -> AsyncIterator[Service]:
    async with weather_service() as it:
        it.text = kma_answer(NOW.replace(minute=0))
        yield it


@pytest.fixture
async def open_meteo() -> AsyncIterator[Service]:
    async with weather_service() as it:
        it.text = open_meteo_answer(NOW.replace(hour=0, minute=0))
        yield it


class Moment:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def weather(
    kma: Service, open_meteo: Service, moment: Moment
) -> AsyncIterator[WeatherService]:
    settings = WeatherSettings(
        sources=("kma", "open_meteo"),
        kma_key=KMA_KEY,
        kma_url=kma.url,
        open_meteo_url=open_meteo.url,
        timeout_s=patient(0.3),
        attempts=2,
    )
    service = WeatherService.of(settings)
    service._now = moment
    yield service
    await service.close()


async def test_the_first_source_is_asked_as_it_wants(weather: WeatherService, kma: Service) -> None:
    today = await weather.day(SEOUL, TODAY)
    assert today.source == "kma"
    assert (today.temperature_min_c, today.temperature_max_c) == (2, 12)
    assert today.temperature_now_c == 3
    assert (today.sky, today.precipitation_probability_percent) == ("clear", 20)
    assert (today.relative_humidity_percent, today.wind_m_s) == (55, 2.6)
    assert today.feels_like_min_c is not None
    assert today.feels_like_min_c < 3
    [asked] = kma.asked
    assert asked["serviceKey"] == KMA_KEY
    assert (asked["nx"], asked["ny"]) == ("60", "127")
    assert (asked["base_date"], asked["base_time"]) == ("20261121", "0500")


async def test_one_question_for_a_crowd(weather: WeatherService, kma: Service) -> None:
    districts = [SEOUL, cities()["seoul-jongno-gu"], cities()["seoul-jung-gu"]]
    days = await asyncio.gather(
        *(weather.day(city, TODAY) for city in districts for _ in range(50))
    )
    assert {day.source for day in days} == {"kma"}
    assert {(asked["nx"], asked["ny"]) for asked in kma.asked} == {("60", "127")}
    assert len(kma.asked) == 1


async def test_a_new_forecast_is_asked_for(
    weather: WeatherService, kma: Service, moment: Moment
) -> None:
    await weather.day(SEOUL, TODAY)
    moment.at += timedelta(hours=1)
    await weather.day(SEOUL, TODAY)
    assert len(kma.asked) == 1
    moment.at += timedelta(hours=1)
    await weather.day(SEOUL, TODAY)
    assert [asked["base_time"] for asked in kma.asked] == ["0500", "0800"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 500),
        ("", 403),
        (XML_ERROR, 200),
        (NO_DATA, 200),
        ("<html>", 200),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", 200),
        ("{}", 200),
        ("[]", 200),
        ("null", 200),
        ("not json", 200),
        ("[" * 100_000, 200),
        (kma_answer(NOW, TMP="900"), 200),
        (kma_answer(NOW, TMP="NaN"), 200),
        (kma_answer(NOW, TMP="75"), 200),
        (kma_answer(NOW, REH="-"), 200),
        (kma_answer(NOW).replace("fcstDate", "date"), 200),
        (kma_answer(NOW).replace('"TMP"', '"T1H"'), 200),
    ],
)
async def test_a_source_in_trouble_is_passed_over(
    weather: WeatherService, kma: Service, text: str, status: int
) -> None:
    kma.text, kma.status = text, status
    today = await weather.day(SEOUL, TODAY)
    assert today.source == "open_meteo"
    assert (today.sky, today.precipitation_mm) == ("rain", 12.0)
    # It is given a rest, and asked again after that.
    asked = len(kma.asked)
    await weather.day(SEOUL, TODAY)
    assert len(kma.asked) == asked


async def test_a_source_that_never_answers_is_not_waited_for(
    weather: WeatherService, kma: Service, open_meteo: Service
) -> None:
    kma.gate = kma.never
    open_meteo.gate = open_meteo.never
    today = await weather.day(SEOUL, TODAY)
    assert today.source == "climate"
    assert len(kma.asked) == 2


async def test_a_short_trouble_is_waited_out(weather: WeatherService, kma: Service) -> None:
    kma.troubles = 1
    assert (await weather.day(SEOUL, TODAY)).source == "kma"
    assert len(kma.asked) == 2


async def test_after_its_rest_a_source_is_asked_again(
    weather: WeatherService, kma: Service, moment: Moment
) -> None:
    good, kma.text = kma.text, "nonsense"
    assert (await weather.day(SEOUL, TODAY)).source == "open_meteo"
    kma.text = good
    assert (await weather.day(SEOUL, TODAY)).source == "open_meteo"
    moment.at += timedelta(minutes=3)
    assert (await weather.day(SEOUL, TODAY)).source == "kma"


async def test_a_day_too_far_off_has_its_climate(weather: WeatherService) -> None:
    assert (await weather.day(SEOUL, TODAY + timedelta(days=3))).source == "open_meteo"
    assert (await weather.day(SEOUL, TODAY + timedelta(days=30))).source == "climate"
    assert (await weather.day(SEOUL, TODAY)).source == "kma", "that was no failure of its"


async def test_the_key_is_in_no_log(
    weather: WeatherService, kma: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for status in (500, 403):
        kma.status = status
        await weather.day(SEOUL, TODAY)
    assert "kma has no weather" in caplog.text
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")]
    assert KMA_KEY not in "".join(ours)


async def test_by_itself_it_needs_no_network() -> None:
    service = WeatherService.of(WeatherSettings())
    assert (await service.day(SEOUL, TODAY)).source == "climate"
    await service.close()


# -- what they answer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "base"),
    [
        ("02:09", "20 23"),
        ("02:10", "21 02"),
        ("05:09", "21 02"),
        ("05:10", "21 05"),
        ("23:09", "21 20"),
        ("23:59", "21 23"),
        ("00:00", "20 23"),
    ],
)
def test_base_times(clock: str, base: str) -> None:
    now = datetime.fromisoformat(f"2026-11-21T{clock}").replace(tzinfo=KOREA)
    assert f"{base_time(now.astimezone(UTC)):%d %H}" == base


@pytest.mark.parametrize(
    ("value", "mm"),
    [
        ("강수없음", 0),
        ("적설없음", 0),
        ("1mm 미만", 0.5),
        ("1.0mm", 1),
        ("12.5mm", 12.5),
        ("30.0~50.0mm", 40),
        ("50.0mm 이상", 50),
        ("0", 0),
        ("", 0),
    ],
)
def test_amounts(value: str, mm: float) -> None:
    assert amount(value) == mm


@pytest.mark.parametrize(
    ("pty", "sky", "expected"),
    [
        ("0", "1", "clear"),
        ("0", "3", "cloudy"),
        ("0", "4", "overcast"),
        ("1", "4", "rain"),
        ("2", "4", "sleet"),
        ("3", "4", "snow"),
        ("4", "3", "rain"),
    ],
)
def test_the_sky_of_kma(pty: str, sky: str, expected: str) -> None:
    outlook = parse_kma(kma_answer(NOW, 1, PTY=pty, SKY=sky))
    assert outlook.hours[0].sky == expected


def test_the_xml_error_says_what_is_wrong() -> None:
    with pytest.raises(WeatherError, match="SERVICE_KEY_IS_NOT_REGISTERED") as error:
        parse_kma(XML_ERROR)
    assert error.value.code == "weather_refused"


@pytest.mark.parametrize(
    ("code", "sky"),
    [
        *((0, "clear"), (2, "cloudy"), (3, "overcast"), (45, "overcast"), (63, "rain")),
        *((66, "sleet"), (75, "snow"), (86, "snow"), (82, "rain"), (95, "rain")),
    ],
)
def test_weather_codes(code: int, sky: str) -> None:
    assert sky_of(code) == sky


def test_hours_that_open_meteo_does_not_know_are_left_out() -> None:
    text = open_meteo_answer(NOW, 3, weather_code=[0, None, 3])
    assert [hour.sky for hour in parse_open_meteo(text).hours] == ["clear", "overcast"]


def test_open_meteo_says_what_is_wrong() -> None:
    with pytest.raises(WeatherError, match="Daily API request limit exceeded"):
        parse_open_meteo('{"error": true, "reason": "Daily API request limit exceeded"}')


def test_a_date_is_that_of_korea() -> None:
    outlook = parse_open_meteo(open_meteo_answer(NOW.replace(hour=0, minute=0), 24))
    assert {hour.at.date() for hour in outlook.hours} == {date(2026, 11, 21)}
