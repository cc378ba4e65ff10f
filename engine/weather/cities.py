"""The Korean cities and districts that weather can be asked of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city, county or district.

    Attributes:
        id: stable and ASCII, kept in the database: `seoul`, `seoul-mapo`.
        name_ko: as people say it, `마포구`.
        name_en: romanised, `Mapo-gu`.
        region_id: id of the province or metropolitan city around it; its own if it is one.
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.
    """

    id: str
    name_ko: str
    name_en: str
    region_id: str
    latitude: float
    longitude: float
