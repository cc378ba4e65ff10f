import numpy as np
import pytest

from config.taxonomy import CATEGORIES, COLOURS, PATTERNS, STYLES
from engine.models.style import HEADS, StyleModel, WornItem, changed, outfit_vector
from engine.models.style_experts import Expert, Pooling
from engine.schemas import ColourShare, Scored
from engine.style.reasons import Trait, Verdict, reasons, verdict

STREET = STYLES.index("street")
EMBEDDING = np.zeros(256, np.float32)


def worn(category: str, *, fit: str | None = "regular", colour: str = "white") -> WornItem:
    return WornItem(
        categories=(Scored(category, 1.0),),
        colours=(ColourShare(colour, "#000000", 1.0),),
        pattern="solid",
        fit=fit,
        embedding=EMBEDDING,
    )


HOODIE = worn("hoodie", fit="over")
JEANS = worn("jeans", fit="wide", colour="blue")
BAG = worn("bag", fit=None)


def model_of(weights: dict[int, float]) -> StyleModel:
    """Return a model whose garments vote for street by `weights` of their inputs."""
    inputs = len(outfit_vector([HOODIE]))
    rows = np.zeros((inputs, 21), np.float32)
    for place, weight in weights.items():
        rows[place, STREET] = weight
    garments = Expert(
        np.zeros(inputs, np.float32), np.ones(inputs, np.float32), rows, np.zeros(21, np.float32)
    )
    photo = Expert(*(np.zeros(shape, np.float32) for shape in (2, 2, (2, 21), 21)))
    return StyleModel(photo, garments, dict.fromkeys(HEADS, Pooling(1, 1, 0.5, 0.5)))


def place_of(garment: WornItem, other: WornItem) -> int:
    """Return the one input that tells two garments apart."""
    (place,) = np.flatnonzero(outfit_vector([garment]) - outfit_vector([other]) > 0)
    return int(place)


OVER = place_of(HOODIE, worn("hoodie"))
BY_CATEGORY = model_of({CATEGORIES.index("hoodie"): 3.0, CATEGORIES.index("jeans"): 1.0})


def test_garments_that_move_the_style_are_its_reasons_strongest_first() -> None:
    style = BY_CATEGORY.predict(None, [JEANS, BAG, HOODIE]).style
    found = reasons(BY_CATEGORY, style, [JEANS, BAG, HOODIE], photographed=False)
    assert style[0].name == "street"
    assert [reason.garment for reason in found] == [2, 0]
    assert found[0].effect > found[1].effect > 0


def test_a_reason_is_what_leaving_the_garment_out_does() -> None:
    outfit = [JEANS, BAG, HOODIE]
    said = BY_CATEGORY.predict(None, outfit).style
    told = BY_CATEGORY.predict(None, outfit[:2]).style
    asked = changed(BY_CATEGORY, said, outfit, outfit[:2], photographed=False)
    assert {s.name: pytest.approx(s.score, abs=1e-4) for s in told} == {
        s.name: s.score for s in asked
    }


def test_the_photo_keeps_its_say_when_a_garment_is_left_out() -> None:
    rng = np.random.default_rng(0)
    photo = Expert(
        np.zeros(2, np.float32),
        np.ones(2, np.float32),
        rng.normal(size=(2, 21)).astype(np.float32),
        np.zeros(21, np.float32),
    )
    garments = BY_CATEGORY._garments
    model = StyleModel(photo, garments, dict.fromkeys(HEADS, Pooling(1, 1, 0.7, 0.4)))
    features = np.array([0.5, -1.0], np.float32)
    said = model.predict(features, [JEANS, HOODIE]).style
    told = {s.name: s.score for s in model.predict(features, [JEANS]).style}
    for scored in changed(model, said, [JEANS, HOODIE], [JEANS]):
        assert scored.score == pytest.approx(told[scored.name], abs=1e-4)


def test_traits_are_named_when_making_them_plain_weakens_the_style() -> None:
    model = model_of({CATEGORIES.index("hoodie"): 1.0, OVER: 2.0})
    style = model.predict(None, [HOODIE, JEANS]).style
    (reason,) = reasons(model, style, [HOODIE, JEANS], photographed=False)
    assert reason.garment == 0
    assert reason.traits == (Trait.FIT,)


def test_a_colour_can_be_the_trait() -> None:
    black = len(CATEGORIES) + len(PATTERNS) + 8 + COLOURS.index("black")
    assert outfit_vector([worn("coat", colour="black")])[black] == 1
    model = model_of({black: 4.0})
    outfit = [worn("coat", colour="black"), JEANS]
    style = model.predict(None, outfit).style
    (reason,) = reasons(model, style, outfit, photographed=False)
    assert (reason.garment, reason.traits) == (0, (Trait.COLOUR,))


def test_nothing_is_a_reason_when_nothing_moves() -> None:
    model = model_of({})
    style = model.predict(None, [HOODIE, JEANS]).style
    assert reasons(model, style, [HOODIE, JEANS], photographed=False) == ()
    assert reasons(model, (), [HOODIE], photographed=False) == ()
    assert reasons(model, style, [], photographed=False) == ()


def test_a_lone_garment_is_its_own_reason() -> None:
    style = BY_CATEGORY.predict(None, [HOODIE]).style
    (reason,) = reasons(BY_CATEGORY, style, [HOODIE], photographed=False)
    assert reason.garment == 0


def test_only_worn_outfits_can_be_compared() -> None:
    style = BY_CATEGORY.predict(None, [HOODIE]).style
    with pytest.raises(ValueError, match="only garments"):
        changed(BY_CATEGORY, style, [HOODIE], [])


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0.6, 0.2, 0.2), Verdict.CLEAR),
        ((1.0,), Verdict.CLEAR),
        ((0.4, 0.3, 0.3), Verdict.EITHER),
        ((0.2, 0.2, 0.2, 0.2, 0.2), Verdict.UNSURE),
    ],
)
def test_how_clearly_a_style_is_named(scores: tuple[float, ...], expected: Verdict) -> None:
    assert verdict([Scored(STYLES[i], score) for i, score in enumerate(scores)]) is expected
