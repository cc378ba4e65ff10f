import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from config.taxonomy import (
    CATEGORIES,
    CATEGORY_SLOT,
    COLOUR_HEX,
    COLOURS,
    PATTERNS,
    STYLES,
    fits_of,
)
from engine.models.garment import GarmentDescription
from engine.models.style import (
    HEADS,
    LABELS_FILE,
    StyleLabels,
    StyleModel,
    WornItem,
    outfit_vector,
    probabilities,
)
from engine.models.style_experts import Expert, Pooling
from engine.schemas import ColourShare, Scored
from engine.sessions import ModelFileError

FEATURES = 864
OUTFIT = len(outfit_vector([]))


def garment(category: str, colour: str = "black", pattern: str = "solid") -> GarmentDescription:
    slot = CATEGORY_SLOT[category]
    fits = fits_of(slot)
    rng = np.random.default_rng(CATEGORIES.index(category))
    embedding = rng.normal(size=256).astype(np.float32)
    return GarmentDescription(
        slot=slot,
        categories=(Scored(category, 0.8), Scored("hat", 0.1)),
        unsure=False,
        colours=(ColourShare(colour, COLOUR_HEX[colour], 1.0),),
        pattern=pattern,
        fit=fits[-1] if fits else None,
        warmth=2,
        embedding=embedding / np.float32(np.linalg.norm(embedding)),
        foreground=(0.0, 0.0, 1.0, 1.0),
        mask=np.ones((28, 28), np.float32),
    )


def expert(inputs: int, seed: int) -> Expert:
    rng = np.random.default_rng(seed)
    return Expert(
        mean=np.zeros(inputs, dtype=np.float32),
        scale=np.ones(inputs, dtype=np.float32),
        weights=(rng.normal(size=(inputs, 21)) / 20).astype(np.float16).astype(np.float32),
        bias=rng.normal(size=21).astype(np.float32),
    )


POOLING = {head: Pooling(0.9, 0.8, 0.6, 0.5) for head in HEADS}


@pytest.fixture(scope="module")
def model() -> StyleModel:
    return StyleModel(expert(FEATURES, 1), expert(OUTFIT, 2), POOLING)


def photo_features(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=FEATURES).astype(np.float32)


wardrobe = st.lists(
    st.builds(
        garment,
        st.sampled_from(CATEGORIES),
        st.sampled_from(COLOURS),
        st.sampled_from(PATTERNS),
    ),
    max_size=6,
)


@given(seed=st.integers(0, 99), garments=wardrobe)
def test_probabilities_are_ranked_and_complete(
    model: StyleModel, seed: int, garments: list[GarmentDescription]
) -> None:
    result = model.predict(photo_features(seed), garments)
    scores = [s.score for s in result.style]
    assert {s.name for s in result.style} == set(STYLES)
    assert sum(scores) == pytest.approx(1, abs=1e-5)
    assert scores == sorted(scores, reverse=True)
    assert sum(s.score for s in result.gender) == pytest.approx(1, abs=1e-5)
    assert 1 <= result.formality <= 5
    assert 1 <= result.warmth <= 4


@given(garments=wardrobe, seed=st.randoms(use_true_random=False))
def test_the_order_of_garments_does_not_matter(
    garments: list[GarmentDescription], seed: random.Random
) -> None:
    shuffled = list(garments)
    seed.shuffle(shuffled)
    assert outfit_vector(shuffled) == pytest.approx(outfit_vector(garments), abs=1e-6)


def test_each_garment_changes_the_outfit() -> None:
    jeans, coat = garment("jeans", "blue"), garment("coat", "beige", "check")
    alone, both = outfit_vector([jeans]), outfit_vector([jeans, coat])
    assert both[CATEGORIES.index("coat")] == pytest.approx(0.8)
    assert alone[CATEGORIES.index("coat")] == 0
    assert both[len(CATEGORIES) + PATTERNS.index("check")] == 1
    assert outfit_vector([]).any() == False  # noqa: E712 - a numpy bool


def test_photo_and_garments_are_pooled(model: StyleModel) -> None:
    features, worn = photo_features(0), outfit_vector([garment("dress", "pink", "floral")])
    photo, garments = expert(FEATURES, 1).logits(features), expert(OUTFIT, 2).logits(worn)
    part = HEADS["style"]
    expected = probabilities(0.6 * photo[part] + 0.5 * garments[part])
    assert model.scores(features, worn)["style"] == pytest.approx(expected, abs=1e-6)
    assert model.scores(features, None)["style"] == pytest.approx(
        probabilities(0.9 * photo[part]), abs=1e-6
    )
    assert model.scores(None, worn)["style"] == pytest.approx(
        probabilities(0.8 * garments[part]), abs=1e-6
    )


