"""Reads what people type when they are asked for gender, height, weight, age and the like.

One message may hold several answers ("남자 173에 68"), in Korean or English, metric or not, with
full-width digits or Korean number words. What is found comes back typed; what cannot be meant
comes back as a problem with a code, so that the dialog can say what to do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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
POUNDS_BMI: Final = 45.0
"""From this BMI on a weight without a unit is asked back: hardly anyone is that heavy, and in
pounds it would be an ordinary weight."""


class Question(StrEnum):
    """What was asked last; a bare number answers it."""

    GENDER = "gender"
    HEIGHT = "height"
    WEIGHT = "weight"
    AGE = "age"


class Command(StrEnum):
    """Words that steer a dialog."""

    BACK = "back"
    SKIP = "skip"
    CANCEL = "cancel"
    UNKNOWN = "unknown"


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
    command: Command | None = None
    problem: Problem | None = None
    weight_unit_told: bool = False

    @property
    def to_confirm(self) -> bool:
        """Whether the numbers are a guess that the person must confirm."""
        return self.problem in {Problem.HEIGHT_WEIGHT_SWAPPED, Problem.WEIGHT_IN_POUNDS}


_COMMANDS: Final = {
    **dict.fromkeys(("back", "뒤로", "이전", "뒤", "<", "go back"), Command.BACK),
    **dict.fromkeys(("skip", "건너뛰기", "패스", "pass", "다음", "넘어가기", "next"), Command.SKIP),
    **dict.fromkeys(("cancel", "/cancel", "취소", "그만", "stop"), Command.CANCEL),
    **dict.fromkeys(
        ("모름", "몰라", "몰라요", "모르겠어요", "모르겠어", "잘 모르겠어요", "?"), Command.UNKNOWN
    ),
    **dict.fromkeys(("don't know", "dont know", "i don't know", "no idea", "idk"), Command.UNKNOWN),
}
_GENDER_WORDS: Final = (
    (
        Gender.UNSAID,
        r"말하고\s*싶지\s*않\w*|말\s*안\s*할\w*|비공개|밝히지\s*않\w*|rather not(?: say)?",
    ),
    (Gender.UNSAID, r"prefer not(?: to say)?|non-?binary|논바이너리"),
    (
        Gender.FEMALE,
        r"여자|여성|여학생|여(?=\s|,|/|\d|$|예|이)|\bwom[ae]n\b|\bfemale\b|\bgirl\b|\bf\b",
    ),
    (Gender.MALE, r"남자|남성|남학생|남(?=\s|,|/|\d|$|예|이)|\bm[ae]n\b|\bmale\b|\bboy\b|\bguy\b"),
    (Gender.MALE, r"(?<![\d.])\bm\b"),
)
_NUMBER: Final = r"\d{1,5}(?:[.,]\d{1,2})?"
_FEET_INCHES: Final = re.compile(
    r"(?P<ft>[3-8])\s*(?:'|ft\.?|feet|foot|피트)\s*(?:(?P<inch>\d{1,2}(?:\.\d)?)\s*"
    r"(?:\"|''|in(?:ch(?:es)?)?\.?|인치)?)?(?!\d)"
)
_METRES: Final = re.compile(
    r"(?P<m>[12])\s*(?:m|미터)\s*(?P<cm>\d{1,2})?(?:\s*cm)?(?![a-z\d])|"
    r"(?P<dec>[12][.,]\d{1,2})\s*(?:m|미터)(?![a-z\d])"
)
_HEIGHT: Final = re.compile(
    rf"(?:키(?:는|가)?|신장(?:은|이)?|height|tall)\s*[:=]?\s*(?:is\s*)?(?P<a>-?{_NUMBER})"
    rf"(?:\s*(?:cm|센티(?:미터)?|센치))?|"
    rf"(?P<b>-?{_NUMBER})\s*(?:cm|센티(?:미터)?|센치|㎝)"
)
_POUNDS: Final = re.compile(rf"(?P<lb>-?{_NUMBER})\s*(?:lbs?|pounds?|파운드)\.?(?![a-z])")
_WEIGHT: Final = re.compile(
    rf"(?:몸무게(?:는|가)?|체중(?:은|이)?|무게(?:는|가)?|weight)\s*[:=]?\s*(?:is\s*)?"
    rf"(?P<a>-?{_NUMBER})(?:\s*(?:kgs?|킬로(?:그램)?|키로|㎏))?|"
    rf"(?P<b>-?{_NUMBER})\s*(?:kgs?|킬로(?:그램)?|키로|㎏)"
)
_AGE: Final = re.compile(
    r"(?:나이(?:는|가)?|age|aged)\s*[:=]?\s*(?:is\s*)?(?P<a>-?\d{1,4})(?:\s*(?:살|세))?|"
    r"(?P<b>-?\d{1,4})\s*(?:살|세(?![가-힣])|years?(?:\s*old)?|yrs?|y/?o)"
)
_BARE: Final = re.compile(rf"(?<![\d.,])-?{_NUMBER}(?![\d])")
_DIGIT_WORDS: Final = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_NATIVE_TENS: Final = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70
}  # fmt: skip
_NATIVE_ONES: Final = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_KOREAN_NUMBER: Final = re.compile(
    r"[영공일이삼사오육륙칠팔구십백]*[십백][영공일이삼사오육륙칠팔구십백]*"
)
_NATIVE_NUMBER: Final = re.compile(
    rf"(?P<tens>{'|'.join(_NATIVE_TENS)})\s*(?P<ones>{'|'.join(_NATIVE_ONES)})?(?=\s*살)"
)


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
    command = _COMMANDS.get(plain.strip(" .!~요") or plain) or _COMMANDS.get(plain)
    if command is not None:
        return Answers(command=command)
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


def korean_number(words: str) -> int:
    """Return the value of a Sino-Korean number below a thousand, such as 백칠십삼 (173)."""
    total, digit = 0, 0
    for word in words:
        if word in "십백":
            total += (digit or 1) * (10 if word == "십" else 100)
            digit = 0
        else:
            digit = _DIGIT_WORDS[word]
    return total + digit


def _plain(text: str) -> str:
    # NFKC turns full-width digits, ㎝ and ㎏ into plain ones, but knows no typographic quotes.
    quotes = str.maketrans({"’": "'", "‘": "'", "′": "'", "“": '"', "”": '"', "″": '"', "−": "-"})  # noqa: RUF001
    text = unicodedata.normalize("NFKC", text).translate(quotes).lower()
    text = _NATIVE_NUMBER.sub(
        lambda m: str(_NATIVE_TENS[m["tens"]] + _NATIVE_ONES.get(m["ones"] or "", 0)), text
    )
    text = _KOREAN_NUMBER.sub(lambda m: f" {korean_number(m[0])} ", text)
    return re.sub(r"\s+", " ", text).strip()


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
        for gender, words in _GENDER_WORDS:
            if self._take(re.compile(words)):
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
    return Answers(gender, height, weight, age, None, problem, weight_unit_told)


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
