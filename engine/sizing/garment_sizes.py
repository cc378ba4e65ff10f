"""The sizes of a garment: their labels, and the girths that separate them.

A market's cuts are fitted on purchases where there are any, and follow trade convention elsewhere.
A brand's chart moves them by half of its difference from the market's typical chart: people who
keep to their usual label would need none of it, people who go by the tape all, and there are no
purchases of one person from two brands to tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.sizing.charts import ANY_BRAND, Chart, brand_id, kind_of, load_chart_book
from engine.sizing.ordered_logit import SizeModel
from engine.sizing.person import Gender, Population, SizeError
from engine.sizing.reasons import Reason, reason
from engine.sizing.size_labels import SYSTEMS, canonical_label, equivalence_rows, rank, system_of

Array = NDArray[np.float64]

BRAND_WEIGHT: Final = 0.5
"""Part of a brand's difference from the typical chart that moves the size."""
MAX_SHIFT_CM: Final = 6.0
WIDE_UNKNOWN: Final = 0.45
"""Share of wide cuts among the slacks of the training data."""

_OWN_BRAND: Final = MappingProxyType(
    {
        "musinsa_tee": "musinsa-standard",
        "musinsa_slacks": "musinsa-standard",
        "rtr_letter": "renttherunway",
        "rtr_number": "renttherunway",
    }
)
_CHART_PART: Final = MappingProxyType({"upper": "chest", "lower": "waist", "feet": "foot"})


class GarmentKey(NamedTuple):
    """What the sizes of a garment depend on; hashable.

    Attributes:
        brand: as a shop writes it; None when unknown.
        fit: fit line of the charts; None when unknown.
        scale: labels to answer in, or a name of `size_labels.SYSTEMS`; empty for the market's.
        wearer: gender that the garment is cut for.
    """

    category: str
    wearer: Gender
    market: Population
    brand: str | None = None
    fit: str | None = None
    scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GarmentSizes:
    """Sizes of one kind of garment, ready for any person.

    Attributes:
        model: location and spread of the wanted girth.
        labels: K labels as the answer spells them, smallest first.
        cuts_cm: K - 1 girths.
        chart: measured garments, for the ease; None without any.
        chart_ranks: rank of each label in the chart's own system; NaN where it has none.
        reasons: those that hold for every person.
    """

    key: GarmentKey
    zone: str
    system: str
    model: SizeModel
    labels: tuple[str, ...]
    cuts_cm: Array
    chart: Chart | None
    chart_ranks: Array
    wide: float
    reasons: tuple[Reason, ...]


def zone_of(category: str) -> str:
    """Return `upper`, `lower` or `feet`.

    Raises:
        SizeError: `unknown_category`, or `category_without_size` for bags and the like.
    """
    slot = CATEGORY_SLOT.get(category)
    if slot is None:
        raise SizeError(f"unknown category {category[:40]!r}", code="unknown_category")
    if slot in {Slot.TOP, Slot.OUTER, Slot.DRESS}:
        return "upper"
    if slot in {Slot.PANTS, Slot.SHORTS, Slot.SKIRT}:
        return "lower"
    if slot is Slot.SHOES:
        return "feet"
    raise SizeError(f"{category} comes in one size", code="category_without_size")


