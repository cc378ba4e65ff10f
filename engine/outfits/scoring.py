"""Score outfits: terms for all pairs and garments of a wardrobe, computed at once.

A score is the mean over the pairs of the outfit, plus the mean over its garments, plus the score of
its insulation for the weather. Means make outfits of three and of five garments comparable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import STYLES
from engine.models.outfit import OutfitModel, default_model
from engine.models.outfit_towers import ItemFeatures
from engine.outfits.co_occurrence import korean_habit
from engine.outfits.harmony import colour_crowding, colour_harmony, lab_of, pattern_clashes
from engine.outfits.insulation import Needed, degrees_outside, garment_clo, needed_on
from engine.outfits.occasions import FORMALITY, OCCASIONS, avoids
from engine.outfits.pieces import Piece, Role, Taste
from engine.weather.forecast import DayWeather

Matrix = NDArray[np.float32]
Indices = NDArray[np.intp]

WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "learned": 0.6,
        "harmony": 0.8,
        "crowding": 0.5,
        "korean": 0.5,
        "contrast": 0.6,
        "patterns": 1.6,
        "formality": 0.5,
        "occasion": 2.2,
        "style": 0.7,
        "season": 2.0,
        "rain": 1.0,
        "fresh": 1.6,
        "taste": 0.9,
        "own": 1.0,
        "weather": 1.0,
    }
)
"""Weight of each term. The learned term is in log-odds; the others are scaled beside it by hand."""

_GUESSED_ITEMS: Final = 4
"""The learned model sums over garments; it is read as for an outfit of four."""
_WILD: Final = 2.0
_JUST_DIFFERENT: Final = 14.0
"""CIELAB difference from which two colours look different."""
_STYLE_PRIOR: Final = 1 / len(STYLES)
_MAIN: Final = frozenset({Role.TOP, Role.BOTTOM, Role.DRESS, Role.OUTER})


@dataclass(frozen=True, slots=True)
class Wish:
    """Constraints and preferences for outfits.

    Attributes:
        occasion: one of `OCCASIONS`; None for any.
        style: one of `STYLES`; None for any.
        weather: weather of the day; None to ignore it.
        season: season of the day; None to ignore it.
        taste: the person's ratings so far.
        budget: maximal price of the garments that are not owned; None for any.
    """

    occasion: str | None = None
    style: str | None = None
    weather: DayWeather | None = None
    season: str | None = None
    taste: Taste | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The weighted terms of the score for all outfits of a wardrobe.

    Attributes:
        pieces: the garments.
        pair_terms: by name, (n, n), symmetric, zero diagonal.
        item_terms: by name, (n,).
        clo: insulation of each garment, (n,).
        is_outer: which garments are the outer layer, (n,).
        price: of each garment, (n,).
        needed: the insulation required by the weather; None without weather.
        budget: as wished.
    """

    pieces: tuple[Piece, ...]
    pair_terms: Mapping[str, Matrix]
    item_terms: Mapping[str, Matrix]
    clo: Matrix
    is_outer: NDArray[np.bool_]
    price: NDArray[np.int64]
    needed: Needed | None
    budget: int | None

    @classmethod
    def of(cls, pieces: Sequence[Piece], wish: Wish, *, model: OutfitModel | None = None) -> Scores:
        """Compute all terms for the pieces of a wardrobe."""
        needed = None if wish.weather is None else needed_on(wish.weather)
        pair, own = _learned(pieces, model or default_model())
        formality = np.array([formality_of(piece) for piece in pieces], np.float32)
        lab = np.array([lab_of(piece.colours) for piece in pieces]).reshape(-1, 3)
        gap = np.abs(formality[:, None] - formality[None])
        pairs = {
            "learned": pair,
            "harmony": colour_harmony(lab),
            "crowding": -colour_crowding(lab),
            "contrast": -_sameness(pieces, lab),
            "korean": korean_habit(pieces),
            "patterns": -pattern_clashes([p.pattern for p in pieces]),
            "formality": -(np.maximum(gap - 0.8, 0) ** 2) - _gender_gap(pieces),
        }
        items = {
            "learned": own,
            "occasion": _occasion(pieces, formality, wish.occasion),
            "style": _style(pieces, wish.style),
            "season": _season(pieces, needed, wish.season),
            "rain": _rain(pieces, wish.weather),
            "fresh": _freshness(pieces),
            "taste": _taste(pieces, wish.taste),
            "own": np.array([float(p.own) + 0.3 * p.favourite for p in pieces], np.float32),
        }
        return cls(
            pieces=tuple(pieces),
            pair_terms={name: _off_diagonal(WEIGHTS[name] * x) for name, x in pairs.items()},
            item_terms={name: np.float32(WEIGHTS[name]) * x for name, x in items.items()},
            clo=np.array([garment_clo(p.category, p.warmth) for p in pieces], np.float32),
            is_outer=np.array([p.role is Role.OUTER for p in pieces]),
            price=np.array([p.price for p in pieces], np.int64),
            needed=needed,
            budget=wish.budget,
        )

    @property
    def pair(self) -> Matrix:
        """Sum of the pair terms, (n, n)."""
        return np.asarray(sum(self.pair_terms.values()), np.float32)

    @property
    def item(self) -> Matrix:
        """Sum of the item terms, (n,)."""
        return np.asarray(sum(self.item_terms.values()), np.float32)

    def weather(self, base_clo: Matrix, outer_clo: Matrix) -> Matrix:
        """Return the score of the outfits' insulation, at most 0.

        Args:
            base_clo: sum over the garments without the outer layer.
            outer_clo: of the outer layer.
        """
        shape = np.broadcast(base_clo, outer_clo).shape
        if self.needed is None:
            return np.zeros(shape, np.float32)
        base, full = 0.161 + 0.835 * (base_clo + 0.06), 0.835 * outer_clo
        full = base + full
        cold = np.maximum(self.needed.cool - full, 0) / 0.3
        hot = np.maximum(base - max(self.needed.warm, 0.5) - 0.1, 0) / 0.25
        burden = np.maximum(full - max(self.needed.cool, 0.45) - 0.3, 0) / 0.35
        worth = -(cold**2) - hot**2 - burden**2
        return np.asarray(WEIGHTS["weather"] * np.maximum(worth, -9), np.float32)

    def totals(self, outfits: Indices) -> Matrix:
        """Return the total scores of outfits.

        Args:
            outfits: indices of the pieces, (n, k), padded with -1.

        Returns:
            (n,); minus infinity above the budget.
        """
        total = self._total(outfits, self.pair, self.item)
        if self.budget is None:
            return total
        price = np.append(self.price, 0)[np.where(outfits < 0, len(self.pieces), outfits)].sum(1)
        return np.asarray(np.where(price <= self.budget, total, -np.inf), np.float32)

    def _total(self, outfits: Indices, pair: Matrix, item: Matrix) -> Matrix:
        n = len(self.pieces)
        # One more row of zeros stands for "no garment", which is what -1 reaches.
        table = np.zeros((n + 1, n + 1), np.float32)
        table[:n, :n] = pair
        flat, alone = table.reshape(-1), np.append(item, np.float32(0))
        clo = np.append(self.clo, np.float32(0))
        outer = np.append(np.where(self.is_outer, self.clo, 0), 0).astype(np.float32)
        places = np.where(outfits < 0, n, outfits)
        size = np.maximum((outfits >= 0).sum(1), 1)
        pairs, items = np.zeros(len(outfits), np.float32), np.zeros(len(outfits), np.float32)
        worn, over = np.zeros_like(items), np.zeros_like(items)
        for i in range(outfits.shape[1]):
            at = places[:, i]
            items += alone[at]
            worn += clo[at]
            over += outer[at]
            row = at * (n + 1)
            for j in range(i):
                pairs += flat[row + places[:, j]]
        total = pairs * 2 / np.maximum(size * (size - 1), 1) + items / size
        total += self.weather(worn - over, over)
        return np.asarray(total, np.float32)

    def parts(self, outfits: Indices) -> dict[str, Matrix]:
        """Return the terms of outfits by name, each (n,); they add up to `totals`."""
        n = len(self.pieces)
        pair, item = np.zeros((n, n), np.float32), np.zeros(n, np.float32)
        names = dict.fromkeys([*self.pair_terms, *self.item_terms])
        weather = self._weather_of(outfits)
        terms = {
            name: self._total(
                outfits, self.pair_terms.get(name, pair), self.item_terms.get(name, item)
            )
            - weather
            for name in names
        }
        return terms | {"weather": weather}

    def _weather_of(self, outfits: Indices) -> Matrix:
        clo = np.append(self.clo, np.float32(0))
        outer = np.append(self.is_outer, False)
        worn = clo[outfits]
        over = np.where(outer[outfits], worn, 0)
        return self.weather((worn - over).sum(1), over.sum(1))

    def wearing(self, fixed: Sequence[int]) -> Matrix:
        """Return the score of each garment together with fixed accessories, (n,)."""
        if not fixed:
            return self.item
        return np.asarray(self.item + self.pair[:, list(fixed)].mean(1), np.float32)


