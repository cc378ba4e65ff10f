"""The grid against pairs that KMA publishes in its table of places (단기예보 격자 위경도)."""

from __future__ import annotations

import pytest

from engine.weather.kma_grid import grid_cell


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [
        (37.5635694, 126.9800083, (60, 127)),  # 서울특별시
        (37.5703778, 126.9816417, (60, 127)),  # 서울특별시 종로구
        (35.1770194, 129.0769528, (98, 76)),  # 부산광역시
        (35.8685417, 128.6035528, (89, 90)),  # 대구광역시
        (37.4532333, 126.7073528, (55, 124)),  # 인천광역시
        (35.1569750, 126.8533639, (58, 74)),  # 광주광역시
        (36.3471194, 127.3865667, (67, 100)),  # 대전광역시
        (35.5354083, 129.3136889, (102, 84)),  # 울산광역시
        (33.4856944, 126.5003333, (52, 38)),  # 제주특별자치도
        (33.505929, 126.495952, (52, 38)),
    ],
)
def test_published_pairs(latitude: float, longitude: float, cell: tuple[int, int]) -> None:
    assert grid_cell(latitude, longitude) == cell
