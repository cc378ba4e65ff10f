"""HTTP server of the engine (`coordi engine serve`).

The body of a POST is a picture; an error is answered as `{"error": {code, message}}`. At most
`queue_size` pictures are queued; the next one is answered with 503 at once, so that the client can
turn to another server. Every answer names the weights that gave it in the header `X-Coordi-Model`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.models.embedding_version import embedding_version
from engine.pipeline import Analyzer, Closeup, Pipeline
from engine.schemas import Analysis, PhotoError, PhotoKind
from engine.serving.bounded_pool import BoundedPool
from engine.serving.wire import ANALYSIS, CLOSEUP, MODEL_HEADER, contract_json
from engine.vision.decode import decode

RETRY_AFTER_S: Final = "1"
_BUCKETS_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
_STATUS: Final = {"busy": 503, "too_large": 413}

Named = TypeVar("Named", PhotoKind, Slot)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class EngineServer:
    """The routes of an engine; `application` is what aiohttp runs.

    `POST /analyze?kind=outfit|garment` answers with the JSON of the command-line contract, with
    `&embeddings=1` embeddings as well, with `&format=full` every field as it is. `POST /embed`,
    `POST /closeup?slot=`, `GET /health`, `GET /metrics`.
    """

    def __init__(self, settings: EngineSettings, pipeline: Analyzer | None = None) -> None:
        self._settings = settings
        self._pipeline = pipeline or Pipeline.open(settings)
        self._pool = BoundedPool(settings.workers, settings.queue_size, name="engine")
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "coordi_engine_requests",
            "Pictures, by route and outcome.",
            ["route", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "coordi_engine_seconds",
            "Time of a picture, waiting included.",
            ["route"],
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._queued = Gauge(
            "coordi_engine_queued", "Pictures that wait or are worked on.", registry=self.registry
        )
        self._queued.set_function(lambda: self._pool.queued)

    def application(self) -> web.Application:
        """Return the web application."""
        app = web.Application(client_max_size=self._settings.max_file_bytes + 1)
        app.router.add_post("/analyze", self._timed("analyze", self._analyze))
        app.router.add_post("/embed", self._timed("embed", self._embed))
        app.router.add_post("/closeup", self._timed("closeup", self._closeup))
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._metrics)
        app.on_cleanup.append(self._close)
        return app

    def _timed(
        self, route: str, answer: Callable[[web.Request, bytes], Awaitable[bytes]]
    ) -> Handler:
        """Wrap a handler: count and time its answers, turn a `PhotoError` into one."""

        async def handler(request: web.Request) -> web.StreamResponse:
            start = time.perf_counter()
            outcome = "answered"
            try:
                body = await answer(request, await request.read())
                headers = {MODEL_HEADER: embedding_version(self._settings.models_dir)}
                return web.Response(body=body, headers=headers, content_type="application/json")
            except PhotoError as error:
                outcome = error.code
                return _error_response(error)
            except web.HTTPException as error:
                outcome = str(error.status)
                raise
            except Exception:
                outcome = "failed"
                raise
            finally:
                self._requests.labels(route, outcome).inc()
                self._seconds.labels(route).observe(time.perf_counter() - start)

        return handler

    async def _analyze(self, request: web.Request, data: bytes) -> bytes:
        kind = _one_of(PhotoKind, request.query.get("kind", PhotoKind.OUTFIT), "kind")
        analysis = await self._pool.run(self._analyze_photo, data, kind)
        if request.query.get("format") == "full":
            return ANALYSIS.dump_json(analysis)
        embeddings = request.query.get("embeddings") == "1"
        return _json(contract_json(analysis, embeddings=embeddings))

    async def _embed(self, _request: web.Request, data: bytes) -> bytes:
        analysis = await self._pool.run(self._analyze_photo, data, PhotoKind.GARMENT)
        garment = contract_json(analysis, embeddings=True)["garments"][0]
        model = embedding_version(self._settings.models_dir)
        return _json({"embedding": garment["embedding"], "model": model})

    async def _closeup(self, request: web.Request, data: bytes) -> bytes:
        name = request.query.get("slot")
        slot = None if name is None else _one_of(Slot, name, "slot")
        return CLOSEUP.dump_json(await self._pool.run(self._describe_garment, data, slot))

    def _analyze_photo(self, data: bytes, kind: PhotoKind) -> Analysis:
        photo = decode(data, self._settings)
        analysis = self._pipeline.analyze(photo.picture, kind)
        return analysis.resized(photo.width, photo.height)

    def _describe_garment(self, data: bytes, slot: Slot | None) -> Closeup:
        photo = decode(data, self._settings)
        return self._pipeline.closeups([photo.picture], [slot])[0]

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ready": True, "queued": self._pool.queued})

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self.registry), content_type="text/plain")

    async def _close(self, _app: web.Application) -> None:
        await self._pool.close()


def _json(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()


def _error_response(error: PhotoError) -> web.Response:
    return web.json_response(
        {"error": {"code": error.code, "message": str(error)}},
        status=_STATUS.get(error.code, 422),
        headers={"Retry-After": RETRY_AFTER_S} if error.code == "busy" else None,
    )


def _one_of(kind: type[Named], value: str, name: str) -> Named:
    try:
        return kind(value)
    except ValueError:
        raise web.HTTPBadRequest(text=f"{name} cannot be {value[:20]!r}") from None