def worth_alone(pieces: Sequence[Piece], wish: Wish) -> Matrix:
    """Return the score of single garments for a wish, without pair terms, (n,)."""
    needed = None if wish.weather is None else needed_on(wish.weather)
    formality = np.array([formality_of(piece) for piece in pieces], np.float32)
    return np.asarray(
        WEIGHTS["occasion"] * _occasion(pieces, formality, wish.occasion)
        + WEIGHTS["style"] * _style(pieces, wish.style)
        + WEIGHTS["season"] * _season(pieces, needed, wish.season)
        + WEIGHTS["rain"] * _rain(pieces, wish.weather),
        np.float32,
    )


def formality_of(piece: Piece) -> float:
    """Return a garment's formality: its category's, its own observed one at half that weight."""
    usual = FORMALITY[piece.category]
    return usual if piece.formality is None else (2 * usual + piece.formality) / 3


def _off_diagonal(pairs: Matrix) -> Matrix:
    result = np.array(pairs, np.float32)
    np.fill_diagonal(result, 0)
    return result


def _learned(pieces: Sequence[Piece], model: OutfitModel) -> tuple[Matrix, Matrix]:
    """Return the learned agreement of pairs and of single garments, in log-odds of an outfit."""
    items = [ItemFeatures(piece.category, piece.embedding) for piece in pieces]
    table = model.pair_table(model.project(items))
    scale = table.garment.scale
    # An outfit sums its pairs over n - 1 and its garments; here both become means.
    return (
        _squashed(scale * _GUESSED_ITEMS / 2 * table.garment_pairs),
        _squashed(scale * _GUESSED_ITEMS * table.items.garment.own),
    )


