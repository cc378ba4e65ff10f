"""Stored answers: order, corrections and embeddings of garments."""

from __future__ import annotations

import numpy as np

from bot.services.photo_answers import (
    correct,
    new_answer,
    seen_garments,
    vectors,
)
from config.taxonomy import COLOURS, Slot
from engine.schemas import Analysis, Garment, Scored
from tests.support.bot import HOODIE, JEANS, SHIRT, garment, vector


def analysis(
    *garments: Garment, style: tuple[Scored, ...] = (Scored("street", 0.8),), people: int = 1
) -> Analysis:
    return Analysis(600, 900, garments, style, 2, 2, people, {})


def test_an_outfit_is_told_from_the_coat_down_to_the_shoes() -> None:
    shoes = garment("heels", slot=Slot.SHOES)
    bag = garment("bag", slot=Slot.BAG, colour="red", shape=7)
    coat = garment("coat", slot=Slot.OUTER)
    answer = new_answer(analysis(bag, shoes, JEANS, coat, HOODIE), user_id=1, chat_id=1)
    told = [one.category for one in seen_garments(answer)]
    assert told == ["coat", "hoodie", "jeans", "heels", "bag"]
    assert float(vectors(answer)[-1] @ bag.embedding) > 0.999


def test_a_correction_is_sure_and_keeps_the_old_guess_for_later() -> None:
    answer = new_answer(analysis(SHIRT, JEANS), user_id=1, chat_id=1)
    correct(answer, 0, "polo")
    first, second = seen_garments(answer)
    assert (first.category, first.unsure, first.score) == ("polo", False, 1.0)
    assert first.alternatives == ("shirt", "blouse")
    assert second.category == "jeans"
    correct(answer, 0, "shirt")
    assert seen_garments(answer)[0].alternatives == ("blouse",)


def test_embeddings_come_back_as_unit_vectors() -> None:
    answer = new_answer(analysis(HOODIE, JEANS), user_id=1, chat_id=1)
    first, second = vectors(answer)
    assert np.allclose([np.linalg.norm(first), np.linalg.norm(second)], 1, atol=1e-6)
    assert float(first @ HOODIE.embedding) > 0.999
    assert float(second @ vector(2, list(COLOURS).index("blue"))) > 0.999
