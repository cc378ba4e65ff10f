"""Score, compose and complete outfits.

`complete` ranks candidates that go with garments at hand; `engine.models.outfit` scores whole
outfits. Both are pure functions of `ItemFeatures`; no picture is read again.
"""

from engine.models.outfit import OutfitModel, PairTable, Projections, default_model
from engine.models.outfit_towers import ItemFeatures
from engine.outfits.completion import Completion, complete, open_slots

__all__ = [
    "Completion",
    "ItemFeatures",
    "OutfitModel",
    "PairTable",
    "Projections",
    "complete",
    "default_model",
    "open_slots",
]
