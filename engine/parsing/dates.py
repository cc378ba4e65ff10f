"""Parses times, days of the week and dates: "7시 반", "평일", "금요일까지", "7:30 pm".

An impossible time or date has another error code than text that is not understood, because the
two need different help.
"""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from engine.parsing.text import fold
from engine.tips.schedule import EVERY_DAY, WEEKDAYS, WEEKEND, ScheduleError

MAX_CHARS: Final = 80
MAX_PAUSE_DAYS: Final = 366

NOT_UNDERSTOOD: Final = "not_understood"
NO_SUCH_TIME: Final = "no_such_time"
NO_SUCH_DATE: Final = "no_such_date"
DATE_TOO_FAR: Final = "date_too_far"
DATE_TO_COME: Final = "date_to_come"
CODES: Final = (NOT_UNDERSTOOD, NO_SUCH_TIME, NO_SUCH_DATE, DATE_TOO_FAR)
"""Error codes of a text about the days to come."""
PAST_CODES: Final = (NOT_UNDERSTOOD, NO_SUCH_DATE, DATE_TOO_FAR, DATE_TO_COME)
"""Error codes of a text about a day that is over."""


_ABOUT_DAYS: Final = re.compile(r"\d|전|월|주|달|일|지난|저번|이번|ago|last|day|week|month")


def mentions_day(text: str) -> bool:
    """Return whether a text may be about a day, parsed or not."""
    return _ABOUT_DAYS.search(fold(text)) is not None


# -- a time of day ----------------------------------------------------------------------------

_TIME_WORDS: Final = (
    (re.compile(r"자정|midnight"), 0),
    (re.compile(r"새벽|dawn"), 6 * 60),
    (re.compile(r"출근|기상|일어나"), 7 * 60),
    (re.compile(r"아침|morning|breakfast"), 7 * 60 + 30),
    (re.compile(r"오전"), 9 * 60),
    (re.compile(r"정오|점심|noon|lunch"), 12 * 60),
    (re.compile(r"오후|afternoon"), 15 * 60),
    (re.compile(r"퇴근|저녁|evening|dinner"), 18 * 60 + 30),
    (re.compile(r"자기 ?전|밤|night|bed ?time"), 21 * 60),
)
"""Names of times of day, and the minute that is meant when no hour is named."""

_HOUR_NAMES: Final = (
    *("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"),
)
_HOURS_KO: Final = MappingProxyType({name: hour for hour, name in enumerate(_HOUR_NAMES, 1)})
_HOUR_WORD: Final = "|".join(sorted(_HOURS_KO, key=len, reverse=True))
_HALVES: Final = MappingProxyType(
    {
        **dict.fromkeys(("오전", "아침", "새벽", "am", "a.m."), "am"),
        **dict.fromkeys(("오후", "저녁", "낮", "pm", "p.m."), "pm"),
        "밤": "night",
    }
)
_HALF: Final = "오전|오후|아침|저녁|새벽|낮|밤"
_SPOKEN: Final = re.compile(
    rf"(?P<half>{_HALF})? ?(?P<hour>\d{{1,3}}|{_HOUR_WORD}) ?시 ?"
    r"(?:(?P<minute>\d{1,3}) ?분|(?P<thirty>반))?"
)
_CLOCK: Final = re.compile(
    rf"(?P<half>{_HALF})? ?(?<!\d)(?P<hour>\d{{1,3}}) ?[:.] ?(?P<minute>\d{{1,3}})(?!\d)"
    r" ?(?P<after>[ap]\.?m\.?)?"
)
_ENGLISH: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,3}) ?(?:(?P<after>[ap]\.?m\.?)(?![a-z])|o'?clock)"
)
_DIGITS: Final = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)")
_HOUR_ALONE: Final = re.compile(r"(?:at )?(?P<hour>\d{1,3})")


