"""Parses bodies: gender, height, weight and age, asked for or not.

One message may hold several answers ("남자 173에 68"), in Korean or English, metric or imperial,
with full-width digits or Korean numerals. An impossible answer is reported as a `Problem`, for
which the dialog has a sentence.
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
"""Highest weight without a unit that can be in pounds."""
MIN_INCHES: Final = 47
MAX_INCHES: Final = 89
"""Heights in inches that a figure alone can be."""
POUNDS_BMI: Final = 45.0
"""BMI from which a weight without a unit needs confirmation: hardly anyone is that heavy, and in
pounds it would be an ordinary weight."""


class Question(StrEnum):
    """The open question, which a bare number answers."""

    GENDER = "gender"
    HEIGHT = "height"
    WEIGHT = "weight"
    AGE = "age"


class Problem(StrEnum):
    """Why an answer is not accepted as it is."""

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
    """The answers in one message.

    Attributes:
        problem: with `height_weight_swapped` and `weight_in_pounds` the numbers are those that are
            probably meant, to be confirmed; with any other problem its numbers are None.
        has_weight_unit: whether the weight came with a unit; `check_known` needs it once the
            height is known.
    """

    gender: Gender | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    age: float | None = None
    problem: Problem | None = None
    has_weight_unit: bool = False

    @property
    def to_confirm(self) -> bool:
        """Whether the numbers are a guess, which the person must confirm."""
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
    """Return the answers in one message.

    Args:
        text: any characters, any length.
        asked: the question that a bare number answers; without one a first bare number is the
            height and a second one the weight.

    Returns:
        The answers; numbers without a problem make an acceptable body.
    """
    if len(text) > MAX_CHARS:
        return Answers(problem=Problem.TOO_LONG)
    extractor = _Extractor(with_digits(fold(text, MAX_CHARS).translate(_QUOTES)))
    gender = extractor.gender()
    measured = {
        Question.HEIGHT: extractor.height(),
        Question.WEIGHT: extractor.weight(),
        Question.AGE: extractor.age(),
    }
    bare = extractor.bare()
    if gender is None and not bare and not any(v is not None for v in measured.values()):
        return Answers(problem=Problem.NOT_UNDERSTOOD)
    has_weight_unit = measured[Question.WEIGHT] is not None
    return _checked(gender, _assigned(asked, measured, bare), has_weight_unit=has_weight_unit)


def mentions_body(text: str) -> bool:
    """Return whether a text names gender, height, weight or age, or has a unit of them."""
    return _BODY_WORDS.search(fold(text)) is not None


def has_two_numbers(text: str) -> bool:
    """Return whether a text has two figures side by side, as height and weight have: 173 68."""
    return _TWO_NUMBERS.search(fold(text)) is not None


def is_about_sizes(text: str) -> bool:
    """Return whether a text is about sizes, or has a height in it."""
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


class _Extractor:
    """Extracts answers from a text, one kind after the other; what was matched is blanked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _extract(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.search(self._text)
        if match is not None:
            self._text = f"{self._text[: match.start()]} ; {self._text[match.end() :]}"
        return match

    def gender(self) -> Gender | None:
        for gender, words in _GENDERS:
            if self._extract(words):
                return gender
        return None

    def height(self) -> float | None:
        if match := self._extract(_FEET_INCHES):
            inches = int(match["ft"]) * 12 + float(match["inch"] or 0)
            return round(inches * CM_PER_INCH, 1)
        if match := self._extract(_METRES):
            if match["dec"]:
                return round(_float(match["dec"]) * 100, 1)
            # "1m8" is spoken "one metre eighty".
            rest = match["cm"] or "0"
            return int(match["m"]) * 100 + int(rest) * (10 if len(rest) == 1 else 1)
        if match := self._extract(_HEIGHT):
            return _float(match["a"] or match["b"])
        return None

    def weight(self) -> float | None:
        if match := self._extract(_POUNDS):
            return round(_float(match["lb"]) * KG_PER_LB, 1)
        if match := self._extract(_WEIGHT):
            return _float(match["a"] or match["b"])
        return None

    def age(self) -> float | None:
        if match := self._extract(_AGE):
            return _float(match["a"] or match["b"])
        return None

    def bare(self) -> list[float]:
        return [_float(number) for number in _BARE.findall(self._text)][:4]


def _float(number: str) -> float:
    return float(number.replace(",", "."))


def _assigned(
    asked: Question | None, measured: dict[Question, float | None], bare: list[float]
) -> dict[Question, float | None]:
    """Assign bare numbers to the open question and, in the usual order, to those after it."""
    questions = list(measured)
    start = questions.index(asked) if asked in questions else 0
    unanswered = [q for q in questions[start:] + questions[:start] if measured[q] is None]
    # 1.73 can only be metres.
    numbers = [round(v * 100, 1) if 1.2 <= v <= 2.25 else v for v in bare]
    return measured | dict(zip(unanswered, numbers, strict=False))


def _checked(
    gender: Gender | None, measured: dict[Question, float | None], *, has_weight_unit: bool
) -> Answers:
    height, weight = measured[Question.HEIGHT], measured[Question.WEIGHT]
    problem, height, weight = _check_stature(height, weight, has_weight_unit=has_weight_unit)
    age = measured[Question.AGE]
    if age is not None:
        try:
            check_age(age)
        except SizeError as error:
            problem, age = problem or Problem(error.code), None
    return Answers(gender, height, weight, age, problem, has_weight_unit)


def _check_stature(
    height: float | None, weight: float | None, *, has_weight_unit: bool
) -> tuple[Problem | None, float | None, float | None]:
    """Return a problem, if any, and the numbers that are accepted or need confirmation."""
    if height is None or weight is None:
        return _check_one(height, weight, has_weight_unit=has_weight_unit)
    pounds = round(weight * KG_PER_LB, 1)
    may_be_pounds = not has_weight_unit and _is_acceptable(height, pounds)
    if _is_acceptable(height, weight):
        if may_be_pounds and weight / (height / 100) ** 2 > POUNDS_BMI:
            return Problem.WEIGHT_IN_POUNDS, height, pounds
        return None, height, weight
    if _is_acceptable(weight, height):
        return Problem.HEIGHT_WEIGHT_SWAPPED, weight, height
    if may_be_pounds:
        return Problem.WEIGHT_IN_POUNDS, height, pounds
    # One at a time: whichever is acceptable on its own is kept.
    height_problem, height, _ = _check_one(height, None, has_weight_unit=True)
    weight_problem, _, weight = _check_one(None, weight, has_weight_unit=True)
    problem = height_problem or weight_problem
    return (problem, height, weight) if problem else (Problem.BODY_IMPLAUSIBLE, None, None)


def _check_one(
    height: float | None, weight: float | None, *, has_weight_unit: bool
) -> tuple[Problem | None, float | None, float | None]:
    """Check a height without a weight, or a weight without a height."""
    if height is not None and not HEIGHT_RANGE_CM[0] <= height <= HEIGHT_RANGE_CM[1]:
        return Problem.HEIGHT_OUT_OF_RANGE, None, weight
    if weight is not None and not WEIGHT_RANGE_KG[0] <= weight <= WEIGHT_RANGE_KG[1]:
        if not has_weight_unit and WEIGHT_RANGE_KG[1] < weight <= MAX_POUNDS:
            return Problem.WEIGHT_IN_POUNDS, height, round(weight * KG_PER_LB, 1)
        return Problem.WEIGHT_OUT_OF_RANGE, height, None
    return None, height, weight


def _is_acceptable(height_cm: float, weight_kg: float) -> bool:
    try:
        check_body(height_cm, weight_kg)
    except SizeError:
        return False
    return True


def check_known(
    height_cm: float, weight_kg: float, *, has_weight_unit: bool = True
) -> Problem | None:
    """Return what is wrong with a height and a weight of different messages, or None."""
    return _check_stature(height_cm, weight_kg, has_weight_unit=has_weight_unit)[0]
