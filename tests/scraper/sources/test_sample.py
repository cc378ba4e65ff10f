from __future__ import annotations

import io

from PIL import Image

from scraper.offer import PictureBytes
from scraper.report import ImportReport
from scraper.sample.assortment import assortment
from scraper.sources import SourceRequest, find


async def test_the_sample_shops_are_drawn_in_order():
    report = ImportReport()
    offers = find("sample")(SourceRequest(), report)
    try:
        for product in assortment()[:3]:
            offer = await anext(offers)
            assert (offer.external_id, offer.title) == (product.external_id, product.title)
            assert offer.currency == "KRW"
            assert isinstance(offer.picture, PictureBytes)
            with Image.open(io.BytesIO(offer.picture.data)) as picture:
                picture.load()
    finally:
        await offers.aclose()
    assert report.rejected == 0
