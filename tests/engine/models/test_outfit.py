"""The outfit model: projections, pair tables, calibration, file."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES
from engine.models.outfit import WEIGHTS, Calibration, OutfitModel, default_model, save_model
from engine.models.outfit_towers import (
    BACKDROP_DIMS,
    EMBEDDING_DIMS,
    ItemFeatures,
    Tower,
    embeddings,
)
from engine.sessions import ModelFileError

STUDIO = Calibration(0.7, -0.2)
GARMENT = Calibration(1.1, 0.1)


def tower(inputs: int, seed: int, *, hidden: int = 7, dims: int = 5, members: int = 3) -> Tower:
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(scale=0.3, size=shape).astype(np.float32)

    return Tower(
        (draw(members, inputs, hidden), draw(members, hidden, dims)),
        (draw(members, hidden), draw(members, dims)),
        draw(members, dims),
        draw(members, dims),
    )


def small_model() -> OutfitModel:
    return OutfitModel(
        tower(EMBEDDING_DIMS, 1),
        (tower(EMBEDDING_DIMS, 2), tower(BACKDROP_DIMS, 3)),
        calibration=(GARMENT, STUDIO),
        backdrop_mean=np.full(BACKDROP_DIMS, 0.9, np.float32),
    )


def item(seed: int, *, category: str | None = None, backdrop: bool = True) -> ItemFeatures:
    rng = np.random.default_rng(seed)
    vector = rng.normal(size=EMBEDDING_DIMS).astype(np.float32)
    return ItemFeatures(
        category or CATEGORIES[seed % len(CATEGORIES)],
        vector / np.linalg.norm(vector),
        rng.uniform(0.6, 1, BACKDROP_DIMS).astype(np.float32) if backdrop else None,
    )


def by_hand(part: Tower, rows: np.ndarray) -> float:
    """The term of one outfit, pair by pair and member by member."""
    total = 0.0
    members = len(part.pair)
    for m in range(members):
        hidden = np.maximum(rows @ part.weights[0][m] + part.biases[0][m], 0)
        z = hidden @ part.weights[1][m] + part.biases[1][m]
        pairs = sum((a * b * part.pair[m]).sum() for a, b in combinations(z, 2))
        total += pairs / max(len(z) - 1, 1) + (z @ part.unary[m]).sum()
    return total / members


def sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_a_score_is_the_formula_written_out(size: int) -> None:
    outfit = [item(i) for i in range(size)]
    garment = by_hand(tower(EMBEDDING_DIMS, 2), embeddings(outfit))
    backdrop = by_hand(tower(BACKDROP_DIMS, 3), np.stack([i.backdrop for i in outfit]))

    expected = sigmoid(STUDIO.scale * (garment + backdrop) + STUDIO.bias)

    assert small_model().score(outfit) == pytest.approx(expected, abs=1e-5)


def test_one_missing_backdrop_leaves_the_garments_to_judge() -> None:
    outfit = [item(0), item(1), item(2, backdrop=False)]
    garment = by_hand(tower(EMBEDDING_DIMS, 1), embeddings(outfit))

    expected = sigmoid(GARMENT.scale * garment + GARMENT.bias)

    assert small_model().score(outfit) == pytest.approx(expected, abs=1e-5)


@settings(max_examples=25)
@given(st.permutations(range(5)))
def test_the_order_of_the_items_does_not_matter(order: list[int]) -> None:
    model = small_model()

    shuffled = model.score([item(i) for i in order])

    assert shuffled == pytest.approx(model.score([item(i) for i in range(5)]), abs=1e-5)


def test_many_outfits_of_a_closet_score_as_one_by_one() -> None:
    model = small_model()
    closet = [item(i, backdrop=i % 3 > 0) for i in range(9)]
    outfits = np.array([[0, 1, 2, -1], [4, 5, 7, 8], [1, 2, -1, -1], [3, -1, -1, -1]])

    scores = model.pair_table(model.project(closet)).scores(outfits)

    single = [model.score([closet[i] for i in row if i >= 0]) for row in outfits]
    assert scores == pytest.approx(single, abs=1e-5)


@pytest.mark.parametrize("backdrop", [True, False])
def test_extending_an_outfit_scores_as_the_whole_outfit(backdrop: bool) -> None:
    model = small_model()
    context = [item(i, backdrop=backdrop) for i in range(3)]
    candidates = [item(i, backdrop=i % 2 == 0) for i in range(20, 26)]

    found = model.extend(model.project(context), model.project(candidates))

    whole = [model.score([*context, candidate]) for candidate in candidates]
    assert found.scores == pytest.approx(whole, abs=1e-5)
    assert found.agreement.shape == (3, 6)


def test_a_probability_cannot_overflow() -> None:
    with np.errstate(all="raise"):
        p = Calibration(1.0, 0.0).probability(np.array([-1e4, 0, 1e4], np.float32))

    assert p.tolist() == [0.0, 0.5, 1.0]


def test_the_embedding_is_what_is_scored() -> None:
    shirt = item(3, category="shirt")

    assert embeddings([shirt]).tolist() == [shirt.embedding.tolist()]
    assert small_model().score([shirt, item(1)]) == small_model().score(
        [replace(shirt, category="sweater"), item(1)]
    )


def test_an_embedding_of_another_model_is_refused() -> None:
    short = replace(item(0), embedding=np.zeros(EMBEDDING_DIMS - 1, np.float32))

    with pytest.raises(ValueError, match="embedding of shape"):
        small_model().score([short])


def test_an_empty_outfit_is_refused() -> None:
    with pytest.raises(ValueError, match="without items"):
        small_model().score([])


def test_a_saved_model_scores_as_before(tmp_path) -> None:
    path = tmp_path / "outfit.npz"
    save_model(
        path,
        {
            "garment": tower(EMBEDDING_DIMS, 1),
            "studio_garment": tower(EMBEDDING_DIMS, 2),
            "studio_backdrop": tower(BACKDROP_DIMS, 3),
        },
        {"garment": GARMENT, "studio": STUDIO},
        np.full(BACKDROP_DIMS, 0.9, np.float32),
    )
    outfit = [item(i) for i in range(4)]

    assert OutfitModel.load(path).score(outfit) == pytest.approx(
        small_model().score(outfit), abs=2e-3
    )


@pytest.mark.parametrize("content", [None, b"", b"not weights"])
def test_missing_or_broken_weights_are_named(tmp_path, content: bytes | None) -> None:
    path = tmp_path / "outfit.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ModelFileError, match=r"outfit\.npz"):
        OutfitModel.load(path)


def test_the_weights_that_ship_fit_the_inputs() -> None:
    assert WEIGHTS.stat().st_size < 1_000_000

    found = default_model().project([item(0), item(1, backdrop=False)])

    assert np.isfinite(found.garment.left).all()
    assert found.has_backdrop.tolist() == [True, False]