@cache
def _weights() -> Mapping[str, Any]:
    path = files("engine.sizing").joinpath("weights/choice.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@cache
def fitted_models() -> Mapping[str, SizeModel]:
    """Return the models that were fitted on purchases, by name."""
    return {entry["name"]: SizeModel.from_json(entry) for entry in _weights()["models"]}


@cache
def market_models() -> Mapping[str, SizeModel]:
    """Return the models of trade convention, by `market/gender/zone`."""
    text = files("config").joinpath("size_charts/markets.json").read_text(encoding="utf-8")
    entries = json.loads(text)["models"]
    return {key: SizeModel.from_json(entry) for key, entry in entries.items()}


def taste_share() -> float:
    """Return the share of the unexplained variance that is a person's own taste."""
    return float(_weights()["taste_share"])


def _model_for(key: GarmentKey, zone: str, brand: str | None) -> SizeModel:
    fitted = fitted_models()
    name = ""
    wearer = Gender.MALE if key.wearer is Gender.MALE else Gender.FEMALE
    if zone == "feet":
        return market_models()[f"feet/{wearer.value}"]
    if key.market is Population.KR:
        # Musinsa's tee is unisex; its slacks were cut for men and bought by men.
        unisex = brand == "musinsa-standard" and key.category == "t_shirt"
        if zone == "upper" and (wearer is Gender.MALE or unisex):
            name = "musinsa_tee"
        elif zone == "lower" and wearer is Gender.MALE:
            name = "musinsa_slacks"
    elif wearer is Gender.FEMALE:
        name = "rtr_number" if key.scale == ("us_number",) or _numeric(key.scale) else "rtr_letter"
    if name in fitted:
        return fitted[name]
    return market_models()[f"{key.market.value}/{wearer.value}/{zone}"]


def _numeric(scale: tuple[str, ...]) -> bool:
    return bool(scale) and all(label.isdigit() and int(label) <= 20 for label in scale)


def _row_ranks(system: str, to: str, wearer: Gender, zone: str) -> dict[str, float]:
    """Return label of `system` → rank in `to`, by the conversion table."""
    ranks = {}
    for row in equivalence_rows(wearer, zone):
        if system in row and to in row:
            theirs = [rank(label, to) for label in row[to].split("|")]
            mine = row[system].split("|")
            # Labels of one row share its width in order: inches 30 and 31 of an M differ.
            span = np.linspace(theirs[0], theirs[-1], len(mine)) if len(mine) > 1 else None
            for i, label in enumerate(mine):
                ranks[label] = float(np.mean(theirs) if span is None else span[i])
    return ranks


def bridged_rank(label: str, system: str, to: str, wearer: Gender, zone: str) -> float:
    """Return the rank in system `to` of a label of another system; NaN when it has none."""
    same_unit = {"inch", "waist_cm"}
    if system == to or {system, to} <= same_unit:
        return rank(label, system)
    return _row_ranks(system, to, wearer, zone).get(label, float("nan"))


def cuts_between(model: SizeModel, ranks: Array) -> Array:
    """Return the girths between labels at ascending `ranks` of the model's system.

    Interpolated between the model's own cuts, and continued by their mean step beyond them.
    """
    own = np.array([rank(label, model.system) for label in model.labels])
    at, cuts = (own[1:] + own[:-1]) / 2, model.cuts_cm
    wanted = (ranks[1:] + ranks[:-1]) / 2
    step = (cuts[-1] - cuts[0]) / max(at[-1] - at[0], 1e-9)
    return np.asarray(
        np.interp(wanted, at, cuts)
        + np.minimum(wanted - at[0], 0) * step
        + np.maximum(wanted - at[-1], 0) * step
    )


def _answer_labels(
    key: GarmentKey, zone: str, model: SizeModel, chart: Chart | None
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the labels as the answer spells them, as the tables do, and their system."""
    if len(key.scale) == 1 and key.scale[0] in SYSTEMS:
        system = key.scale[0]
        if system == model.system:
            return model.labels, model.labels, system
        labels = tuple(_row_ranks(system, model.system, key.wearer, zone))
        if not labels:
            raise SizeError(f"no sizes of {system} for {key.category}", code="unknown_scale")
        return labels, labels, system
    if key.scale:
        system = system_of(key.scale, lower=zone == "lower", shoes=zone == "feet")
        return key.scale, tuple(canonical_label(label) for label in key.scale), system
    if chart is not None and chart.brand != ANY_BRAND:
        labels = tuple(chart.sizes)
        return labels, labels, chart.system
    return model.labels, model.labels, model.system


class _RankedLabels(NamedTuple):
    """K labels of a scale in ascending order.

    Attributes:
        answered: as the answer spells them.
        spelled: as the tables spell them.
        system: of the labels.
        ranks: in the system of the model, shape (K,).
    """

    answered: tuple[str, ...]
    spelled: tuple[str, ...]
    system: str
    ranks: Array


@lru_cache(maxsize=4096)
def garment_sizes(key: GarmentKey) -> GarmentSizes:
    """Return the sizes of a kind of garment.

    Raises:
        SizeError: the category has no sizes, or the scale cannot be converted.
    """
    zone = zone_of(key.category)
    brand = None if key.brand is None else brand_id(key.brand)
    model = _model_for(key, zone, brand)
    is_own = _OWN_BRAND.get(model.name) == brand
    chart, chart_reasons = _chart_for(key, brand, own=is_own)
    labels = _ranked_labels(key, zone, model, None if is_own else chart)
    return GarmentSizes(
        key,
        zone,
        labels.system,
        model,
        labels.answered,
        _cuts_cm(key, zone, model, labels, None if is_own else chart),
        chart,
        _chart_ranks(key, zone, labels, chart),
        WIDE_UNKNOWN if key.fit is None else float(key.fit in {"loose", "oversize"}),
        (_origin(model), *chart_reasons),
    )


def _ranked_labels(
    key: GarmentKey, zone: str, model: SizeModel, chart: Chart | None
) -> _RankedLabels:
    """Return the labels of the scale that have a rank in the model's system."""
    answered, spelled, system = _answer_labels(key, zone, model, chart)
    ranks = np.array(
        [bridged_rank(label, system, model.system, key.wearer, zone) for label in spelled]
    )
    kept = [i for i in np.argsort(ranks, kind="stable") if np.isfinite(ranks[i])]
    if len(kept) < 2:
        raise SizeError("fewer than two known sizes in the scale", code="unknown_scale")
    return _RankedLabels(
        tuple(answered[i] for i in kept), tuple(spelled[i] for i in kept), system, ranks[kept]
    )


def _cuts_cm(
    key: GarmentKey, zone: str, model: SizeModel, labels: _RankedLabels, chart: Chart | None
) -> Array:
    """Return the K - 1 girths between labels, moved by the chart of another brand."""
    is_own_scale = not key.scale and labels.answered == model.labels
    cuts_cm = model.cuts_cm if is_own_scale else cuts_between(model, labels.ranks)
    if chart is None or chart.brand == ANY_BRAND:
        return cuts_cm
    shift_cm = brand_shift_cm(chart, zone, labels.ranks, model)
    return np.asarray(np.maximum.accumulate(cuts_cm + shift_cm))


def _chart_ranks(key: GarmentKey, zone: str, labels: _RankedLabels, chart: Chart | None) -> Array:
    """Return the ranks of labels in the system of a chart, shape (K,); NaN without one."""
    if chart is None:
        return np.full(len(labels.ranks), np.nan)
    return np.array(
        [
            bridged_rank(label, labels.system, chart.system, key.wearer, zone)
            for label in labels.spelled
        ]
    )


def _origin(model: SizeModel) -> Reason:
    if model.purchases:
        return reason("fitted_on_purchases", purchases=model.purchases, source=model.source)
    return reason("trade_convention", source=model.source)


def _chart_for(
    key: GarmentKey, brand: str | None, *, own: bool
) -> tuple[Chart | None, tuple[Reason, ...]]:
    book, kind = load_chart_book(), kind_of(key.category)
    wearer = Gender.MALE if key.wearer is Gender.MALE else Gender.FEMALE
    fit = key.fit or ("loose" if own and kind == "short_sleeve" else "regular")
    # The charts are from Korean shops; in other markets only a brand's own chart holds.
    typical = book.find(ANY_BRAND, kind, wearer, fit) if key.market is Population.KR else None
    if key.brand is None:
        return typical, ()
    if brand is None:
        return typical, (reason("brand_unknown", brand=key.brand[:40]),)
    chart = book.find(brand, kind, wearer, fit)
    if chart is None:
        note = () if own else (reason("brand_without_chart", brand=key.brand[:40]),)
        return typical, note
    if chart.fit != fit and key.fit is not None:
        return chart, (
            reason("brand_chart_other_fit", brand=key.brand[:40], fit=fit, used=chart.fit),
        )
    return chart, (
        reason("brand_chart", brand=key.brand[:40], products=chart.products, fit=chart.fit),
    )


def brand_shift_cm(chart: Chart, zone: str, ranks: Array, model: SizeModel) -> Array:
    """Return how far a brand's cuts lie above the market's, shape (K - 1,).

    Zero where the brand or the market has no measured garment of the size.
    """
    typical = load_chart_book().typical(
        chart.kind, Gender(chart.gender), chart.fit, chart.system, exact_fit=True
    )
    none = np.zeros(len(ranks) - 1)
    if typical is None or chart.system != model.system:
        return none
    between = (ranks[1:] + ranks[:-1]) / 2
    mine = chart.girth_at(between, _CHART_PART[zone])
    theirs = typical.girth_at(between, _CHART_PART[zone])
    if mine is None or theirs is None:
        return none
    # The wider a brand's M, the higher its cut to L.
    difference = np.nan_to_num(mine - theirs)
    return np.clip(BRAND_WEIGHT * difference, -MAX_SHIFT_CM, MAX_SHIFT_CM)


def wish_shift_cm(sizes: GarmentSizes, wish: str, line: str) -> float:
    """Return how much more girth a wished fit needs in a garment of another fit line."""
    book, zone = load_chart_book(), sizes.zone
    kind = kind_of(sizes.key.category)
    wearer = Gender.MALE if sizes.key.wearer is Gender.MALE else Gender.FEMALE
    girths = []
    for fit in (wish, line):
        chart = book.typical(kind, wearer, fit, sizes.model.system)
        middle = np.array([rank(sizes.model.labels[len(sizes.model.labels) // 2 - 1],
                                sizes.model.system)])  # fmt: skip
        girth = None if chart is None else chart.girth_at(middle, _CHART_PART[zone])
        if girth is None or not np.isfinite(girth[0]):
            return 0.0
        girths.append(float(girth[0]))
    return float(np.clip(BRAND_WEIGHT * (girths[0] - girths[1]), -MAX_SHIFT_CM, MAX_SHIFT_CM))


def known_labels(sizes: GarmentSizes, label: str) -> int:
    """Return the index of a size that a person names, in any system that can be converted.

    Raises:
        SizeError: `unknown_scale`.
    """
    plain = canonical_label(label)
    spelled: Sequence[str] = [canonical_label(own) for own in sizes.labels]
    if plain in spelled:
        return spelled.index(plain)
    system = system_of([plain], lower=sizes.zone == "lower", shoes=sizes.zone == "feet")
    place = bridged_rank(plain, system, sizes.system, sizes.key.wearer, sizes.zone)
    if not np.isfinite(place):
        raise SizeError(f"{label[:20]!r} is no size of this garment", code="unknown_scale")
    ranks = np.array([rank(own, sizes.system) for own in spelled])
    return int(np.abs(ranks - place).argmin())
