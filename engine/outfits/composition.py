"""Compose the best outfits of a wardrobe, exactly, by branch and bound.

An outfit is a core (a top and a bottom, or one piece) with shoes and optionally an outer layer. The
bound of a core is its own score, plus the best shoes and the best outer layer for it, plus the best
pair score of any shoes and outer layer. Cores are tried in the order of their bounds until no
remaining one can beat the best results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError
from engine.outfits.occasions import OCCASIONS
from engine.outfits.pieces import Piece, Role
from engine.outfits.scoring import Indices, Matrix, Scores, Wish

_CHUNK: Final = 64
"""Cores whose outfits are scored at once."""
_NONE: Final = -1
_POOL: Final = 256
"""Number of random outfits that a chosen one is compared with."""
_LOOKS_ALIKE: Final = 0.8
_ENOUGH: Final = 3

Pools = Mapping[Role, Indices]


class ComposeError(CoordiError):
    """No outfit can be put together.

    Codes: `outfit_empty` (nothing to wear), `outfit_no_top`, `outfit_no_bottom`,
    `outfit_locked` (nothing goes with what is locked), `outfit_budget`.
    """

    code = "outfit_empty"


@dataclass(frozen=True, slots=True)
class Composed:
    """An outfit composed from a wardrobe.

    Attributes:
        items: indices of its pieces, in the order of `Role`.
        score: higher is better; comparable within one wardrobe and wish.
    """

    items: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Template:
    """A set of outfits with the same roles: cores, shoes and outer layers to combine."""

    cores: Indices
    shoes: Indices
    outers: Indices

    @property
    def size(self) -> int:
        """The number of garments of such an outfit."""
        return int(self.cores.shape[1]) + int(self.shoes[0] >= 0) + int(self.outers[0] >= 0)


def pools_of(
    pieces: Sequence[Piece], locked: Collection[int] = (), without: Collection[int] = ()
) -> dict[Role, Indices]:
    """Return the indices of the eligible pieces of each role.

    Args:
        pieces: the wardrobe.
        locked: indices of required pieces, the only ones eligible for their roles.
        without: indices of excluded pieces.
    """
    fixed = {pieces[place].role: place for place in locked}
    pools = {}
    for role in Role:
        if role in fixed:
            pools[role] = np.array([fixed[role]], np.intp)
        else:
            places = [i for i, p in enumerate(pieces) if p.role is role and i not in without]
            pools[role] = np.array(places, np.intp)
    worn = set(fixed)
    if worn & {Role.TOP, Role.BOTTOM}:
        pools[Role.DRESS] = pools[Role.DRESS][:0]
    if Role.DRESS in worn:
        pools[Role.TOP] = pools[Role.TOP][:0]
        pools[Role.BOTTOM] = pools[Role.BOTTOM][:0]
    return pools


def _templates(pools: Pools, locked: Collection[Role]) -> Iterator[_Template]:
    tops, bottoms, dresses = pools[Role.TOP], pools[Role.BOTTOM], pools[Role.DRESS]
    none = np.array([_NONE], np.intp)
    shoes = pools[Role.SHOES] if len(pools[Role.SHOES]) else none
    outers = [pools[Role.OUTER]] if len(pools[Role.OUTER]) else []
    if Role.OUTER not in locked:
        outers.append(none)
    pairs = np.stack(np.meshgrid(tops, bottoms, indexing="ij"), -1).reshape(-1, 2)
    for cores, over in product((pairs, dresses[:, None]), outers):
        if len(cores):
            yield _Template(cores, shoes, over)


def best_outfits(
    scores: Scores, pools: Pools, *, count: int, locked: Collection[int] = ()
) -> list[Composed]:
    """Return the best outfit of each of the `count` best cores, best first; exact.

    Args:
        scores: of the wardrobe.
        pools: eligible pieces by role.
        count: number of outfits.
        locked: indices of required pieces; accessories among them count in every outfit.
    """
    fixed = [i for i in locked if scores.pieces[i].role not in _CORE_ROLES]
    item = scores.wearing(fixed)
    roles = {scores.pieces[i].role for i in locked}
    candidates: list[tuple[float, tuple[int, ...]]] = []
    for template in _templates(pools, roles):
        candidates += _search(scores, item, template, count)
    best: dict[tuple[int, ...], tuple[float, tuple[int, ...]]] = {}
    for total, items in sorted(candidates, key=lambda candidate: -candidate[0]):
        core = tuple(i for i in items if scores.pieces[i].role in _CORES)
        best.setdefault(core, (total, items))
    ranked = list(best.values())[:count]
    return [Composed((*items, *fixed), total) for total, items in ranked]


_CORES: Final = frozenset({Role.TOP, Role.BOTTOM, Role.DRESS})
_CORE_ROLES: Final = _CORES | {Role.OUTER, Role.SHOES}


def _search(
    scores: Scores, item: Matrix, template: _Template, count: int
) -> list[tuple[float, tuple[int, ...]]]:
    """Return the best outfit of each of the best cores of a template, with its score."""
    grid = _Grid.of(scores, item, template)
    order = np.argsort(-grid.bounds, kind="stable")
    best: list[tuple[float, tuple[int, ...]]] = []
    for start in range(0, len(order), _CHUNK):
        rows = order[start : start + _CHUNK]
        if len(best) >= count and best[count - 1][0] >= grid.bounds[rows[0]]:
            break
        total = grid.totals(rows)
        flat = total.reshape(len(rows), -1)
        at = flat.argmax(1)
        for row, place in zip(rows, at, strict=True):
            value = float(flat[np.flatnonzero(rows == row)[0], place])
            if np.isfinite(value):
                s, o = divmod(int(place), len(template.outers))
                worn = (*template.cores[row], template.outers[o], template.shoes[s])
                best.append((value, tuple(int(i) for i in worn if i >= 0)))
        best.sort(key=lambda candidate: -candidate[0])
        del best[count:]
    return best


@dataclass(frozen=True, slots=True)
class _Grid:
    """The scores of a template: of every core with every shoes and every outer layer.

    Attributes:
        core: score of each core, (c,).
        shoes: score added to a core by shoes, (c, s).
        outers: score added to a core by an outer layer, weather included, (c, o).
        both: pair score of shoes and outer layer, (s, o).
        bounds: upper bound of the outfits of each core, (c,).
        price: of cores (c,), shoes (s,) and outer layers (o,).
        budget: maximal price of an outfit.
    """

    core: Matrix
    shoes: Matrix
    outers: Matrix
    both: Matrix
    bounds: Matrix
    price: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    budget: int | None

    @classmethod
    def of(cls, scores: Scores, item: Matrix, template: _Template) -> _Grid:
        n = len(scores.pieces)
        size = template.size
        pair = np.zeros((n + 1, n + 1), np.float32)
        pair[:n, :n] = scores.pair * (2 / max(size * (size - 1), 1))
        item_score = np.append(item / size, 0).astype(np.float32)
        clo = np.append(scores.clo, 0).astype(np.float32)
        price = np.append(scores.price, 0)
        cores, shoes, outers = template.cores, template.shoes, template.outers
        core = item_score[cores].sum(1)
        if cores.shape[1] == 2:
            core = core + pair[cores[:, 0], cores[:, 1]]
        with_shoes = item_score[shoes][None] + sum(
            pair[cores[:, i]][:, shoes] for i in range(cores.shape[1])
        )
        with_outer = item_score[outers][None] + sum(
            pair[cores[:, i]][:, outers] for i in range(cores.shape[1])
        )
        # Shoes differ by hundredths of a clo: the warmth of the middle ones stands for all.
        base = clo[cores].sum(1) + float(np.median(clo[shoes]))
        with_outer = with_outer + scores.weather(base[:, None], clo[outers][None])
        both = pair[shoes][:, outers]
        bounds = core + with_shoes.max(1) + with_outer.max(1) + both.max()
        return cls(
            core=core,
            shoes=with_shoes,
            outers=with_outer,
            both=both,
            bounds=bounds,
            price=(price[cores].sum(1), price[shoes], price[outers]),
            budget=scores.budget,
        )

    def totals(self, rows: Indices) -> Matrix:
        """Return the scores of all outfits of some cores, (rows, shoes, outers)."""
        total = (
            self.core[rows, None, None]
            + self.shoes[rows][:, :, None]
            + self.outers[rows][:, None]
            + self.both[None]
        )
        if self.budget is None:
            return total
        core, shoes, outers = self.price
        cost = core[rows, None, None] + shoes[None, :, None] + outers[None, None]
        return np.where(cost <= self.budget, total, -np.inf)


# -- different outfits ------------------------------------------------------------------------


def compose(
    scores: Scores,
    wish: Wish,
    *,
    count: int = 2,
    locked: Collection[int] = (),
    without: Collection[int] = (),
    shown: Collection[frozenset[int]] = (),
) -> list[Composed]:
    """Return outfits that are clearly different from each other, best first.

    A later outfit shares no top, bottom, dress or outer layer with an earlier one, and garments
    that look like those of an earlier one score less. In a small wardrobe one garment may repeat,
    but never the same top with the same bottom.

    Args:
        scores: of the wardrobe.
        wish: the constraints and preferences.
        count: maximal number; a small wardrobe yields fewer.
        locked: indices of required pieces.
        without: indices of excluded pieces.
        shown: outfits shown before, as sets of indices.

    Raises:
        ComposeError: no outfit is possible.
    """
    outfits: list[Composed] = []
    earlier = list(shown)
    while len(outfits) < count:
        outfit = _different(scores, earlier, locked, without)
        if outfit is None:
            break
        worn = {i for items in earlier for i in items if _is_replaceable(scores, i)}
        complete = _with_accessories(scores, wish, outfit, {*without, *(worn - set(locked))})
        outfits.append(complete)
        earlier.append(frozenset(complete.items))
    if not outfits:
        raise _why(scores, locked, without, shown=bool(shown))
    return outfits


def _different(
    scores: Scores,
    earlier: Sequence[frozenset[int]],
    locked: Collection[int],
    without: Collection[int],
) -> Composed | None:
    """Return the best outfit that differs from the earlier ones, or None."""
    fixed = set(locked)
    before = {i for outfit in earlier for i in outfit} - fixed
    seen = {i for i in before if scores.pieces[i].role in _DISTINCT}
    replaceable = {i for i in before if _is_replaceable(scores, i)}
    unlike = _less_alike(scores, earlier, fixed)
    stages = [
        seen | replaceable,
        seen,
        *({i for i in seen if scores.pieces[i].role in kept} for kept in _RELAXED),
    ]
    for banned in stages:
        pools = pools_of(scores.pieces, locked, {*without, *banned})
        ranked = best_outfits(unlike, pools, count=len(earlier) + 1, locked=locked)
        for candidate in ranked:
            core = {i for i in candidate.items if scores.pieces[i].role in _CORES}
            if not any(core <= outfit for outfit in earlier):
                return Composed(candidate.items, float(scores.totals(_row(candidate.items))[0]))
    return None


_DISTINCT: Final = _CORES | {Role.OUTER}
_RELAXED: Final = (_CORES, {Role.TOP, Role.DRESS}, {Role.BOTTOM, Role.DRESS}, frozenset[Role]())
"""Roles that may not repeat, relaxed in this order for a small wardrobe."""


def _is_replaceable(scores: Scores, place: int) -> bool:
    """Return whether the wardrobe has enough shoes or bags to vary them between outfits."""
    role = scores.pieces[place].role
    alike = sum(piece.role is role for piece in scores.pieces)
    return role in {Role.SHOES, Role.BAG} and alike >= _ENOUGH


def _less_alike(scores: Scores, earlier: Sequence[frozenset[int]], fixed: set[int]) -> Scores:
    """Return the scores with a penalty on garments that look like earlier ones."""
    if not earlier:
        return scores
    penalty = np.zeros(len(scores.pieces), np.float32)
    vectors = np.stack([piece.embedding for piece in scores.pieces])
    for place in {i for outfit in earlier for i in outfit} - fixed:
        old = scores.pieces[place]
        alike = np.maximum(vectors @ old.embedding - _LOOKS_ALIKE, 0) / (1 - _LOOKS_ALIKE)
        for other, piece in enumerate(scores.pieces):
            if piece.role is old.role:
                same = piece.category == old.category and piece.main_colour == old.main_colour
                penalty[other] = max(penalty[other], 0.9 * same, 0.9 * float(alike[other]))
    return replace(scores, item_terms={**scores.item_terms, "unlike": -penalty})


def _row(items: Sequence[int]) -> Indices:
    return np.array([items], np.intp)


def _with_accessories(
    scores: Scores, wish: Wish, outfit: Composed, without: Collection[int]
) -> Composed:
    """Add the accessories that do not lower the outfit's score."""
    wanted = [Role(name) for name in OCCASIONS[wish.occasion or "daily"].extras]
    if scores.needed is not None and scores.needed.felt_cool_c < 8:
        wanted.append(Role.SCARF)
    items = list(outfit.items)
    for role in wanted:
        if any(scores.pieces[i].role is role for i in items):
            continue
        pool = [i for i, p in enumerate(scores.pieces) if p.role is role and i not in without]
        if not pool:
            continue
        totals = scores.totals(np.array([[*items, place] for place in pool], np.intp))
        best = int(totals.argmax())
        now = float(scores.totals(_row(items))[0])
        # A bag belongs to going out; the rest must earn its place.
        if totals[best] >= now - (0.4 if role is Role.BAG else -0.02):
            items.append(pool[best])
    order = list(Role)
    items.sort(key=lambda i: order.index(scores.pieces[i].role))
    return Composed(tuple(items), float(scores.totals(_row(items))[0]))


