"""What the size dialog is about: its questions, what is known, what is offered to answer with.

Plain data; `to_json` and `from_json` carry it over a restart. What an answer changes is in
`bot.conversations.size.transitions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

from bot.services.size_facts import Facts
from config.taxonomy import SIZED_SLOTS, SLOT_CATEGORIES
from engine.sizing.charts import BRAND_NAMES
from engine.sizing.garment_sizes import GarmentKey, GarmentSizes, garment_sizes, zone_of
from engine.sizing.person import Gender, Population

MAX_TURN: Final = 999
CATEGORIES_A_PAGE: Final = 8


class Goal(StrEnum):
    """What the dialog is for."""

    SIZE = "size"
    PROFILE = "profile"
    WORN = "worn"


class Step(StrEnum):
    """A question."""

    KNOWN = "known"
    GENDER = "gender"
    HEIGHT = "height"
    WEIGHT = "weight"
    AGE = "age"
    MEASURED = "measured"
    CATEGORY = "category"
    BRAND = "brand"
    WISH = "wish"
    LABEL = "label"
    VERDICT = "verdict"


BODY: Final = (Step.GENDER, Step.HEIGHT, Step.WEIGHT, Step.AGE, Step.MEASURED)
GARMENT: Final = (Step.CATEGORY, Step.BRAND, Step.WISH)
WORN: Final = (Step.CATEGORY, Step.BRAND, Step.LABEL, Step.VERDICT)
OPTIONAL: Final = frozenset({Step.GENDER, Step.AGE, Step.MEASURED, Step.BRAND, Step.WISH})

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


OptionKind = Literal["pick", "keep", "yes", "no", "more", "skip", "back", "cancel"]


@dataclass(frozen=True, slots=True)
class Option:
    """A button under a question; `value` says what is picked."""

    kind: OptionKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to say: its code, and what goes into it."""

    code: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialog:
    """One state of the dialog.

    Attributes:
        steps: what is asked, in this order, each unless it is done.
        done: what has been answered or skipped, in the order in which that happened.
        guess: height and weight that were probably meant, to be confirmed.
        page: of the categories.
        turn: counts questions, so that a button of an older one is known as such.
        last_category: what was asked for before, offered first.
    """

    goal: Goal
    steps: tuple[Step, ...]
    facts: Facts = field(default_factory=Facts)
    done: tuple[Step, ...] = ()
    guess: tuple[float | None, float | None] | None = None
    page: int = 0
    turn: int = 0
    last_category: str | None = None

    @property
    def step(self) -> Step | None:
        """The question that is open; None at the end."""
        return next((step for step in self.steps if step not in self.done), None)


# -- beginning --------------------------------------------------------------------------------


def begin_size(known: Facts, *, last_category: str | None = None) -> Dialog:
    """Return the dialog about a size; what `known` has of the garment is not asked."""
    garment = () if known.category is not None else GARMENT
    steps = ((Step.KNOWN, *BODY) if known.has_body else BODY) + garment
    dialog = Dialog(Goal.SIZE, steps, known, last_category=last_category)
    if known.has_body and not garment:
        # Nothing of the garment is open: the size is one press away.
        return replace(dialog, done=(*BODY, Step.KNOWN))
    told = (Step.GENDER, Step.HEIGHT, Step.WEIGHT)
    present = tuple(s for s in told if getattr(known, FIELD[s]) is not None)
    return dialog if known.has_body else replace(dialog, done=present)


def begin_change(known: Facts, step: Step) -> Dialog:
    """Return the dialog that changes one thing of the profile."""
    return Dialog(Goal.PROFILE, (step,), known)


def begin_worn(known: Facts) -> Dialog:
    """Return the dialog about a size that the person has and how it is."""
    steps = WORN if known.gender is not None else (Step.GENDER, *WORN)
    return Dialog(Goal.WORN, steps, known)


FIELD: Final = MappingProxyType(
    {
        Step.GENDER: "gender",
        Step.HEIGHT: "height_cm",
        Step.WEIGHT: "weight_kg",
        Step.AGE: "age",
        Step.MEASURED: "measured_cm",
        Step.CATEGORY: "category",
        Step.BRAND: "brand",
        Step.WISH: "wish",
        Step.LABEL: "label",
        Step.VERDICT: "verdict",
    }
)


