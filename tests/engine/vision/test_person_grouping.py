from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import Slot
from engine.schemas import Detection
from engine.vision.person_grouping import BODY_SLOTS, group_by_person


def seen(slot: Slot, x1: float, y1: float, x2: float, y2: float, score: float = 0.9) -> Detection:
    return Detection(box=(x1, y1, x2, y2), slot=slot, score=score)


def dressed(x: float, y: float, width: float) -> list[Detection]:
    """One person in a coat over a top, trousers, shoes, hat and a bag that sticks out."""
    parts = [
        (Slot.OUTER, -0.5, 0.0, 0.5, 1.6),
        (Slot.PANTS, -0.35, 1.5, 0.35, 3.3),
        (Slot.TOP, -0.3, 0.1, 0.3, 1.3),
        (Slot.BAG, 0.45, 1.2, 1.0, 2.0),
        (Slot.SHOES, -0.4, 3.2, 0.4, 3.6),
        (Slot.HAT, -0.25, -0.9, 0.25, -0.5),
        (Slot.EYEWEAR, -0.2, -0.5, 0.2, -0.4),
    ]
    return [
        seen(slot, x + a * width, y + b * width, x + c * width, y + d * width)
        for slot, a, b, c, d in parts
    ]


positions = st.floats(0, 500, allow_nan=False)
widths = st.floats(20, 200, allow_nan=False)

boxes = st.builds(
    lambda slot, x, y, w, h, score: seen(slot, x, y, x + w, y + h, score),
    st.sampled_from(list(Slot)),
    positions,
    positions,
    st.floats(0, 300),
    st.floats(0, 300),
    st.floats(0, 1),
)


@given(st.lists(boxes, max_size=20))
def test_every_garment_has_exactly_one_wearer(detections: list[Detection]) -> None:
    people = group_by_person(detections)
    assert all(people)
    assert sorted(id(d) for person in people for d in person) == sorted(map(id, detections))


@given(st.lists(boxes, max_size=20))
def test_order_within_a_person_is_kept(detections: list[Detection]) -> None:
    place = {id(d): i for i, d in enumerate(detections)}
    for person in group_by_person(detections):
        places = [place[id(d)] for d in person]
        assert places == sorted(places)


@given(x=positions, y=positions, width=widths)
def test_one_person_keeps_everything(x: float, y: float, width: float) -> None:
    detections = dressed(x, y, width)
    assert group_by_person(detections) == [detections]


@given(x=positions, y=positions, width=widths, smaller=st.floats(0.4, 0.95))
def test_people_side_by_side_are_told_apart(
    x: float, y: float, width: float, smaller: float
) -> None:
    large = dressed(x, y, width)
    small = dressed(x + 2.2 * width, y, width * smaller)
    mixed = [d for pair in zip(small, large, strict=True) for d in pair]
    assert group_by_person(mixed) == [large, small]


def test_two_pairs_of_trousers_are_two_people() -> None:
    left = [seen(Slot.TOP, 0, 0, 100, 100), seen(Slot.PANTS, 10, 100, 60, 300)]
    right = [seen(Slot.PANTS, 62, 100, 110, 300)]
    assert group_by_person(left + right) == [left, right]


def test_somebody_small_in_the_background_is_not_part_of_the_large_person() -> None:
    large = [seen(Slot.DRESS, 100, 100, 300, 500)]
    far = [seen(Slot.TOP, 180, 40, 210, 70)]
    assert group_by_person(far + large) == [large, far]


def test_an_accessory_out_of_reach_is_nobodys() -> None:
    worn = dressed(100, 100, 50)
    lost = seen(Slot.BAG, 900, 100, 950, 150)
    assert group_by_person([*worn, lost]) == [worn, [lost]]


def test_shoes_alone_are_a_person() -> None:
    shoes = seen(Slot.SHOES, 0, 0, 10, 10)
    assert shoes.slot not in BODY_SLOTS
    assert group_by_person([shoes]) == [[shoes]]
