"""Parses bodies: gender, height, weight and age, asked for or not.

One message may hold several answers ("남자 173에 68"), in Korean or English, metric or not, with
full-width digits or Korean number words. What is found comes back typed; what cannot be meant
comes back as a problem with a code, so that the dialog can say what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.parsing.numbers import with_digits
from engine.parsing.text import fold
from engine.sizing.person import (
    HEIGHT_RANGE_CM,
    WEIGHT_RANGE_KG,
    Gender,
    SizeError,
    check_age,
    check_body,
)

MAX_CHARS: Final = 200
CM_PER_INCH: Final = 2.54
KG_PER_LB: Final = 0.45359237
MAX_POUNDS: Final = 450.0
"""Above this a weight without a unit is nonsense rather than pounds."""
MIN_INCHES: Final = 47
MAX_INCHES: Final = 89
"""Heights in inches that a figure alone can be."""
POUNDS_BMI: Final = 45.0
"""From this BMI on a weight without a unit is asked back: hardly anyone is that heavy, and in
pounds it would be an ordinary weight."""


class Question(StrEnum):
    """What was asked last; a bare number answers it."""

    GENDER = "gender"
    HEIGHT = "height"
    WEIGHT = "weight"
    AGE = "age"


class Problem(StrEnum):
    """Why an answer cannot stand as it is."""

    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"
    HEIGHT_OUT_OF_RANGE = "height_out_of_range"
    WEIGHT_OUT_OF_RANGE = "weight_out_of_range"
    HEIGHT_WEIGHT_SWAPPED = "height_weight_swapped"
    BODY_IMPLAUSIBLE = "body_implausible"
    WEIGHT_IN_POUNDS = "weight_in_pounds"
    AGE_TOO_YOUNG = "age_too_young"
    AGE_OUT_OF_RANGE = "age_out_of_range"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one message said.

    With a problem of the kind that is asked back (`height_weight_swapped`, `weight_in_pounds`) the
    numbers are those that are probably meant, to be confirmed; with any other problem the numbers
    that it is about are None. `weight_unit_told` goes to `check_known` once the height is known.
    """

    gender: Gender | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    age: float | None = None
    problem: Problem | None = None
    weight_unit_told: bool = False

    @property
    def to_confirm(self) -> bool:
        """Whether the numbers are a guess that the person must confirm."""
        return self.problem in {Problem.HEIGHT_WEIGHT_SWAPPED, Problem.WEIGHT_IN_POUNDS}


_QUOTES: Final = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"', "\u2033": '"'}
    | {"\u2212": "-"}
)
"""Typographic quotes and the minus sign, which NFKC leaves as they are."""
_GENDERS: Final = (
    (
        Gender.UNSAID,
        re.compile(
            r"말하고 ?싶지 ?않\w*|말 ?안 ?할\w*|비공개|밝히지 ?않\w*|rather not(?: say)?"
            r"|prefer not(?: to say)?|non-?binary|논바이너리"
        ),
    ),
    (
        Gender.FEMALE,
        re.compile(
            r"여자|여성|여학생|여(?=\s|,|/|\d|$|예|이)|\bwom[ae]n\b|\bfemale\b|\bgirl\b|\bf\b"
        ),
    ),
    (
        Gender.MALE,
        re.compile(r"남자|남성|남학생|남(?=\s|,|/|\d|$|예|이)|\bm[ae]n\b|\bmale\b|\bboy\b|\bguy\b"),
    ),
    (Gender.MALE, re.compile(r"(?<![\d.])\bm\b")),
)
_GAP: Final = r"\s{0,2}"
_NUMBER: Final = r"\d{1,5}(?:[.,]\d{1,2})?"
_CM: Final = r"(?:cm|센티(?:미터)?|센치)"
_KG: Final = r"(?:kgs?|킬로(?:그램)?|키로)"
_IS: Final = rf"{_GAP}[:=]?{_GAP}(?:is{_GAP})?"
_FEET_INCHES: Final = re.compile(
    rf"(?P<ft>[3-8]){_GAP}(?:'|ft\.?|feet|foot|피트){_GAP}(?:(?P<inch>\d{{1,2}}(?:\.\d)?){_GAP}"
    r"(?:\"|''|in(?:ch(?:es)?)?\.?|인치)?)?(?!\d)"
)
_METRES: Final = re.compile(
    rf"(?P<m>[12]){_GAP}(?:m|미터){_GAP}(?P<cm>\d{{1,2}})?(?:{_GAP}cm)?(?![a-z\d])|"
    rf"(?P<dec>[12][.,]\d{{1,2}}){_GAP}(?:m|미터)(?![a-z\d])"
)
_HEIGHT: Final = re.compile(
    rf"(?:키(?:는|가)?|신장(?:은|이)?|height|tall){_IS}(?P<a>-?{_NUMBER})(?:{_GAP}{_CM})?|"
    rf"(?P<b>-?{_NUMBER}){_GAP}{_CM}"
)
_POUNDS: Final = re.compile(rf"(?P<lb>-?{_NUMBER}){_GAP}(?:lbs?|pounds?|파운드)\.?(?![a-z])")
_WEIGHT: Final = re.compile(
    rf"(?:몸무게(?:는|가)?|체중(?:은|이)?|무게(?:는|가)?|weight){_IS}"
    rf"(?P<a>-?{_NUMBER})(?:{_GAP}{_KG})?|(?P<b>-?{_NUMBER}){_GAP}{_KG}"
)
_AGE: Final = re.compile(
    rf"(?:나이(?:는|가)?|age|aged){_IS}(?P<a>-?\d{{1,4}})(?:{_GAP}(?:살|세))?|"
    rf"(?P<b>-?\d{{1,4}}){_GAP}(?:살|세(?![가-힣])|years?(?:{_GAP}old)?|yrs?|y/?o)"
)
_BARE: Final = re.compile(rf"(?<![\d.,])-?{_NUMBER}(?![\d])")
_BODY_WORDS: Final = re.compile(
    rf"cm|kg|센치|센티|킬로|키로|lbs?\b|pound|파운드|키{_GAP}\d|몸무게|체중|신장"
    rf"|\d{_GAP}[살세]\b|나이|height|weight|\bage\b|years?{_GAP}old|남자|여자|남성|여성"
    rf"|\b(?:fe)?male\b|\b(?:wo)?man\b|\d{_GAP}'"
)
_TWO_NUMBERS: Final = re.compile(r"\d{2,3}(?:\.\d)?\D{1,6}\d{2,3}")
_ABOUT_SIZES: Final = re.compile(rf"사이즈|치수|\bsizes?\b|키{_GAP}\d{{3}}|\d{{3}}{_GAP}cm")
_FIGURE: Final = re.compile(r" ?(\d{2,3}(?:\.\d)?) ?")