# -- options ----------------------------------------------------------------------------------


def options(dialog: Dialog) -> tuple[Option, ...]:
    """Return the buttons of the open question; none at the end."""
    step = dialog.step
    if step is None:
        return ()
    if dialog.guess is not None:
        return Option("yes"), Option("no"), Option("cancel")
    if step is Step.KNOWN:
        return Option("yes"), Option("no"), Option("cancel")
    offered = [Option("pick", value) for value in _choices(dialog, step)]
    if step in {Step.HEIGHT, Step.WEIGHT, Step.AGE, Step.MEASURED} and _known(dialog, step):
        offered.append(Option("keep"))
    if step is Step.CATEGORY:
        offered.append(Option("more"))
    if step in OPTIONAL and step is not Step.GENDER:
        offered.append(Option("skip"))
    if previous(dialog) is not None:
        offered.append(Option("back"))
    return (*offered, Option("cancel"))


def _known(dialog: Dialog, step: Step) -> bool:
    return getattr(dialog.facts, FIELD[step]) not in (None, {}, ())


def _choices(dialog: Dialog, step: Step) -> tuple[str, ...]:
    if step is Step.GENDER:
        return tuple(gender.value for gender in (Gender.FEMALE, Gender.MALE, Gender.UNSAID))
    if step is Step.CATEGORY:
        return category_page(dialog)
    if step is Step.BRAND:
        return BRANDS
    if step is Step.WISH:
        lower = dialog.facts.category is not None and zone_of(dialog.facts.category) != "upper"
        return WISHES[:3] if lower else WISHES
    if step is Step.LABEL:
        return labels_of(dialog.facts)
    return VERDICTS if step is Step.VERDICT else ()


def category_page(dialog: Dialog) -> tuple[str, ...]:
    """Return the categories offered now, the last one that was asked for first."""
    last = dialog.last_category
    order = CATEGORY_ORDER
    if last in SIZED:
        order = (last, *(c for c in CATEGORY_ORDER if c != last))
    pages = -(-len(order) // CATEGORIES_A_PAGE)
    start = dialog.page % pages * CATEGORIES_A_PAGE
    return order[start : start + CATEGORIES_A_PAGE]


def labels_of(facts: Facts) -> tuple[str, ...]:
    """Return the sizes that the garment comes in, smallest first."""
    return sizes_of(facts).labels


def sizes_of(facts: Facts) -> GarmentSizes:
    """Return the sizes of the garment; its category must be known."""
    told = Gender(facts.wearer or facts.gender or Gender.UNSAID)
    wearer = Gender.MALE if told is Gender.MALE else Gender.FEMALE
    assert facts.category is not None
    return garment_sizes(GarmentKey(facts.category, wearer, Population.KR, facts.brand))


def previous(dialog: Dialog) -> Step | None:
    """Return the question before the open one, of those that have been answered."""
    step = dialog.step
    if step is None:
        return None
    before = dialog.steps[: dialog.steps.index(step)]
    return next((s for s in reversed(dialog.done) if s in before), None)


# -- over a restart ---------------------------------------------------------------------------


def to_json(dialog: Dialog) -> dict[str, Any]:
    """Return the dialog as JSON has it."""
    return asdict(dialog)


def from_json(stored: Mapping[str, Any]) -> Dialog:
    """Return the dialog of `to_json`.

    Raises:
        ValueError: another version wrote it.
    """
    try:
        known = {field.name for field in fields(Facts)}
        facts = {name: v for name, v in stored["facts"].items() if name in known}
        guess = stored["guess"]
        return Dialog(
            goal=Goal(stored["goal"]),
            steps=tuple(map(Step, stored["steps"])),
            facts=Facts(**facts),
            done=tuple(map(Step, stored["done"])),
            guess=None if guess is None else (guess[0], guess[1]),
            page=int(stored["page"]),
            turn=int(stored["turn"]),
            last_category=stored["last_category"],
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not a size dialog") from error
