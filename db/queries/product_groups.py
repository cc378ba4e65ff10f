"""Finds products that are the same thing, sold by several shops or listed twice by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Product, unpack_vector

_MAX_CANDIDATES: Final = 2000
_SHARED: Final = ("picture_sha256", "picture_dhash", "name_key")
SAME_NAME_COSINE: Final = 0.75
"""Least likeness of two products of one name, price and colour, in pictures of two shops."""
SAME_PICTURE_COSINE: Final = 0.97
"""Least likeness of two files that seem to be one picture, saved twice."""


class Candidate(NamedTuple):
    """What tells whether two products are the same."""

    id: int
    group_id: int | None
    shop_id: int
    category: str
    brand: str | None
    name_key: str | None
    picture_sha256: str | None
    picture_dhash: str | None
    embedding: bytes | None


def are_same(one: Candidate, other: Candidate) -> bool:
    """Return whether two products are the same thing.

    A shop's own products are only when name and picture agree: its colours share names, and its
    placeholder pictures share nothing else.
    """
    if one.category != other.category:
        return False
    same_name = one.name_key is not None and one.name_key == other.name_key
    same_file = one.picture_sha256 is not None and one.picture_sha256 == other.picture_sha256
    if one.shop_id == other.shop_id:
        return same_name and same_file
    if same_file:
        return True
    if same_name and _brands_agree(one, other):
        return _cosine(one, other) >= SAME_NAME_COSINE
    same_look = one.picture_dhash is not None and one.picture_dhash == other.picture_dhash
    return same_look and _cosine(one, other) >= SAME_PICTURE_COSINE


def _brands_agree(one: Candidate, other: Candidate) -> bool:
    if not one.brand or not other.brand:
        return True
    return one.brand.casefold() == other.brand.casefold()


def _cosine(one: Candidate, other: Candidate) -> float:
    if one.embedding is None or other.embedding is None:
        return 0.0
    first, second = unpack_vector(one.embedding), unpack_vector(other.embedding)
    return float(first @ second) if first.shape == second.shape else 0.0


async def join_duplicates(session: AsyncSession, ids: Sequence[int]) -> int:
    """Put new and changed products into groups with what is the same; return how many got one.

    A group is named after its oldest product.
    """
    if not ids:
        return 0
    await session.execute(
        update(Product)
        .where(Product.id.in_(ids), Product.group_id.is_not(None))
        .values(group_id=None, updated_at=Product.updated_at)
    )
    changed = await _candidates(session, Product.id.in_(ids))
    others = await _candidates(
        session,
        Product.hidden_at.is_(None),
        or_(
            *(getattr(Product, field).in_(_values(changed, field)) for field in _SHARED),
        ),
    )
    groups = _groups(changed, others)
    for product_id, group_id in groups.items():
        await session.execute(
            update(Product)
            .where(or_(Product.id == product_id, Product.group_id == product_id))
            .values(group_id=group_id)
        )
    return len(set(groups) & set(ids))


async def _candidates(session: AsyncSession, *which: Any) -> list[Candidate]:
    columns = [getattr(Product, name) for name in Candidate._fields]
    statement = select(*columns).where(*which).order_by(Product.id).limit(_MAX_CANDIDATES)
    return [Candidate(*row) for row in await session.execute(statement)]


def _values(candidates: Iterable[Candidate], field: str) -> set[str]:
    return {value for one in candidates if (value := getattr(one, field)) is not None}


def _groups(changed: Sequence[Candidate], others: Sequence[Candidate]) -> dict[int, int]:
    """Return `product -> group` of every product whose group is another one than before."""
    root: dict[int, int] = {}

    def find(product_id: int) -> int:
        while root.setdefault(product_id, product_id) != product_id:
            product_id = root[product_id]
        return product_id

    everyone = {one.id: one for one in (*others, *changed)}
    for one in everyone.values():
        if one.group_id is not None:
            root[max(one.id, one.group_id)] = min(one.id, one.group_id)
    by_key = _by_key(others)
    for one in changed:
        for other in {other for key in _keys(one) for other in by_key.get(key, ())}:
            if other.id != one.id and are_same(one, other):
                first, second = find(one.id), find(other.id)
                root[max(first, second)] = min(first, second)
    sizes: dict[int, int] = {}
    for product_id in root:
        sizes[find(product_id)] = sizes.get(find(product_id), 0) + 1
    return {
        product_id: find(product_id)
        for product_id, one in everyone.items()
        if sizes.get(find(product_id), 1) > 1 and one.group_id != find(product_id)
    }


def _by_key(candidates: Sequence[Candidate]) -> dict[tuple[str, str], list[Candidate]]:
    found: dict[tuple[str, str], list[Candidate]] = {}
    for one in candidates:
        for key in _keys(one):
            found.setdefault(key, []).append(one)
    return found


def _keys(one: Candidate) -> list[tuple[str, str]]:
    return [(field, value) for field in _SHARED if (value := getattr(one, field)) is not None]