def _squashed(log_odds: Matrix) -> Matrix:
    """Return differences from the median, with outliers compressed.

    On photos unlike studio pictures the odds have an offset and a few outliers; their order still
    holds.
    """
    if not log_odds.size:
        return log_odds
    return np.asarray(_WILD * np.tanh((log_odds - np.median(log_odds)) / _WILD), np.float32)


def _sameness(pieces: Sequence[Piece], lab: NDArray[np.float64]) -> Matrix:
    """Return 1 for pairs of large garments whose colours hardly differ."""
    main = np.array([piece.role in _MAIN for piece in pieces])
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    near = np.clip(1 - apart / _JUST_DIFFERENT, 0, 1)
    return np.asarray(near * (main[:, None] & main[None]), np.float32)


def _gender_gap(pieces: Sequence[Piece]) -> Matrix:
    sign = np.array([{"male": -1, "female": 1}.get(p.gender, 0) for p in pieces])
    return np.asarray(16.0 * (sign[:, None] * sign[None] < 0), np.float32)


def _occasion(pieces: Sequence[Piece], formality: Matrix, occasion: str | None) -> Matrix:
    if occasion is None:
        return np.zeros(len(pieces), np.float32)
    dress_code = OCCASIONS[occasion]
    off = np.maximum(np.abs(formality - dress_code.formality) - dress_code.tolerance, 0)
    main = np.array([p.role in _MAIN or p.role is Role.SHOES for p in pieces])
    out_of_place = np.array([avoids(occasion, p.category, p.main_colour) for p in pieces])
    return np.asarray(-np.minimum(off, 2) * main - 3.0 * out_of_place, np.float32)