def parse_time(text: str) -> int:
    """Return the minute of the day that a text names.

    Raises:
        ScheduleError: `no_such_time` ("25:00"), `not_understood`.
    """
    plain = fold(text, MAX_CHARS)
    for pattern in (_SPOKEN, _CLOCK, _ENGLISH):
        match = pattern.search(plain)
        if match is not None:
            return _minute_of_day(match, spoken=pattern is _SPOKEN)
    for pattern in (_DIGITS, _HOUR_ALONE):
        match = pattern.fullmatch(plain)
        if match is not None:
            return _minute_of_day(match, spoken=False)
    for words, minute in _TIME_WORDS:
        if words.search(plain):
            return minute
    raise ScheduleError(f"no time in {text[:20]!r}", code=NOT_UNDERSTOOD)


def _minute_of_day(match: re.Match[str], *, spoken: bool) -> int:
    groups = match.groupdict()
    hour = _HOURS_KO.get(groups["hour"]) or int(groups["hour"])
    minute = 30 if groups.get("thirty") else int(groups.get("minute") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ScheduleError(f"{hour}:{minute:02d}", code=NO_SUCH_TIME)
    after = (groups.get("after") or "").replace(".", "")
    half = _HALVES.get(groups.get("half") or after)
    return _hour_of_day(hour, half, spoken=spoken) * 60 + minute


def _hour_of_day(hour: int, half: str | None, *, spoken: bool) -> int:
    if half == "night":
        return hour + 12 if 6 <= hour < 12 else hour % 12 if hour <= 12 else hour % 24
    if half == "am":
        return 0 if hour == 12 else hour % 24
    # A tip on what to wear at "3시" is not for the small hours.
    if half == "pm" or (spoken and half is None and 1 <= hour <= 4):
        return hour + 12 if hour < 12 else hour % 24
    return hour % 24


# -- days of the week -------------------------------------------------------------------------

_LETTERS: Final = "월화수목금토일"
_DAY_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NUMBERS: Final = str.maketrans(_LETTERS, "0123456")
_DAY_NUMBER: Final = re.compile("[0-6]")
_EVERY_DAY: Final = re.compile(r"매일|날마다|every ?day|daily|all days")
_WEEKDAYS: Final = re.compile(r"평일|주중|week ?days?(?!\w)")
_WEEKEND: Final = re.compile(r"주말|week ?ends?")
_NO_DAY: Final = re.compile(r"요일|평일|주중|주말|까지|매주")
_DIGIT: Final = re.compile(r"\d")
_DAY_EN: Final = re.compile(r"(?<![a-z])(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_RANGE: Final = re.compile(r"([0-6]) ?(?:~|-|\u2013|부터|to|through) ?([0-6])")


def parse_weekdays(text: str) -> int:
    """Return the days of the week that a text names, bit 0 for Monday.

    Raises:
        ScheduleError: `not_understood`.
    """
    plain = fold(text, MAX_CHARS)
    if _EVERY_DAY.search(plain):
        return EVERY_DAY
    days = 0
    if _WEEKDAYS.search(plain):
        days |= WEEKDAYS
    if _WEEKEND.search(plain):
        days |= WEEKEND
    numbered = _DIGIT.sub("", _NO_DAY.sub(" ", plain)).translate(_DAY_NUMBERS)
    numbered = _DAY_EN.sub(lambda name: str(_DAY_NAMES.index(name[1])), numbered)
    numbered = " ".join(numbered.split())
    for first, last in _RANGE.findall(numbered):
        day = int(first)
        while day != int(last):
            days |= 1 << day
            day = (day + 1) % 7
    for day in _DAY_NUMBER.findall(numbered):
        days |= 1 << int(day)
    if not days:
        raise ScheduleError(f"no day in {text[:20]!r}", code=NOT_UNDERSTOOD)
    return days


# -- a date -----------------------------------------------------------------------------------

_NEAR: Final = (
    (re.compile(r"글피"), 3),
    (re.compile(r"모레|day after tomorrow"), 2),
    (re.compile(r"내일|tomorrow"), 1),
)
_NUMBERS_KO: Final = MappingProxyType(
    {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15, "한 달": 30, "한달": 30}
)
_SPAN: Final = re.compile(
    r"(?P<number>\d{1,3}|an?|one|two|three) ?"
    r"(?P<unit>일(?:간| ?동안)|주일?(?:간| ?동안)?(?!\w)|달(?:간| ?동안)?|개월|"
    r"days?|weeks?|months?)"
)
_WORD_NUMBERS: Final = MappingProxyType({"a": 1, "an": 1, "one": 1, "two": 2, "three": 3})
_UNIT_DAYS: Final = MappingProxyType({"주": 7, "w": 7, "달": 30, "개": 30, "m": 30})
_FULL: Final = re.compile(r"(\d{4}) ?[-./년] ?(\d{1,2}) ?[-./월] ?(\d{1,2})")
_MONTH_DAY: Final = re.compile(r"(?<!\d)(\d{1,2}) ?(?:월 ?|[-/.]) ?(\d{1,2})(?!\d)")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH_NAME: Final = re.compile(rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}+\.? ?(\d{{1,2}})")
_DAY_MONTH_NAME: Final = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? ?({'|'.join(_MONTHS)})[a-z]*")
_NEXT_WEEK: Final = re.compile(r"다음 ?주|next week")
_NEXT: Final = re.compile(r"다음 ?주|next")
_WEEKDAY_KO: Final = re.compile(rf"([{_LETTERS}])요일")


def parse_date(text: str, today: date) -> date:
    """Return the date that a text names, which lies within the year after `today`.

    Raises:
        ScheduleError: `no_such_date` (30 February, or one that is past), `date_too_far`,
            `not_understood`.
    """
    plain = fold(text, MAX_CHARS)
    day = _span(plain, today) or _written(plain, today) or _weekday(plain, today)
    if day is None:
        raise ScheduleError(f"no date in {text[:20]!r}", code=NOT_UNDERSTOOD)
    if day <= today:
        raise ScheduleError(f"{day} is over", code=NO_SUCH_DATE)
    if day - today > timedelta(days=MAX_PAUSE_DAYS):
        raise ScheduleError(f"{day} is far off", code=DATE_TOO_FAR)
    return day


def _span(plain: str, today: date) -> date | None:
    for words, days in _NEAR:
        if words.search(plain):
            return today + timedelta(days=days)
    for word, days in _NUMBERS_KO.items():
        if word in plain:
            return today + timedelta(days=days)
    match = _SPAN.search(plain)
    if match is None:
        return None
    number = _WORD_NUMBERS.get(match["number"]) or int(match["number"])
    unit = match["unit"][0]
    return today + timedelta(days=number * _UNIT_DAYS.get(unit, 1))


def _written(plain: str, today: date) -> date | None:
    if match := _FULL.search(plain):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    named = _month_and_day(plain)
    if named is None:
        return None
    is_over = named <= (today.month, today.day)
    return _date(today.year + is_over, *named)


def _month_and_day(plain: str) -> tuple[int, int] | None:
    if match := _MONTH_DAY.search(plain):
        return int(match[1]), int(match[2])
    if match := _MONTH_NAME.search(plain):
        return _MONTHS.index(match[1]) + 1, int(match[2])
    if match := _DAY_MONTH_NAME.search(plain):
        return _MONTHS.index(match[2]) + 1, int(match[1])
    return None


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ScheduleError(f"{year}-{month}-{day}", code=NO_SUCH_DATE) from None


def _weekday(plain: str, today: date) -> date | None:
    weekday = _named_weekday(plain)
    if weekday is None:
        if _NEXT_WEEK.search(plain):
            return today + timedelta(days=7 - today.weekday())
        return None
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    if _NEXT.search(plain):
        ahead = weekday - today.weekday() + 7
    return today + timedelta(days=ahead)


def _named_weekday(plain: str) -> int | None:
    """Return the day of the week that is named, 0 for Monday."""
    if match := _WEEKDAY_KO.search(plain):
        return _LETTERS.index(match[1])
    if match := _DAY_EN.search(plain):
        return _DAY_NAMES.index(match[1])
    return None


# -- a day that is over -----------------------------------------------------------------------

_JUST_PAST: Final = (
    (re.compile(r"그끄저께|그끄제"), 3),
    (re.compile(r"그저께|그제|엊그제|day before yesterday"), 2),
    (re.compile(r"어제|어저께|yesterday|last night"), 1),
    (re.compile(r"오늘|today"), 0),
)
_TO_COME: Final = re.compile(r"내일|모레|글피|다음 ?[주달]|tomorrow|next (?:week|month)")
_AGO: Final = re.compile(
    rf"(?:(?P<number>\d{{1,4}}|an?|one|two|three) ?(?P<unit>일|주일?|달|개월|days?|weeks?|months?)"
    rf"|(?P<word>{'|'.join(_NUMBERS_KO)})) ?(?:전|ago)"
)
_DAY_ALONE: Final = re.compile(r"(?<!\d)(\d{1,2}) ?일(?! ?전)|(?<!\d)(\d{1,2})(?:st|nd|rd|th)\b")
_LAST_WEEK: Final = re.compile(r"(?:지난|저번) ?주|last week")
_THIS_WEEK: Final = re.compile(r"이번 ?주|this week")
_LAST: Final = re.compile(r"지난|저번|last")


def parse_past_date(text: str, today: date, *, earliest: date) -> date:
    """Return the day that a text names, today or before: "11/19", "그저께", "지난 금요일".

    A month and day without a year is the nearest such day: "12/25" in January is over, but a few
    days before Christmas it is yet to come.

    Raises:
        ScheduleError: `date_to_come`, `date_too_far` (before `earliest`), `no_such_date`
            (30 February), `not_understood`.
    """
    plain = fold(text, MAX_CHARS)
    if _TO_COME.search(plain):
        raise ScheduleError(f"{text[:20]!r} is yet to come", code=DATE_TO_COME)
    day = _days_ago(plain, today) or _past_written(plain, today) or _past_weekday(plain, today)
    if day is None:
        raise ScheduleError(f"no date in {text[:20]!r}", code=NOT_UNDERSTOOD)
    if day > today:
        raise ScheduleError(f"{day} is yet to come", code=DATE_TO_COME)
    if day < earliest:
        raise ScheduleError(f"{day} is long ago", code=DATE_TOO_FAR)
    return day


def _days_ago(plain: str, today: date) -> date | None:
    for words, days in _JUST_PAST:
        if words.search(plain):
            return today - timedelta(days=days)
    match = _AGO.search(plain)
    if match is None:
        return None
    if match["word"]:
        return today - timedelta(days=_NUMBERS_KO[match["word"]])
    number = _WORD_NUMBERS.get(match["number"]) or int(match["number"])
    return today - timedelta(days=number * _UNIT_DAYS.get(match["unit"][0], 1))


def _past_written(plain: str, today: date) -> date | None:
    if match := _FULL.search(plain):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if named := _month_and_day(plain):
        years = (today.year, today.year - 1)
        return _nearest([(year, *named) for year in years], today)
    if match := _DAY_ALONE.search(plain):
        last_month = today.replace(day=1) - timedelta(days=1)
        months = ((today.year, today.month), (last_month.year, last_month.month))
        return _nearest([(*month, int(match[1] or match[2])) for month in months], today)
    return None


def _nearest(dates: list[tuple[int, int, int]], today: date) -> date:
    """Return the date that is nearest to today, of those that exist."""
    real = []
    for year, month, day in dates:
        with contextlib.suppress(ValueError):
            real.append(date(year, month, day))
    if not real:
        raise ScheduleError(str(dates[0]), code=NO_SUCH_DATE)
    return min(real, key=lambda day: abs(day - today))


def _past_weekday(plain: str, today: date) -> date | None:
    weekday = _named_weekday(plain)
    if weekday is None:
        return None
    monday = today - timedelta(days=today.weekday())
    if _LAST_WEEK.search(plain):
        return monday + timedelta(days=weekday - 7)
    if _THIS_WEEK.search(plain):
        return monday + timedelta(days=weekday)
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or 7 * (_LAST.search(plain) is not None))
