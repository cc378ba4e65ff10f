"""How fast products come in: lines of feeds, pictures, and rows.

Processor seconds, not those of a clock, where one thread works alone: they depend less on what else
the machine does.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from config.settings import Settings, load_settings
from db.models import pack_vector
from db.queries import product_groups, product_import
from db.queries import products as product_queries
from db.session import Database
from engine.pipeline import Pipeline
from engine.schemas import Analysis
from scraper.download import Downloader
from scraper.pipeline import CatalogueImport
from scraper.registry import SourceRequest
from scraper.report import ImportReport
from scraper.sample.assortment import assortment
from scraper.sample.render import render_jpeg
from scraper.sources import find

LINES: Final = 20_000
PICTURES: Final = 96
ROWS: Final = 10_000
_BATCH: Final = 48


def measure() -> dict[str, float]:
    """Measure feeds before pictures, the looking, and the writing."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({}, data_dir=Path(folder))
        return {
            "google_items_per_cpu_s": _feed_rate("google_merchant", _google(Path(folder))),
            "naver_lines_per_cpu_s": _feed_rate("naver_ep", _naver(Path(folder))),
            **asyncio.run(_looking(settings)),
            "add_10000_products_s": asyncio.run(_writing(settings)),
        }


def _google(folder: Path) -> Path:
    path = folder / "feed.xml"
    with path.open("w", encoding="utf-8") as feed:
        feed.write('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>')
        for n in range(LINES):
            feed.write(
                f"<item><g:id>P{n}</g:id><title>오버핏 린넨 셔츠 {n}</title>"
                "<description>&lt;p&gt;좋은 옷&lt;/p&gt; 소재: 면 100%</description>"
                f"<link>https://shop.example/{n}</link>"
                f"<g:image_link>https://shop.example/{n // 3}.jpg</g:image_link>"
                "<g:price>39000 KRW</g:price><g:availability>in stock</g:availability>"
                "<g:product_type>의류 &gt; 셔츠</g:product_type><g:color>블랙</g:color>"
                f"<g:item_group_id>G{n // 3}</g:item_group_id><g:size>{'SML'[n % 3]}</g:size>"
                "</item>\n"
            )
        feed.write("</channel></rss>")
    return path


def _naver(folder: Path) -> Path:
    path = folder / "feed.tsv"
    lines = ["id\ttitle\tprice_pc\tlink\timage_link\tcategory_name1\tcategory_name2\tsearch_tag"]
    lines += [
        f"P{n}\t오버핏 린넨 셔츠 {n}\t39000\thttps://shop.example/{n}\t"
        f"https://shop.example/{n}.jpg\t패션의류\t셔츠\t데일리|봄"
        for n in range(LINES)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _feed_rate(source: str, path: Path) -> float:
    async def read() -> None:
        async for _ in find(source)(SourceRequest(path, "Shop"), ImportReport()):
            pass

    start = time.process_time()
    asyncio.run(read())
    return LINES / (time.process_time() - start)


async def _looking(settings: Settings) -> dict[str, float]:
    """Compare an import of pictures with the bare model on the same pictures, side by side."""
    products = assortment()[:PICTURES]
    folder = settings.data_dir
    lines = ["id\ttitle\tprice_pc\tlink\timage_link"]
    for product in products:
        (folder / f"{product.external_id}.jpg").write_bytes(
            render_jpeg(product.spec, product.shop.ground)
        )
        lines.append(
            f"{product.external_id}\t{product.title}\t1000\t{product.url}\t{product.external_id}.jpg"
        )
    (folder / "pictures.tsv").write_text("\n".join(lines), encoding="utf-8")
    engine = _Watched(Pipeline.open(settings.engine))
    engine.describe_first()
    report = ImportReport()
    async with (
        await Database.open(settings) as database,
        Downloader(user_agent="benchmark", max_bytes=1) as getter,
    ):
        start = time.perf_counter()
        run = CatalogueImport(
            database=database,
            engine=engine,
            getter=getter,
            settings=settings,
            source="naver_ep",
            report=report,
        )
        await run.run(find("naver_ep")(SourceRequest(folder / "pictures.tsv", "Shop"), report))
        whole_s = time.perf_counter() - start
    workers = settings.engine.workers
    return {
        "import_pictures_per_s": PICTURES / whole_s,
        "model_share_of_import": engine.spent_s / workers / whole_s,
    }


class _Watched:
    """The engine, and how long it was at work."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.spent_s = 0.0

    def describe_first(self) -> None:
        """Read the weights."""
        self._pipeline.describe([Image.new("RGB", (64, 64))])

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Say what the one garment of each picture is."""
        start = time.perf_counter()
        try:
            return self._pipeline.describe(pictures)
        finally:
            self.spent_s += time.perf_counter() - start


async def _writing(settings: Settings) -> float:
    """Write products with embeddings, prices and duplicates, as an import does."""
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(ROWS, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    async with await Database.open(settings) as database:
        async with database.session() as session:
            shop = await product_queries.upsert_shop(
                session, slug="b", name="B", url="u", source="b"
            )
        rows = [_row(shop, n, pack_vector(vector)) for n, vector in enumerate(vectors)]
        start = time.process_time()
        for first in range(0, ROWS, _BATCH):
            async with database.session() as session:
                ids = await product_import.write_products(session, rows[first : first + _BATCH])
                await product_groups.join_duplicates(session, ids)
        return time.process_time() - start


def _row(shop: int, number: int, embedding: bytes) -> dict[str, object]:
    return {
        "shop_id": shop,
        "external_id": str(number),
        "title": f"오버핏 린넨 셔츠 {number}",
        "url": f"https://shop.example/{number}",
        "price": 39_000,
        "category": "shirt",
        "picture": f"{number}.jpg",
        "picture_sha256": f"{number:064x}",
        "picture_dhash": f"{number:016x}",
        "name_key": f"{number:032x}",
        "embedding": embedding,
        "embedding_model": "benchmark",
    }
