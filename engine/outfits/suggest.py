"""Compose outfits from a folder of garment photos or a JSON file of garments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from config.settings import EngineSettings
from config.taxonomy import CATEGORIES
from engine.models.garment import GarmentModel
from engine.models.outfit import OutfitModel
from engine.models.outfit_towers import ItemFeatures
from engine.outfits.composition import compose
from engine.outfits.harmony import hex_of
from engine.outfits.json_lines import OutfitRequestError, describe_files
from engine.outfits.pieces import Piece
from engine.outfits.reasons import reasons_for
from engine.outfits.scoring import Scores, Wish

MAX_GARMENTS: Final = 1000
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic"})
_FIELDS: Final = frozenset(
    {"image", "category", "colours", "pattern", "fit", "warmth", "formality", "worn_days_ago"}
)


def read_closet(source: Path) -> list[dict[str, Any]]:
    """Read the garments of a folder of photos, or of a JSON list of `{"image": PATH, …}`.

    Attributes given in the list (`category`, `colours`, `pattern`, `fit`, `warmth`,
    `formality`, `worn_days_ago`) override those of the photo.

    Raises:
        OutfitRequestError: there are no garments, or outfit is invalid.
    """
    if source.is_dir():
        paths = sorted(p for p in source.iterdir() if p.suffix.lower() in _PICTURES)
        rows: Any = [{"image": str(path)} for path in paths]
    else:
        try:
            loaded = json.loads(source.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise OutfitRequestError(f"{source} is neither a folder nor JSON: {error}") from None
        rows = loaded.get("items") if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list) or not rows:
        raise OutfitRequestError(f"{source} has no garments")
    if len(rows) > MAX_GARMENTS:
        raise OutfitRequestError(f"{len(rows)} garments, at most {MAX_GARMENTS} are looked at")
    for row in rows:
        _check(row)
    return list(rows)


def _check(row: object) -> None:
    if not isinstance(row, dict) or not isinstance(row.get("image"), str) or not row["image"]:
        raise OutfitRequestError('a garment needs {"image": PATH}')
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise OutfitRequestError(f"a garment has no {unknown[0]!r}; it may have {sorted(_FIELDS)}")
    if row.get("category", CATEGORIES[0]) not in CATEGORIES:
        raise OutfitRequestError(f"{row['category']!r} is no category")


def pieces_of(
    rows: Sequence[Mapping[str, Any]], garments: GarmentModel, settings: EngineSettings
) -> list[Piece]:
    """Describe the garments' photos, each once, and return the pieces for composition.

    Raises:
        PhotoError: a photo cannot be read.
    """
    paths = [Path(row["image"]) for row in rows]
    features = describe_files(list(dict.fromkeys(paths)), garments, settings)
    pieces = []
    for row, path in zip(rows, paths, strict=True):
        item = features[path]
        if not isinstance(item, ItemFeatures):
            raise item
        pieces.append(_piece(row, item))
    return pieces


def _piece(row: Mapping[str, Any], item: ItemFeatures) -> Piece:
    names = tuple(row.get("colours") or item.colours)
    return Piece(
        key=row["image"],
        category=row.get("category", item.category),
        embedding=item.embedding,
        colours=tuple((hex_of(name), 1 / len(names)) for name in names),
        colour_names=names,
        pattern=row.get("pattern", item.pattern),
        fit=row.get("fit"),
        warmth=row.get("warmth"),
        formality=row.get("formality"),
        worn_days_ago=row.get("worn_days_ago"),
    )


def suggest(pieces: Sequence[Piece], wish: Wish, model: OutfitModel, *, count: int) -> list[Any]:
    """Return outfits as JSON: score, items and reasons of each, best first.

    Raises:
        ComposeError: no outfit can be put together.
    """
    scores = Scores.of(pieces, wish, model=model)
    return [
        {
            "score": round(outfit.score, 4),
            "items": [
                {
                    "image": pieces[i].key,
                    "role": pieces[i].role.value,
                    "category": pieces[i].category,
                    "colours": list(pieces[i].colour_names),
                }
                for i in outfit.items
            ],
            "reasons": [
                {
                    "kind": reason.kind,
                    "lead": round(reason.lead, 3),
                    "items": [pieces[i].key for i in reason.items],
                }
                for reason in reasons_for(scores, wish, outfit)
            ],
        }
        for outfit in compose(scores, wish, count=count)
    ]
