"""The sample shops: invented products, drawn during the import."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from importlib.util import find_spec
from multiprocessing import get_context

from scraper.offer import Offer, PictureBytes, ShopIdentity
from scraper.registry import SourceError, SourceRequest, source
from scraper.report import ImportReport
from scraper.sample.assortment import COLOUR_TITLES, SampleProduct, assortment
from scraper.sample.render import render_jpeg

_MAX_PROCESSES = 8


@source("sample")
async def sample(request: SourceRequest, report: ImportReport) -> AsyncIterator[Offer]:  # noqa: ARG001
    """Yield every product of the sample shops in order, drawing on all cores.

    Raises:
        SourceError: the extra `demo`, which draws, is not installed.
    """
    if find_spec("resvg_py") is None:
        raise SourceError("the sample shops need the extra demo: pip install 'coordi[demo]'")
    products = assortment()
    # Drawing holds the interpreter's lock, so it takes processes; a fork of threads is unsafe.
    workers = min(os.cpu_count() or 1, _MAX_PROCESSES)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        pictures = [
            loop.run_in_executor(pool, render_jpeg, product.spec, product.shop.ground)
            for product in products
        ]
        for line, (product, picture) in enumerate(zip(products, pictures, strict=True), start=1):
            yield _offer(product, await picture, line)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _offer(product: SampleProduct, picture: bytes, line: int) -> Offer:
    shop = product.shop
    return Offer(
        shop=ShopIdentity(shop.slug, shop.name, shop.url),
        external_id=product.external_id,
        title=product.title,
        url=product.url,
        picture=PictureBytes(picture),
        price=Decimal(product.price),
        currency="KRW",
        line=line,
        brand=shop.name,
        category_text=product.spec.category,
        colour_text=COLOUR_TITLES[product.colour],
        gender_text=product.gender,
        sizes=product.sizes,
    )
