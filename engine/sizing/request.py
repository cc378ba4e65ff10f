"""Parses and checks a size request: JSON data of unknown origin to a person and a garment."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from config.taxonomy import CATEGORIES
from engine.sizing.charts import fit_line
from engine.sizing.features import BODY_TYPES
from engine.sizing.person import PARTS, Gender, Person, Population, SizeError
from engine.sizing.preference import Feedback
from engine.sizing.recommendation import Garment, PastSize

MAX_TEXT: Final = 200
MAX_LABELS: Final = 40
MAX_PAST: Final = 50

_SEPARATORS: Final = re.compile(r"[\s\-]+")
_GENDERS: Final = MappingProxyType(
    {
        **dict.fromkeys(("female", "f", "woman", "women", "여", "여자", "여성"), Gender.FEMALE),
        **dict.fromkeys(("male", "m", "man", "men", "남", "남자", "남성"), Gender.MALE),
        **dict.fromkeys(("unsaid", "unspecified", "other", "none", ""), Gender.UNSAID),
    }
)
_CATEGORY_WORDS: Final = MappingProxyType(
    {
        **dict.fromkeys(
            ("tee", "tshirt", "t shirt", "tees", "티셔츠", "반팔", "반팔티"), "t_shirt"
        ),
        **dict.fromkeys(("slacks", "pants", "pant", "trouser", "suit_pants"), "trousers"),
        **dict.fromkeys(("culottes", "culotte", "슬랙스", "바지", "down_pants"), "trousers"),
        **dict.fromkeys(("gown", "sheath", "shift", "maxi", "mini", "midi"), "dress"),
        **dict.fromkeys(("shirtdress", "frock", "ballgown", "caftan", "kaftan"), "dress"),
        **dict.fromkeys(("print", "원피스", "드레스", "for", "combo"), "dress"),
        **dict.fromkeys(("romper", "overalls", "점프슈트"), "jumpsuit"),
        **dict.fromkeys(("top", "tunic", "knit", "blouson", "henley"), "blouse"),
        **dict.fromkeys(("buttondown", "셔츠"), "shirt"),
        **dict.fromkeys(("tank", "cami", "민소매"), "sleeveless"),
        **dict.fromkeys(("pullover", "turtleneck", "crewneck", "니트", "스웨터"), "sweater"),
        **dict.fromkeys(("sweatershirt", "맨투맨"), "sweatshirt"),
        **dict.fromkeys(("후드", "후드티"), "hoodie"),
        **dict.fromkeys(("bomber", "suit", "자켓", "재킷"), "jacket"),
        **dict.fromkeys(("cape", "poncho", "peacoat", "kimono", "trench"), "coat"),
        **dict.fromkeys(("duster", "overcoat", "코트"), "coat"),
        **dict.fromkeys(("down", "패딩"), "padded_jacket"),
        **dict.fromkeys(("legging", "tight", "레깅스"), "leggings"),
        **dict.fromkeys(("jogger", "sweatpants", "트레이닝"), "training_bottom"),
        **dict.fromkeys(("skirt", "skirts", "치마"), "skirt_short"),
        **dict.fromkeys(("skort", "반바지"), "shorts"),
        **dict.fromkeys(("jean", "denim", "청바지", "데님"), "jeans"),
        **dict.fromkeys(("shoes", "shoe", "신발", "운동화"), "sneakers"),
    }
)


@dataclass(frozen=True, slots=True)
class SizeRequest:
    """A person, a garment, the fit they wish for and their past sizes."""

    person: Person
    garment: Garment
    wish: str | None
    past: tuple[PastSize, ...]


def _text(raw: Mapping[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise SizeError(f"{name} must be text", code="bad_request")
    return unicodedata.normalize("NFKC", value)[:MAX_TEXT].strip() or None


def _number(raw: Mapping[str, Any], name: str) -> float | None:
    value = raw.get(name)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SizeError(f"{name} must be a number", code="bad_request")
    # An integer of a thousand digits is JSON, but no float.
    return float(value) if abs(value) < 1e9 else math.inf


def gender_of(word: str | None) -> Gender:
    """Return the gender that a word means; `UNSAID` without a word.

    Raises:
        SizeError: `unknown_gender`.
    """
    gender = _GENDERS.get((word or "").lower())
    if gender is None:
        raise SizeError("gender must be female, male or unsaid", code="unknown_gender")
    return gender


def category_of(word: str) -> str:
    """Return the category of the taxonomy that a word means.

    Raises:
        SizeError: `unknown_category`.
    """
    folded = _SEPARATORS.sub("_", word.lower())
    if folded in CATEGORIES:
        return folded
    category = _CATEGORY_WORDS.get(folded) or _CATEGORY_WORDS.get(folded.replace("_", ""))
    if category is None:
        raise SizeError(f"unknown category {word[:40]!r}", code="unknown_category")
    return category


def _market(raw: Mapping[str, Any]) -> Population:
    word = (_text(raw, "market") or "kr").lower()
    try:
        return Population(word)
    except ValueError:
        raise SizeError("market must be kr or us", code="unknown_market") from None


def _body_type(raw: Mapping[str, Any]) -> str | None:
    word = (_text(raw, "body_type") or "").lower().replace("_", " ").replace(" and ", " & ")
    return word if word in BODY_TYPES else None


def _scale(raw: Mapping[str, Any]) -> tuple[str, ...]:
    value = raw.get("scale")
    if value is None or value == []:
        return ()
    labels = [value] if isinstance(value, str) else value
    if not isinstance(labels, list) or len(labels) > MAX_LABELS:
        raise SizeError(
            f"scale must be a system or a list of at most {MAX_LABELS} labels",
            code="unknown_scale",
        )
    return tuple(dict.fromkeys(str(label)[:20] for label in labels))


def parse_person(raw: Mapping[str, Any]) -> Person:
    """Return the person of a request.

    Raises:
        SizeError: something is missing or impossible; the code names it.
    """
    height_cm, weight_kg = _number(raw, "height_cm"), _number(raw, "weight_kg")
    if height_cm is None:
        raise SizeError("height_cm is missing", code="height_missing")
    if weight_kg is None:
        raise SizeError("weight_kg is missing", code="weight_missing")
    measured = raw.get("measured_cm") or {}
    if not isinstance(measured, dict):
        raise SizeError("measured_cm must be an object", code="bad_request")
    return Person(
        gender_of(_text(raw, "gender")),
        height_cm,
        weight_kg,
        _number(raw, "age"),
        _body_type(raw),
        {part: value for part in PARTS if (value := _number(measured, part)) is not None},
        _market(raw),
    )


def parse_garment(raw: Mapping[str, Any]) -> Garment:
    """Return the garment of a request.

    Raises:
        SizeError: something is missing or unknown; the code names it.
    """
    category = _text(raw, "category")
    if category is None:
        raise SizeError("category is missing", code="unknown_category")
    fit = _text(raw, "garment_fit") or _text(raw, "fit")
    wearer = _text(raw, "garment_gender")
    return Garment(
        category_of(category),
        _text(raw, "brand"),
        None if fit is None else fit_line(fit),
        None if wearer is None else gender_of(wearer),
        _market(raw),
        _scale(raw),
    )


def parse_request(raw: object) -> SizeRequest:
    """Return a request; unknown fields are ignored.

    Raises:
        SizeError: something is wrong; the code names it.
    """
    if not isinstance(raw, dict):
        raise SizeError("a request is a JSON object", code="bad_request")
    wish = _text(raw, "fit")
    past = raw.get("past") or []
    if not isinstance(past, list) or len(past) > MAX_PAST:
        raise SizeError(f"past must be a list of at most {MAX_PAST}", code="bad_request")
    return SizeRequest(
        parse_person(raw),
        parse_garment(raw),
        None if wish is None else fit_line(wish),
        tuple(_past_size(entry, raw) for entry in past),
    )


def _past_size(raw: object, request: Mapping[str, Any]) -> PastSize:
    if not isinstance(raw, dict):
        raise SizeError("a past size is a JSON object", code="bad_request")
    size = raw.get("size")
    if not isinstance(size, str | int) or isinstance(size, bool):
        raise SizeError("a past size needs its size", code="bad_request")
    try:
        feedback = Feedback(raw.get("feedback", "fit"))
    except ValueError:
        raise SizeError("feedback must be fit, small or large", code="bad_request") from None
    garment = parse_garment({"market": request.get("market"), **raw})
    return PastSize(garment, str(size)[:20], feedback)
