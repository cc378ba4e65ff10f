"""Outfits of a wardrobe: required garments, and why there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.services.outfits.composition import best_addition, compose_outfits, lacking_roles
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.wardrobe import Wardrobe
from config.taxonomy import COLOUR_HEX
from engine.outfits.composition import ComposeError
from engine.outfits.pieces import Piece, Role

NOTHING = Wardrobe((), (), (), None, "autumn")


def piece(key: PieceKey, category: str) -> Piece:
    rng = np.random.default_rng(key.id)
    embedding = rng.normal(size=256).astype(np.float32)
    return Piece(
        key=str(key),
        category=category,
        embedding=embedding / np.linalg.norm(embedding),
        colours=((COLOUR_HEX["black"], 1.0),),
        colour_names=("black",),
        own=key.is_closet,
        price=0 if key.is_closet else 30_000,
    )


HOODIE = piece(PieceKey.of_closet(1), "hoodie")
SHIRT = piece(PieceKey.of_closet(2), "shirt")
JEANS = piece(PieceKey.of_closet(3), "jeans")
SNEAKERS = piece(PieceKey.of_product(4), "sneakers")
TROUSERS = piece(PieceKey.of_photo(5, 0), "trousers")
WARDROBE = replace(NOTHING, own=(HOODIE, SHIRT, JEANS), shop=(SNEAKERS,), photo_items=(TROUSERS,))


def test_every_outfit_contains_what_is_required() -> None:
    required = (PieceKey.of_photo(5, 0), PieceKey.of_closet(2))
    outfits = compose_outfits(WARDROBE, OutfitConstraints(required=required))
    assert outfits
    for outfit in outfits:
        keys = {PieceKey.parse(one.key) for one in outfit.pieces}
        assert keys >= set(required)
        for reason in outfit.reasons:
            assert set(reason.items) <= set(range(len(outfit.pieces)))


def test_a_required_garment_that_is_gone_is_an_error() -> None:
    with pytest.raises(ComposeError) as error:
        compose_outfits(WARDROBE, OutfitConstraints(required=(PieceKey.of_closet(9),)))
    assert error.value.code == "outfit_gone"


def test_an_empty_wardrobe_is_an_error() -> None:
    with pytest.raises(ComposeError) as error:
        compose_outfits(NOTHING, OutfitConstraints())
    assert error.value.code == "outfit_empty"
    assert best_addition(NOTHING, OutfitConstraints()) is None


def test_the_product_that_a_closet_lacks_is_the_best_addition() -> None:
    closet = replace(NOTHING, own=(HOODIE, JEANS), shop=(SNEAKERS,))
    assert best_addition(closet, OutfitConstraints()) is SNEAKERS


def test_shoes_are_missing_only_without_shoes() -> None:
    assert lacking_roles((HOODIE, JEANS)) == (Role.SHOES,)
    assert lacking_roles((HOODIE, JEANS, SNEAKERS)) == ()