def _why(
    scores: Scores, locked: Collection[int], without: Collection[int], *, shown: bool
) -> ComposeError:
    pools = pools_of(scores.pieces, locked, without)
    if not any(len(pools[role]) for role in _CORES):
        return ComposeError("there is nothing to wear", code="outfit_empty")
    if locked and (shown or not len(pools[Role.DRESS])):
        missing = not (len(pools[Role.TOP]) and len(pools[Role.BOTTOM]))
        if missing and not len(pools[Role.DRESS]):
            return ComposeError("nothing goes with what is locked", code="outfit_locked")
    if not len(pools[Role.DRESS]):
        if not len(pools[Role.TOP]):
            return ComposeError("there is no top", code="outfit_no_top")
        if not len(pools[Role.BOTTOM]):
            return ComposeError("there is no bottom", code="outfit_no_bottom")
    if scores.budget is not None:
        return ComposeError("the budget does not reach", code="outfit_budget")
    return ComposeError("there is no other outfit", code="outfit_no_other")


def sample(pools: Pools, *, seed: int = 0, count: int = _POOL) -> Indices:
    """Return random outfits of a wardrobe as a reference, (count, 4)."""
    rng = np.random.default_rng(seed)
    rows = np.full((count, 4), _NONE, np.intp)
    tops, bottoms, dresses = (pools[r] for r in (Role.TOP, Role.BOTTOM, Role.DRESS))
    two_pieces = len(tops) and len(bottoms)
    for row in rows:
        if two_pieces and (not len(dresses) or rng.random() < 0.7):
            row[:2] = rng.choice(tops), rng.choice(bottoms)
        elif len(dresses):
            row[0] = rng.choice(dresses)
        if len(pools[Role.SHOES]):
            row[2] = rng.choice(pools[Role.SHOES])
        if len(pools[Role.OUTER]) and rng.random() < 0.5:
            row[3] = rng.choice(pools[Role.OUTER])
    return rows
