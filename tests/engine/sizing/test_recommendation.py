from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, Slot
from engine.sizing.person import Gender, Person, Population, SizeError
from engine.sizing.preference import Feedback
from engine.sizing.recommendation import Garment, PastSize, peers_of, recommend, sizes_for

SIZED = [
    c
    for c in CATEGORIES
    if CATEGORY_SLOT[c] not in {Slot.BAG, Slot.HAT, Slot.SCARF, Slot.BELT, Slot.EYEWEAR}
]
BRANDS = [None, "Uniqlo", "무신사 스탠다드", "Zara", "The North Face", "No Such Brand"]
MAN = Person(Gender.MALE, 173, 68)
LETTERS = ["XS", "S", "M", "L", "XL", "2XL", "3XL"]


def codes(found) -> set[str]:
    return {why.code for why in found.reasons}


@given(
    st.builds(
        Person,
        st.sampled_from(Gender),
        st.floats(140, 205),
        st.floats(45, 130),
        st.none() | st.floats(15, 99),
    ),
    st.builds(
        Garment,
        st.sampled_from(SIZED),
        st.sampled_from(BRANDS),
        st.sampled_from([None, "slim", "regular", "loose", "oversize"]),
        st.sampled_from([None, *Gender]),
        st.sampled_from(Population),
    ),
    st.sampled_from([None, "slim", "regular", "loose", "oversize"]),
)
def test_every_adult_gets_a_size_of_every_garment(person, garment, wish):
    found = recommend(person, garment, wish=wish)
    chances = list(found.probabilities.values())
    assert found.probabilities[found.size] == max(chances)
    assert sum(chances) == pytest.approx(1)
    labels = list(found.probabilities)
    assert abs(labels.index(found.size) - labels.index(found.neighbour)) == 1
    assert all(why.english() for why in found.reasons)


@pytest.mark.parametrize("category", [c for c in CATEGORIES if c not in SIZED])
def test_accessories_have_no_size(category):
    with pytest.raises(SizeError) as caught:
        recommend(MAN, Garment(category))
    assert caught.value.code == "category_without_size"


def test_the_heavier_the_larger():
    order = []
    for weight_kg in range(50, 125, 5):
        found = recommend(Person(Gender.MALE, 175, weight_kg), Garment("t_shirt"))
        order.append(list(found.probabilities).index(found.size))
    assert order == sorted(order)
    assert order[0] < order[-1]


def test_a_body_beyond_every_chart_gets_the_largest_size_and_a_reason():
    found = recommend(Person(Gender.MALE, 185, 180), Garment("t_shirt"))
    assert found.size == list(found.probabilities)[-1]
    assert "beyond_largest" in codes(found)


def test_an_unknown_brand_is_a_reason():
    found = recommend(MAN, Garment("t_shirt", "No Such Brand"))
    assert "brand_unknown" in codes(found)


def test_a_known_brand_uses_its_chart():
    found = recommend(MAN, Garment("hoodie", "Uniqlo"))
    assert "brand_chart" in codes(found)
    assert found.ease_cm[found.size]["chest"] > 0


@pytest.mark.parametrize(
    ("category", "gender", "scale", "among"),
    [
        ("t_shirt", Gender.MALE, ("kr_number",), {"95", "100"}),
        ("blouse", Gender.FEMALE, ("kr_dress",), {"55", "66"}),
        ("t_shirt", Gender.MALE, ("S", "M", "L", "XL", "XXL", "3XL"), {"M", "L"}),
        ("trousers", Gender.MALE, ("letter",), {"M"}),
        ("sneakers", Gender.MALE, ("shoe_us",), {"8", "8.5"}),
    ],
)
def test_the_wanted_scale_is_answered_in(category, gender, scale, among):
    height_cm, weight_kg = (173, 68) if gender is Gender.MALE else (162, 54)
    found = recommend(Person(gender, height_cm, weight_kg), Garment(category, scale=scale))
    assert found.size in among


def test_american_dresses_come_in_letters_or_numbers():
    woman = Person(Gender.FEMALE, 165, 60, 30, "hourglass", population=Population.US)
    letters = recommend(woman, Garment("dress", market=Population.US))
    assert list(letters.probabilities) == ["XS", "S", "M", "L", "XL"]
    numbers = recommend(woman, Garment("dress", market=Population.US, scale=("us_number",)))
    assert list(numbers.probabilities) == ["0", "2", "4", "6", "8", "10", "12", "14"]


def test_a_size_that_was_too_small_shifts_the_answer_up():
    garment = Garment("t_shirt", "Musinsa Standard")
    plain = recommend(MAN, garment)
    taught = recommend(MAN, garment, past=[PastSize(garment, "L", Feedback.SMALL)] * 2)
    weights = np.arange(len(plain.probabilities))
    before, after = (np.array(list(r.probabilities.values())) @ weights for r in (plain, taught))
    assert after > before + 0.3
    assert "taste_learned" in codes(taught)


def test_a_past_size_of_trousers_does_not_affect_tops():
    past = [PastSize(Garment("trousers"), "34", Feedback.FITS)]
    garment = Garment("t_shirt")
    assert recommend(MAN, garment, past=past).probabilities == recommend(MAN, garment).probabilities


def test_a_past_size_may_be_of_another_system():
    past = [PastSize(Garment("t_shirt", "Musinsa Standard"), "105", Feedback.FITS)]
    assert "taste_learned" in codes(recommend(MAN, Garment("t_shirt"), past=past))


def test_an_unknown_past_size_is_refused():
    with pytest.raises(SizeError) as caught:
        recommend(MAN, Garment("t_shirt"), past=[PastSize(Garment("t_shirt"), "blue")])
    assert caught.value.code == "unknown_scale"


def test_a_looser_wished_fit_needs_more_girth_in_a_slim_garment():
    garment = Garment("t_shirt", "Uniqlo", fit="slim")
    plain, wished = recommend(MAN, garment), recommend(MAN, garment, wish="oversize")
    weights = np.arange(len(plain.probabilities))
    before, after = (np.array(list(r.probabilities.values())) @ weights for r in (plain, wished))
    assert after > before
    assert "wished_fit" in codes(wished)


def test_peers_are_people_of_that_body():
    peers = peers_of(MAN, Garment("trousers"))
    assert peers is not None
    assert sum(peers.sizes.values()) == peers.people
    assert peers_of(Person(Gender.UNSAID, 173, 68), Garment("trousers")) is None


def test_a_catalogue_gets_the_sizes_that_single_products_get():
    products = [Garment(c, b) for c in SIZED for b in BRANDS] + [Garment("bag")]
    many = sizes_for(MAN, products)
    assert many.sizes[-1] is None
    assert np.isnan(many.chances[-1])
    for product, size, chance in zip(products, many.sizes, many.chances, strict=True):
        if size is not None:
            found = recommend(MAN, product)
            assert (found.size, found.probabilities[size]) == (size, pytest.approx(chance))