def test_many_outfits_at_once_are_as_one_by_one(model: StyleModel) -> None:
    features = np.stack([photo_features(i) for i in range(4)])
    together = model.scores(features, None)["warmth"]
    for row, alone in zip(together, features, strict=True):
        assert row == pytest.approx(model.scores(alone, None)["warmth"], abs=1e-6)


def test_nothing_to_look_at_is_refused(model: StyleModel) -> None:
    with pytest.raises(ValueError, match="photo or garments"):
        model.predict(None, [])


def test_saved_weights_answer_the_same(model: StyleModel, tmp_path: Path) -> None:
    path = tmp_path / "style.npz"
    model.save(path)
    again = StyleModel.load(path)
    worn = [garment("hoodie"), garment("sneakers")]
    assert again.predict(photo_features(3), worn) == model.predict(photo_features(3), worn)


@pytest.mark.parametrize("content", [None, b"", b"not an archive", b"PK\x03\x04 damaged"])
def test_bad_weights_are_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "style.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"style\.npz"):
        StyleModel.load(path)


def test_shipped_weights_fit_what_they_are_given() -> None:
    shipped = StyleModel.load()
    result = shipped.predict(None, [garment("blazer", "navy"), garment("dress_shoes")])
    assert sum(s.score for s in result.style) == pytest.approx(1, abs=1e-5)
    assert len(shipped.predict(photo_features(0), []).style) == len(STYLES)


def test_the_shift_lifts_styles_and_nothing_else() -> None:
    plain = StyleModel(expert(FEATURES, 1), expert(OUTFIT, 2), POOLING)
    shift = np.zeros(9, np.float32)
    shift[STYLES.index("street")] = 3
    lifted = StyleModel(expert(FEATURES, 1), expert(OUTFIT, 2), POOLING, shift)
    features = np.zeros(FEATURES, np.float32)
    before, after = (model.scores(features, None) for model in (plain, lifted))
    odds = np.log(after["style"] / before["style"])
    street = STYLES.index("street")
    assert odds[street] - np.delete(odds, street) == pytest.approx(3, abs=1e-3)
    assert (before["warmth"] == after["warmth"]).all()


def test_a_set_of_a_closet_is_styled_without_a_photo() -> None:
    model = StyleModel.load()
    items = [
        WornItem(g.categories, g.colours, g.pattern, g.fit, g.embedding)
        for g in (garment("hoodie"), garment("jeans"), garment("sneakers"))
    ]
    said = model.predict(None, items)
    assert sum(scored.score for scored in said.style) == pytest.approx(1, abs=1e-4)
    assert said.labels == ()
    assert [item.slot for item in items] == [
        CATEGORY_SLOT[n] for n in ("hoodie", "jeans", "sneakers")
    ]


def test_labels_of_ones_own_are_read_from_beside_the_weights(tmp_path: Path) -> None:
    StyleModel(expert(FEATURES, 1), expert(OUTFIT, 2), POOLING).save(tmp_path / "style.npz")
    labels = StyleLabels(
        ("히피", "펑크", "모던"), small(FEATURES), small(OUTFIT), Pooling(1, 1, 1, 1)
    )
    labels.save(tmp_path / LABELS_FILE)
    model = StyleModel.load(tmp_path / "style.npz")
    said = model.predict(np.ones(FEATURES, np.float32), [garment("hoodie")])
    assert {scored.name for scored in said.labels} == {"히피", "펑크", "모던"}
    assert said.labels[0].score >= said.labels[-1].score
    (tmp_path / LABELS_FILE).write_bytes(b"nonsense")
    with pytest.raises(ModelFileError, match="style labels"):
        StyleModel.load(tmp_path / "style.npz")


def small(inputs: int) -> Expert:
    """Return an expert of three labels."""
    rng = np.random.default_rng(inputs)
    return Expert(
        np.zeros(inputs, np.float32),
        np.ones(inputs, np.float32),
        rng.normal(size=(inputs, 3)).astype(np.float32) / 20,
        np.zeros(3, np.float32),
    )
