"""Co-occurrence of colours, categories and fits in Korean outfits, from `pairs.json` (K-Fashion).

The table is made by `coordi train outfit`; see `engine.training.outfits.co_occurrence`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.outfits.pieces import Piece, Role
from engine.sessions import ModelFileError

TABLE: Final = Path(__file__).parent / "pairs.json"

Matrix = NDArray[np.float32]

_WEIGHTS: Final = MappingProxyType({"colour": 0.4, "category": 0.4, "fit": 0.2})
_WIDE: Final = MappingProxyType({"wide": "over"})


@cache
def pair_tables() -> Mapping[str, Mapping[str, float]]:
    """Return the centred log-lifts by `first+second`, in alphabetical order, of each family.

    Raises:
        ModelFileError: the table is missing or broken.
    """
    try:
        tables: dict[str, dict[str, float]] = json.loads(TABLE.read_text(encoding="utf-8"))
        return MappingProxyType({name: tables[name] for name in _WEIGHTS})
    except (OSError, ValueError, KeyError) as error:
        raise ModelFileError(f"{TABLE} holds no table of pairs") from error


def korean_habit(pieces: Sequence[Piece]) -> Matrix:
    """Return the log-lift of every pair of garments in Korean outfits, (n, n).

    About -1 to 1; 0 for pairs without counts.
    """
    result = np.zeros((len(pieces), len(pieces)), np.float32)
    named: dict[str, list[str | None]] = {
        "colour": [piece.main_colour for piece in pieces],
        "category": [piece.category for piece in pieces],
        "fit": [_fit(piece) for piece in pieces],
    }
    for family, weight in _WEIGHTS.items():
        result += weight * _lifts(named[family], pair_tables()[family])
    return result


def _fit(piece: Piece) -> str | None:
    if piece.fit is None or piece.role not in {Role.TOP, Role.BOTTOM, Role.OUTER, Role.DRESS}:
        return None
    return f"{piece.role}:{_WIDE.get(piece.fit, piece.fit)}"


def _lifts(names: Sequence[str | None], table: Mapping[str, float]) -> Matrix:
    kinds = sorted({name for name in names if name is not None})
    small = np.zeros((len(kinds) + 1, len(kinds) + 1), np.float32)
    for i, first in enumerate(kinds):
        for j, second in enumerate(kinds):
            small[i, j] = table.get("+".join(sorted((first, second))), 0.0)
    at = np.array([len(kinds) if name is None else kinds.index(name) for name in names], np.intp)
    return np.asarray(small[at[:, None], at[None]], np.float32)
