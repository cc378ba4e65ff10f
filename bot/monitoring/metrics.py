"""Define the metrics of the bot, and render them in the text format of Prometheus.

Counters and times are recorded where things happen. What the database knows better than a process
(products, crawls, tips) is counted there from time to time by `bot.monitoring.health`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
REGISTRY: Final = CollectorRegistry(auto_describe=True)

_FAST_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SLOW_S: Final = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0)

ANSWERS: Final = Counter(
    "coordi_answers", "Photos answered, by what came of it.", ["outcome"], registry=REGISTRY
)
ANSWER_SECONDS: Final = Histogram(
    "coordi_answer_seconds",
    "From taking up a photo to its answer.",
    buckets=_SLOW_S,
    registry=REGISTRY,
)
SEARCH_SECONDS: Final = Histogram(
    "coordi_search_seconds",
    "Time of a product search.",
    buckets=_FAST_S,
    registry=REGISTRY,
)
QUEUED_PHOTOS: Final = Gauge(
    "coordi_queued_photos", "Photos that wait or are being looked at.", registry=REGISTRY
)
READY: Final = Gauge("coordi_ready", "1 when the models are loaded.", registry=REGISTRY)
LOOP_LAG_SECONDS: Final = Histogram(
    "coordi_event_loop_lag_seconds",
    "How late the event loop wakes up.",
    buckets=_FAST_S,
    registry=REGISTRY,
)
INDEXED_PRODUCTS: Final = Gauge(
    "coordi_indexed_products", "Products that a search can find.", registry=REGISTRY
)
PRODUCTS: Final = Gauge(
    "coordi_products", "Visible products, by source.", ["source"], registry=REGISTRY
)
EMBEDDING_BACKLOG: Final = Gauge(
    "coordi_embedding_backlog",
    "Visible products without a vector of the present weights.",
    registry=REGISTRY,
)
LAST_REFRESH: Final = Gauge(
    "coordi_source_last_success_timestamp_seconds",
    "When the last good import or crawl of a source ended.",
    ["source"],
    registry=REGISTRY,
)
CRAWL_ERRORS: Final = Gauge(
    "coordi_crawl_errors",
    "Errors of each source's last import or crawl, by kind.",
    ["source", "kind"],
    registry=REGISTRY,
)
TIPS: Final = Gauge(
    "coordi_tips",
    "Daily tips due in the last 24 hours, by what became of them.",
    ["state"],
    registry=REGISTRY,
)
LATE_TIPS: Final = Gauge(
    "coordi_late_tips",
    "Daily tips of the last 24 hours that went out over two minutes late.",
    registry=REGISTRY,
)
SAVED_PRODUCTS: Final = Gauge(
    "coordi_saved_products", "Products that people keep an eye on.", registry=REGISTRY
)
PRICE_ALERTS: Final = Counter(
    "coordi_price_alerts",
    "Messages about lower prices, by outcome.",
    ["outcome"],
    registry=REGISTRY,
)

_LAG_INTERVAL_S: Final = 0.5


def exposition() -> bytes:
    """Return all metrics in the text format of Prometheus."""
    return generate_latest(REGISTRY)


def replace_values(gauge: Gauge, values: Mapping[tuple[str, ...], float]) -> None:
    """Set a gauge with labels to these values and no others."""
    gauge.clear()
    for labels, value in values.items():
        gauge.labels(*labels).set(value)


async def measure_loop_lag() -> None:
    """Measure how late the event loop wakes up, until cancelled."""
    while True:
        start = time.perf_counter()
        await asyncio.sleep(_LAG_INTERVAL_S)
        LOOP_LAG_SECONDS.observe(max(0.0, time.perf_counter() - start - _LAG_INTERVAL_S))
