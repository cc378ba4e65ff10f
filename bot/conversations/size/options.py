"""Options that are offered under each question of the size dialog."""

from __future__ import annotations

from typing import Final

from bot.conversations.size.state import FIELD, OPTIONAL, SizeState, Step
from bot.conversations.turn import Option
from bot.services.size_facts import Facts
from config.taxonomy import SIZED_SLOTS, SLOT_CATEGORIES
from engine.sizing.charts import BRAND_NAMES
from engine.sizing.garment_sizes import GarmentKey, GarmentSizes, garment_sizes, zone_of
from engine.sizing.person import Gender, Population

CATEGORIES_A_PAGE: Final = 8

SIZED: Final = tuple(
    category for slot, group in SLOT_CATEGORIES.items() for category in group if slot in SIZED_SLOTS
)
"""Categories that have sizes."""
_FIRST: Final = (
    "t_shirt",
    "shirt",
    "sweatshirt",
    "hoodie",
    "jeans",
    "trousers",
    "jacket",
    "dress",
)
CATEGORY_ORDER: Final = (*_FIRST, *(c for c in SIZED if c not in _FIRST))
BRANDS: Final = tuple(brand for brand in BRAND_NAMES if brand != "renttherunway")
WISHES: Final = ("slim", "regular", "loose", "oversize")
VERDICTS: Final = ("fit", "small", "large")


def options(state: SizeState) -> tuple[Option, ...]:
    """Return the options of the open question in the order of their numbers; none at the end."""
    step = state.step
    if step is None:
        return ()
    if state.guess is not None or step is Step.KNOWN:
        return Option("yes"), Option("no"), Option("cancel")
    offered = [Option("pick", value) for value in _choices(state, step)]
    if step in {Step.HEIGHT, Step.WEIGHT, Step.AGE, Step.MEASURED} and _is_known(state, step):
        offered.append(Option("keep"))
    if step is Step.CATEGORY:
        offered.append(Option("more"))
    if step in OPTIONAL and step is not Step.GENDER:
        offered.append(Option("skip"))
    if previous(state) is not None:
        offered.append(Option("back"))
    return (*offered, Option("cancel"))


def _is_known(state: SizeState, step: Step) -> bool:
    return getattr(state.facts, FIELD[step]) not in (None, {}, ())


def _choices(state: SizeState, step: Step) -> tuple[str, ...]:
    if step is Step.GENDER:
        return tuple(gender.value for gender in (Gender.FEMALE, Gender.MALE, Gender.UNSAID))
    if step is Step.CATEGORY:
        return category_page(state)
    if step is Step.BRAND:
        return BRANDS
    if step is Step.WISH:
        lower = state.facts.category is not None and zone_of(state.facts.category) != "upper"
        return WISHES[:3] if lower else WISHES
    if step is Step.LABEL:
        return labels_of(state.facts)
    return VERDICTS if step is Step.VERDICT else ()


def category_page(state: SizeState) -> tuple[str, ...]:
    """Return the categories on the open page; the last used one comes first of all."""
    last = state.last_category
    order = CATEGORY_ORDER
    if last in SIZED:
        order = (last, *(c for c in CATEGORY_ORDER if c != last))
    pages = -(-len(order) // CATEGORIES_A_PAGE)
    start = state.page % pages * CATEGORIES_A_PAGE
    return order[start : start + CATEGORIES_A_PAGE]


def labels_of(facts: Facts) -> tuple[str, ...]:
    """Return the sizes that the garment comes in, smallest first."""
    return sizes_of(facts).labels


def sizes_of(facts: Facts) -> GarmentSizes:
    """Return the sizes of the garment; its category must be known."""
    gender = Gender(facts.wearer or facts.gender or Gender.UNSAID)
    wearer = Gender.MALE if gender is Gender.MALE else Gender.FEMALE
    assert facts.category is not None
    return garment_sizes(GarmentKey(facts.category, wearer, Population.KR, facts.brand))


def previous(state: SizeState) -> Step | None:
    """Return the last answered question before the open one, or None."""
    step = state.step
    if step is None:
        return None
    before = state.steps[: state.steps.index(step)]
    return next((s for s in reversed(state.done) if s in before), None)