def _style(pieces: Sequence[Piece], style: str | None) -> Matrix:
    if style is None:
        return np.zeros(len(pieces), np.float32)
    share = np.array([p.style.get(style, 0.0) if p.style else _STYLE_PRIOR for p in pieces])
    return np.asarray(np.clip(np.log((share + 0.04) / (_STYLE_PRIOR + 0.04)), -1, 2), np.float32)


def _season(pieces: Sequence[Piece], needed: Needed | None, season: str | None) -> Matrix:
    worth = np.zeros(len(pieces), np.float32)
    for place, piece in enumerate(pieces):
        if needed is not None:
            outside = degrees_outside(piece.category, piece.warmth, needed)
            worth[place] -= min((outside / 3) ** 2, 9) + (0.5 if outside > 0 else 0)
        if season is not None and piece.seasons and season not in piece.seasons:
            worth[place] -= 0.6
    return worth


_WET: Final = MappingProxyType({"sandals": -0.6, "heels": -0.5, "boots": 0.4, "skirt_long": -0.3})
_SNOWY: Final = MappingProxyType({"boots": 0.6, "heels": -1.2, "dress_shoes": -0.5, "sandals": -2})
_WINDY: Final = MappingProxyType({"skirt_short": -0.5, "hat": -0.4})
_SPLASHED: Final = frozenset({"white", "beige", "sky_blue", "pink", "lavender", "mint"})
WINDY_M_S: Final = 8.0
LIKELY_RAIN_PERCENT: Final = 60.0


def is_wet(weather: DayWeather) -> bool:
    """Return whether rain or snow is likely enough to dress for it."""
    falls = weather.sky in {"rain", "sleet", "snow"}
    likely = weather.precipitation_probability_percent >= LIKELY_RAIN_PERCENT
    return likely and (falls or weather.precipitation_mm > 0)


def _rain(pieces: Sequence[Piece], weather: DayWeather | None) -> Matrix:
    worth = np.zeros(len(pieces), np.float32)
    if weather is None:
        return worth
    tables = []
    if is_wet(weather):
        tables.append(_SNOWY if weather.sky == "snow" else _WET)
    if weather.wind_m_s >= WINDY_M_S:
        tables.append(_WINDY)
    for place, piece in enumerate(pieces):
        worth[place] = sum(table.get(piece.category, 0.0) for table in tables)
        splashed = piece.role in {Role.BOTTOM, Role.SHOES} and piece.main_colour in _SPLASHED
        if is_wet(weather) and splashed:
            worth[place] -= 0.4
    return worth


_SHOWS: Final = MappingProxyType({Role.TOP: 1.0, Role.DRESS: 1.0, Role.BOTTOM: 0.7})
_WEEK: Final = 7


def _freshness(pieces: Sequence[Piece]) -> Matrix:
    """Return the penalty on garments worn this week, largest for tops."""
    worth = np.zeros(len(pieces), np.float32)
    for place, piece in enumerate(pieces):
        if piece.worn_days_ago is not None and 0 <= piece.worn_days_ago < _WEEK:
            since = 1 - piece.worn_days_ago / _WEEK
            worth[place] = -since * _SHOWS.get(piece.role, 0.25)
    return worth


def _taste(pieces: Sequence[Piece], taste: Taste | None) -> Matrix:
    """Return the similarity of garments to liked outfits minus that to disliked ones."""
    if taste is None or not pieces:
        return np.zeros(len(pieces), np.float32)
    cosines = np.stack([piece.embedding for piece in pieces]) @ taste.embeddings.T
    votes = (np.maximum(cosines - 0.6, 0) / 0.4) @ taste.signs
    return np.asarray(np.tanh(votes / 2), np.float32)