def parse_body(text: str, asked: Question | None = None) -> Answers:
    """Read one message.

    Args:
        text: what was typed; any characters, any length.
        asked: the question before it, which a bare number answers; without one a first bare
            number is the height and a second one the weight.

    Returns:
        What was found. Numbers that come back without a problem make an acceptable body.
    """
    if len(text) > MAX_CHARS:
        return Answers(problem=Problem.TOO_LONG)
    plain = _plain(text)
    reader = _Reader(plain)
    gender = reader.gender()
    found = {
        Question.HEIGHT: reader.height(),
        Question.WEIGHT: reader.weight(),
        Question.AGE: reader.age(),
    }
    bare = reader.bare()
    if gender is None and not bare and not any(v is not None for v in found.values()):
        return Answers(problem=Problem.NOT_UNDERSTOOD)
    weight_unit_told = found[Question.WEIGHT] is not None
    return _checked(gender, _assigned(asked, found, bare), weight_unit_told=weight_unit_told)


def mentions_body(text: str) -> bool:
    """Return whether a text names gender, height, weight or age, or has a unit of them."""
    return _BODY_WORDS.search(fold(text)) is not None


def has_two_numbers(text: str) -> bool:
    """Return whether a text has two figures side by side, as height and weight have: 173 68."""
    return _TWO_NUMBERS.search(fold(text)) is not None


def is_about_sizes(text: str) -> bool:
    """Return whether a text is about sizes, or tells a height."""
    return _ABOUT_SIZES.search(fold(text)) is not None


def with_imperial_unit(text: str, question: Question | None) -> str:
    """Return a figure alone with the unit of somebody who thinks in inches and pounds.

    Text that is anything else than the figure is returned as it is.
    """
    figure = _FIGURE.fullmatch(fold(text))
    if figure is None:
        return text
    if question is Question.WEIGHT:
        return f"{figure[1]} lb"
    inches = float(figure[1])
    if question is Question.HEIGHT and MIN_INCHES <= inches <= MAX_INCHES:
        return f"{int(inches // 12)}'{inches % 12:g}\""
    return text


def _plain(text: str) -> str:
    return with_digits(fold(text, MAX_CHARS).translate(_QUOTES))


