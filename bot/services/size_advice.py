"""Sizes for a person: of a garment that they name, and of products of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bot.services.catalogue import Catalogue, Item
from bot.services.size_facts import Facts
from db.models import BodyProfile, Product, WornSize
from db.queries import products as product_queries
from db.queries import sizes as size_queries
from db.session import Database
from engine.service import EngineService
from engine.sizing.charts import fit_line
from engine.sizing.garment_sizes import GarmentSizes, garment_sizes, known_labels
from engine.sizing.person import Gender, Person, SizeError
from engine.sizing.preference import Feedback
from engine.sizing.recommendation import (
    Garment,
    PastSize,
    Recommendation,
    garment_key,
    recommend,
    sizes_for,
)
from engine.sizing.size_labels import canonical_label, equivalents, rank, system_of

MAX_PRODUCTS: Final = 300
"""How many products of a category are searched for the person's size."""


@dataclass(frozen=True, slots=True)
class Wearer:
    """A person whose body is known, and the sizes that they wore before."""

    person: Person
    past: tuple[PastSize, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommended size with all that its texts and pictures need.

    Attributes:
        marked: the row of `sizes.chart` that the size is; None without a chart, or when the chart
            has no such row.
    """

    facts: Facts
    found: Recommendation
    sizes: GarmentSizes
    marked: str | None


@dataclass(frozen=True, slots=True)
class SizeTag:
    """The size of one product for a person.

    Attributes:
        in_stock: None when the shop does not say which sizes it has.
    """

    label: str
    in_stock: bool | None


def facts_of(profile: BodyProfile | None) -> Facts:
    """Return the facts of a stored profile."""
    if profile is None:
        return Facts()
    return Facts(
        gender=profile.gender,
        height_cm=profile.height_cm,
        weight_kg=profile.weight_kg,
        age=profile.age,
        measured_cm=dict(profile.measured_cm),
        units=profile.units,
    )


def person_of(facts: Facts) -> Person | None:
    """Return the person of some facts; None while their body is not known."""
    if facts.gender is None or facts.height_cm is None or facts.weight_kg is None:
        return None
    return Person(
        Gender(facts.gender),
        facts.height_cm,
        facts.weight_kg,
        facts.age,
        measured_cm=facts.measured_cm,
    )


async def wearer_of(database: Database, user_id: int) -> Wearer | None:
    """Load a person and the sizes that they wore; None while their body is not known."""
    async with database.session() as session:
        profile = await size_queries.profile_of(session, user_id)
        worn = await size_queries.worn_sizes(session, user_id)
    person = person_of(facts_of(profile))
    return None if person is None else Wearer(person, past_of(person, worn))


def past_of(person: Person, worn: Iterable[WornSize]) -> tuple[PastSize, ...]:
    """Return the worn sizes with a verdict of the person, without labels that no chart has."""
    found = []
    for row in worn:
        if row.verdict is None:
            continue
        wearer = Gender(row.wearer) if row.wearer else None
        garment = Garment(row.category, row.brand, _line(row.fit), wearer)
        try:
            known_labels(garment_sizes(garment_key(person, garment)), row.label)
        except SizeError:
            continue
        found.append(PastSize(garment, row.label, Feedback(row.verdict)))
    return tuple(found)


def _line(fit: str | None) -> str | None:
    """Return the fit line of a stored fit, None for a fit that no chart has."""
    try:
        return None if fit is None else fit_line(fit)
    except SizeError:
        return None


def garment_of(facts: Facts) -> Garment:
    """Return the garment of some facts; `category` must be known."""
    assert facts.category is not None
    # A wished fit is relative to a fit line, regular where none is known.
    line = _line(facts.garment_fit) or ("regular" if facts.wish else None)
    wearer = Gender(facts.wearer) if facts.wearer else None
    return Garment(facts.category, facts.brand, line, wearer)


def advise(facts: Facts, past: Sequence[PastSize]) -> Advice:
    """Return the recommended size of a garment.

    Raises:
        SizeError: the garment comes in no sizes.
    """
    person, garment = person_of(facts), garment_of(facts)
    assert person is not None
    found = recommend(person, garment, wish=facts.wish, past=past)
    sizes = garment_sizes(garment_key(person, garment))
    return Advice(facts, found, sizes, _marked(sizes, found.size))


def _marked(sizes: GarmentSizes, label: str) -> str | None:
    if sizes.chart is None:
        return None
    place = sizes.chart_ranks[sizes.labels.index(label)]
    if not np.isfinite(place):
        return None
    system = sizes.chart.system
    nearest = min(sizes.chart.sizes, key=lambda own: abs(rank(own, system) - place))
    return nearest if abs(rank(nearest, system) - place) <= 0.5 else None


# -- products ---------------------------------------------------------------------------------


def product_garment(product: Product) -> Garment:
    """Return a product as a garment to be sized."""
    wearer = Gender(product.gender) if product.gender in {"male", "female"} else None
    return Garment(product.category, product.brand, _line(product.fit), wearer)


def product_facts(facts: Facts, product: Product) -> Facts:
    """Return a person's facts with a product as the garment."""
    return replace(
        facts,
        category=product.category,
        brand=product.brand,
        garment_fit=product.fit,
        wearer=product.gender if product.gender in {"male", "female"} else None,
        product_id=product.id,
    )


def tags(wearer: Wearer, products: Sequence[Product]) -> dict[int, SizeTag]:
    """Return the size of each product that has sizes, by product id."""
    garments = [product_garment(product) for product in products]
    sized = sizes_for(wearer.person, garments, past=wearer.past).sizes
    found = {}
    for product, garment, label in zip(products, garments, sized, strict=True):
        if label is not None:
            sizes = garment_sizes(garment_key(wearer.person, garment))
            found[product.id] = _tag(label, sizes, [str(size) for size in product.sizes])
    return found


def _tag(label: str, sizes: GarmentSizes, on_offer: Sequence[str]) -> SizeTag:
    same = same_size(label, sizes, on_offer)
    if same is not None:
        return SizeTag(same, in_stock=True)
    lower, shoes = sizes.zone == "lower", sizes.zone == "feet"
    try:
        system_of(on_offer, lower=lower, shoes=shoes)
    except SizeError:
        return SizeTag(label, in_stock=None)  # no sizes known, or one size for all
    return SizeTag(label, in_stock=False)


def same_size(label: str, sizes: GarmentSizes, on_offer: Iterable[str]) -> str | None:
    """Return the offered label that is the same size, possibly of another size system."""
    wanted = {canonical_label(label)}
    for other in equivalents(label, sizes.system, sizes.key.wearer, sizes.zone):
        wanted |= {canonical_label(one) for one in other.label.split("/")}
    offered = list(on_offer)
    exact = [one for one in offered if canonical_label(one) == canonical_label(label)]
    return next(iter(exact), next((o for o in offered if canonical_label(o) in wanted), None))


class SizeService:
    """Sizes of the catalogue's products for a person."""

    def __init__(self, database: Database, engine: EngineService, catalogue: Catalogue) -> None:
        self._database = database
        self._engine = engine
        self._catalogue = catalogue

    async def tags_of(self, user_id: int, ids: Collection[int]) -> Mapping[int, SizeTag]:
        """Return the sizes of products by id; none while the person's body is not known."""
        wearer = await wearer_of(self._database, user_id)
        if wearer is None:
            return {}
        async with self._database.session() as session:
            products = await product_queries.products_by_id(session, ids)
        return await self._engine.run(tags, wearer, list(products.values()))

    async def in_stock(
        self, wearer: Wearer, advice: Advice, *, k: int
    ) -> list[tuple[Item, SizeTag]]:
        """Return products of the advised garment's category that come in the person's size.

        Those of the brand that was asked for come first, then the newest; the product itself is
        left out.
        """
        facts = advice.facts
        assert facts.category is not None
        genders = (advice.sizes.key.wearer.value, "unisex")
        async with self._database.session() as session:
            products = await size_queries.products_of_category(
                session, facts.category, genders, limit=MAX_PRODUCTS
            )
        found = await self._engine.run(tags, wearer, products)
        fitting = [
            product
            for product in products
            if product.id != facts.product_id
            and (tag := found.get(product.id)) is not None
            and tag.in_stock
        ]
        brand = (facts.brand or "").casefold()
        fitting.sort(key=lambda product: (product.brand or "").casefold() != brand)
        items = await self._catalogue.items([product.id for product in fitting[:k]])
        return [(item, found[item.id]) for item in items]
