import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import STYLES
from engine.schemas import Scored
from engine.style.shop_style import DEFAULT_PRIOR_PRODUCTS, PRIOR_RANGE, Moods, Tally

STREET, RETRO = STYLES.index("street"), STYLES.index("retro")


def tally(rows: list[list[float]] | np.ndarray) -> Tally:
    styles = np.array(rows, dtype=np.float64).reshape(-1, len(STYLES))
    return Tally(len(styles), styles.sum(0), np.square(styles).sum(0))


def pure(style: str, products: int) -> Tally:
    return tally(np.tile(np.eye(len(STYLES))[STYLES.index(style)], (products, 1)))


def mixed(shares: np.ndarray, products: int, seed: int) -> Tally:
    drawn = np.random.default_rng(seed).choice(len(STYLES), size=products, p=shares)
    return tally(np.eye(len(STYLES))[drawn])


def asked(*styles: tuple[str, float]) -> list[Scored]:
    return [Scored(*style) for style in styles]


def test_without_shops_there_is_no_mood() -> None:
    moods = Moods({1: tally([])})
    assert len(moods) == 0
    assert moods.nearest(asked(("street", 1.0)), 3).hits == ()
    assert moods.of_shop(1) == ()


def test_the_shop_with_most_of_the_style_comes_first() -> None:
    moods = Moods({1: pure("street", 40), 2: pure("retro", 40), 3: pure("casual", 40)})
    found = moods.nearest(asked(("street", 0.7), ("casual", 0.2)), 2)
    assert [hit.shop_id for hit in found.hits] == [1, 3]
    assert [hit.mood for hit in found.hits] == ["street", "casual"]
    assert found.missing is None
    assert found.more


def test_two_lucky_products_do_not_beat_a_whole_shop() -> None:
    even = np.full(len(STYLES), 1 / len(STYLES))
    street = 0.5 * even + 0.5 * np.eye(len(STYLES))[STREET]
    shops = {n: mixed(even, 100, n) for n in range(20)}
    shops[50], shops[51] = pure("street", 2), mixed(street, 200, 7)
    moods = Moods(shops)
    hits = moods.nearest(asked(("street", 1.0)), 2).hits
    assert [hit.shop_id for hit in hits] == [51, 50]
    sure, lucky = hits
    assert lucky.share < sure.share
    assert lucky.certainty < 0.3 < 0.8 < sure.certainty
    assert lucky.error > sure.error > 0


def test_alike_shops_are_shrunk_more_than_different_ones() -> None:
    rng = np.random.default_rng(0)
    even = np.full(len(STYLES), 1 / len(STYLES))
    alike = Moods({n: mixed(even, 30, n) for n in range(60)})
    different = Moods({n: mixed(rng.dirichlet(np.full(9, 0.3)), 30, n) for n in range(60)})
    low, high = PRIOR_RANGE
    assert low <= different.prior_products < 5
    assert alike.prior_products > 30
    assert alike.prior_products <= high


def test_shrinking_comes_nearer_to_the_truth_than_counting() -> None:
    """Mean squared error on shops of known moods, five products each."""
    rng = np.random.default_rng(3)
    truth = rng.dirichlet(np.full(9, 1.5), size=200)
    shops = {n: mixed(shares, 5, n) for n, shares in enumerate(truth)}
    moods = Moods(shops)
    shrunk, counted = 0.0, 0.0
    for n, shares in enumerate(truth):
        said = {hit.mood: hit.share for hit in moods.of_shop(n)}
        shrunk += sum((said[name] - shares[i]) ** 2 for i, name in enumerate(STYLES))
        counted += float(np.square(shops[n].sums / 5 - shares).sum())
    assert shrunk < 0.6 * counted


def test_few_shops_take_the_usual_prior() -> None:
    assert Moods({1: pure("street", 9)}).prior_products == DEFAULT_PRIOR_PRODUCTS


def test_a_style_without_shops_falls_back_to_its_group() -> None:
    moods = Moods({1: pure("retro", 30), 2: pure("feminine", 30)})
    found = moods.nearest(asked(("street", 0.9), ("feminine", 0.05)), 2)
    assert found.missing == "street"
    assert found.hits[0].shop_id == 1
    assert found.hits[0].mood == "retro"


def test_a_style_without_shops_or_group_falls_back_to_the_second() -> None:
    moods = Moods({1: pure("retro", 30), 2: pure("modern", 30)})
    found = moods.nearest(asked(("sporty", 0.6), ("modern", 0.2)), 1)
    assert found.missing == "sporty"
    assert found.hits[0].shop_id == 2


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.lists(st.floats(0, 1), min_size=9, max_size=9)),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 5),
)
def test_shares_are_shares_and_every_shop_comes_once(
    drawn: list[tuple[int, list[float]]], k: int
) -> None:
    shops = {}
    for shop, (products, weights) in enumerate(drawn):
        total = sum(weights)
        shares = np.array(weights) / total if total else np.full(9, 1 / 9)
        shops[shop] = tally(np.tile(shares, (products, 1)))
    moods = Moods(shops)
    styled = {shop for shop, (products, _) in enumerate(drawn) if products}
    assert len(moods) == len(styled)
    for shop in styled:
        assert sum(hit.share for hit in moods.of_shop(shop)) == pytest.approx(1)
    found = moods.nearest(asked(("casual", 0.5), ("street", 0.3)), k)
    ids = [hit.shop_id for hit in found.hits]
    assert len(ids) == len(set(ids)) == min(k, len(styled))
    assert found.more == (len(styled) > k)
    rest = moods.nearest(asked(("casual", 0.5), ("street", 0.3)), 9, ids)
    assert not set(ids) & {hit.shop_id for hit in rest.hits}
    assert set(ids) | {hit.shop_id for hit in rest.hits} == styled


def test_next_to_nothing_of_a_rare_style_is_no_mood() -> None:
    casual = np.eye(len(STYLES))[STYLES.index("casual")]
    retro = np.eye(len(STYLES))[RETRO]
    moods = Moods(
        {
            1: tally(np.tile(casual * 0.94 + retro * 0.06, (50, 1))),
            2: tally(np.tile(casual, (50, 1))),
            3: pure("modern", 50),
            4: pure("street", 50),
        }
    )
    assert moods.of_shop(1)[0].mood == "casual"