class _Reader:
    """Takes answers out of a text, one kind after the other; what was read is blanked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.search(self._text)
        if match is not None:
            self._text = f"{self._text[: match.start()]} ; {self._text[match.end() :]}"
        return match

    def gender(self) -> Gender | None:
        for gender, words in _GENDERS:
            if self._take(words):
                return gender
        return None

    def height(self) -> float | None:
        if match := self._take(_FEET_INCHES):
            inches = int(match["ft"]) * 12 + float(match["inch"] or 0)
            return round(inches * CM_PER_INCH, 1)
        if match := self._take(_METRES):
            if match["dec"]:
                return round(_float(match["dec"]) * 100, 1)
            # "1m8" is spoken "one metre eighty".
            rest = match["cm"] or "0"
            return int(match["m"]) * 100 + int(rest) * (10 if len(rest) == 1 else 1)
        if match := self._take(_HEIGHT):
            return _float(match["a"] or match["b"])
        return None

    def weight(self) -> float | None:
        if match := self._take(_POUNDS):
            return round(_float(match["lb"]) * KG_PER_LB, 1)
        if match := self._take(_WEIGHT):
            return _float(match["a"] or match["b"])
        return None

    def age(self) -> float | None:
        if match := self._take(_AGE):
            return _float(match["a"] or match["b"])
        return None

    def bare(self) -> list[float]:
        return [_float(number) for number in _BARE.findall(self._text)][:4]


def _float(number: str) -> float:
    return float(number.replace(",", "."))


def _assigned(
    asked: Question | None, found: dict[Question, float | None], bare: list[float]
) -> dict[Question, float | None]:
    """Give bare numbers to the question asked and, in the usual order, to those after it."""
    order = list(found)
    start = order.index(asked) if asked in order else 0
    free = [q for q in order[start:] + order[:start] if found[q] is None]
    # 1.73 can only be metres.
    numbers = [round(v * 100, 1) if 1.2 <= v <= 2.25 else v for v in bare]
    return found | dict(zip(free, numbers, strict=False))


def _checked(
    gender: Gender | None, found: dict[Question, float | None], *, weight_unit_told: bool
) -> Answers:
    height, weight = found[Question.HEIGHT], found[Question.WEIGHT]
    problem, height, weight = _check_stature(height, weight, weight_unit_told=weight_unit_told)
    age = found[Question.AGE]
    if age is not None:
        try:
            check_age(age)
        except SizeError as error:
            problem, age = problem or Problem(error.code), None
    return Answers(gender, height, weight, age, problem, weight_unit_told)


def _check_stature(
    height: float | None, weight: float | None, *, weight_unit_told: bool
) -> tuple[Problem | None, float | None, float | None]:
    """Return a problem, if any, and the numbers that stand or are to be confirmed."""
    if height is None or weight is None:
        return _check_one(height, weight, weight_unit_told=weight_unit_told)
    pounds = round(weight * KG_PER_LB, 1)
    may_be_pounds = not weight_unit_told and _acceptable(height, pounds)
    if _acceptable(height, weight):
        if may_be_pounds and weight / (height / 100) ** 2 > POUNDS_BMI:
            return Problem.WEIGHT_IN_POUNDS, height, pounds
        return None, height, weight
    if _acceptable(weight, height):
        return Problem.HEIGHT_WEIGHT_SWAPPED, weight, height
    if may_be_pounds:
        return Problem.WEIGHT_IN_POUNDS, height, pounds
    # One at a time: whichever stands on its own is kept.
    height_problem, height, _ = _check_one(height, None, weight_unit_told=True)
    weight_problem, _, weight = _check_one(None, weight, weight_unit_told=True)
    problem = height_problem or weight_problem
    return (problem, height, weight) if problem else (Problem.BODY_IMPLAUSIBLE, None, None)


def _check_one(
    height: float | None, weight: float | None, *, weight_unit_told: bool
) -> tuple[Problem | None, float | None, float | None]:
    """Check a height without a weight, or a weight without a height."""
    if height is not None and not HEIGHT_RANGE_CM[0] <= height <= HEIGHT_RANGE_CM[1]:
        return Problem.HEIGHT_OUT_OF_RANGE, None, weight
    if weight is not None and not WEIGHT_RANGE_KG[0] <= weight <= WEIGHT_RANGE_KG[1]:
        if not weight_unit_told and WEIGHT_RANGE_KG[1] < weight <= MAX_POUNDS:
            return Problem.WEIGHT_IN_POUNDS, height, round(weight * KG_PER_LB, 1)
        return Problem.WEIGHT_OUT_OF_RANGE, height, None
    return None, height, weight


def _acceptable(height_cm: float, weight_kg: float) -> bool:
    try:
        check_body(height_cm, weight_kg)
    except SizeError:
        return False
    return True


def check_known(
    height_cm: float, weight_kg: float, *, weight_unit_told: bool = True
) -> Problem | None:
    """Return what is wrong with a height and a weight that were told in different messages."""
    return _check_stature(height_cm, weight_kg, weight_unit_told=weight_unit_told)[0]
