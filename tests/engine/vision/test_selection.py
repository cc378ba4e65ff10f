"""Which boxes are described: what one body wears, and doubts behind it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import Slot
from engine.schemas import Detection
from engine.vision.selection import MAX_GARMENTS, WORN_AT_ONCE, select_detections

detections = st.lists(
    st.builds(
        lambda x, y, w, h, slot, score: Detection((x, y, x + w, y + h), slot, score),
        st.floats(0, 500),
        st.floats(0, 500),
        st.floats(1, 300),
        st.floats(1, 300),
        st.sampled_from(list(Slot)),
        st.floats(0.01, 1),
    ),
    max_size=40,
)


@given(detections, st.floats(0.05, 0.9), st.floats(0.01, 0.9))
def test_nobody_wears_more_of_a_slot_than_a_body_can(
    boxes: list[Detection], sure_score: float, min_score: float
) -> None:
    selected = select_detections(boxes, sure_score, min_score)
    sure = [one for one in selected if one.is_sure]
    assert len(selected) <= MAX_GARMENTS
    assert selected[: len(sure)] == sure
    assert sure or not selected
    for person in {one.person for one in sure}:
        worn = [one.detection.slot for one in sure if one.person == person]
        assert all(worn.count(slot) <= WORN_AT_ONCE.get(slot, 1) for slot in worn)
    assert all(one.detection.score >= max(sure_score, min_score) for one in sure)
    assert all(one.detection.score >= min_score for one in selected)


def test_a_half_sure_bag_alone_is_no_garment_but_with_clothes_it_is() -> None:
    bag = Detection((10, 10, 60, 60), Slot.BAG, 0.5)
    coat = Detection((0, 0, 90, 200), Slot.OUTER, 0.4)
    assert select_detections([bag], 0.3, 0.01) == []
    assert [one.detection for one in select_detections([bag, coat], 0.3, 0.3)] == [bag, coat]
    sure_bag = Detection(bag.box, Slot.BAG, 0.7)
    assert [one.detection for one in select_detections([sure_bag], 0.3, 0.3)] == [sure_bag]


def test_one_garment_with_two_names_is_one_garment() -> None:
    coat = Detection(box=(10, 20, 110, 220), slot=Slot.OUTER, score=0.7)
    dress = Detection(box=(12, 22, 110, 218), slot=Slot.DRESS, score=0.5)
    shirt = Detection(box=(40, 40, 80, 140), slot=Slot.TOP, score=0.4)
    selected = [one.detection for one in select_detections([dress, coat, shirt], 0.3, 0.3)]
    assert selected == [coat, shirt]
    doubts = [one for one in select_detections([dress, coat, shirt], 0.3, 0.05) if not one.is_sure]
    assert [one.detection for one in doubts] == [dress]
