"""A bot's client of an engine server, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.pipeline import Closeup
from engine.schemas import PhotoError, PhotoKind, Scored
from engine.serving.client import ModelMismatchError, RemoteEngine
from engine.serving.factory import close_analyzer, open_analyzer
from engine.serving.server import EngineServer
from engine.serving.wire import ANALYSIS, CLOSEUP
from tests.support.bot import HOODIE, PHOTO, FakePipeline, garment
from tests.support.patience import patient

MASK = np.array([[1.5, -2.0, 0.25], [0.0, 3.0, -1.0]], np.float32)


class Pipeline(FakePipeline):
    def closeups(self, pictures, slots):
        lone = replace(self, garments=(HOODIE,))
        return [Closeup(lone.analyze(picture, PhotoKind.GARMENT), MASK) for picture in pictures]


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.fixture
async def url(pipeline: Pipeline) -> AsyncIterator[str]:
    server = EngineServer(EngineSettings(workers=1, queue_size=2, max_file_bytes=500_000), pipeline)
    runner = web.AppRunner(server.application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    pipeline.go.set()
    await runner.cleanup()


@contextmanager
def remote(url: str) -> Iterator[RemoteEngine]:
    engine = open_analyzer(EngineSettings(url=url))
    assert isinstance(engine, RemoteEngine)
    yield engine
    close_analyzer(engine)


async def post(url: str, data: bytes = PHOTO) -> tuple[int, dict[str, object]]:
    async with aiohttp.ClientSession() as client, client.post(url, data=data) as response:
        return response.status, await response.json()


async def test_a_remote_engine_says_what_a_local_one_does(url: str, pipeline: Pipeline) -> None:
    picture = Image.new("RGB", (480, 854), "#b8c4d0")
    with remote(url) as engine:
        told = await asyncio.to_thread(engine.analyze, picture, PhotoKind.OUTFIT)
        (closeup,) = await asyncio.to_thread(engine.closeups, [picture], [Slot.TOP])
    local = pipeline.analyze(picture)
    assert told == local
    assert told.garments[0].category == "hoodie"
    np.testing.assert_array_equal(told.garments[0].embedding, local.garments[0].embedding)
    np.testing.assert_array_equal(closeup.mask, MASK)
    assert len(closeup.analysis.garments) == 1


async def test_the_contract_has_embeddings_only_when_asked(url: str) -> None:
    status, told = await post(f"{url}/analyze")
    assert status == 200
    assert told["width"] == 480
    assert all("embedding" not in row for row in told["garments"])  # type: ignore[attr-defined]
    status, told = await post(f"{url}/embed")
    assert status == 200
    assert set(told) == {"embedding", "model"}


async def test_bad_input_is_told_apart(url: str) -> None:
    status, told = await post(f"{url}/analyze", b"<html>")
    assert (status, told["error"]["code"]) == (422, "not_a_picture")  # type: ignore[index]
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{url}/analyze?kind=hat", data=PHOTO) as response:
            assert response.status == 400
        async with client.post(f"{url}/analyze", data=b"x" * 600_000) as response:
            assert response.status == 413


async def test_a_full_queue_is_told_at_once(url: str, pipeline: Pipeline) -> None:
    pipeline.go.clear()
    waiting = [asyncio.create_task(post(f"{url}/analyze")) for _ in range(2)]
    async with aiohttp.ClientSession() as client:
        async with asyncio.timeout(patient(10)):
            while True:
                async with client.get(f"{url}/health") as response:
                    if (await response.json())["queued"] == 2:
                        break
        async with client.post(f"{url}/analyze", data=PHOTO) as response:
            assert response.status == 503
            assert response.headers["Retry-After"] == "1"
        pipeline.go.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200, 200]
        async with client.get(f"{url}/metrics") as response:
            text = await response.text()
    assert 'coordi_engine_requests_total{outcome="busy",route="analyze"} 1.0' in text
    assert 'coordi_engine_requests_total{outcome="answered",route="analyze"} 2.0' in text


async def test_an_engine_that_is_not_there_is_busy() -> None:
    with remote("http://127.0.0.1:9") as engine, pytest.raises(PhotoError) as caught:
        await asyncio.to_thread(engine.analyze, Image.new("RGB", (64, 64)), PhotoKind.OUTFIT)
    assert caught.value.code == "busy"


def test_every_field_survives_the_wire() -> None:
    shirt = garment("shirt", unsure=True, other="blouse", score=0.5212345678)
    local = FakePipeline(garments=(shirt,)).analyze(Image.new("RGB", (10, 10)))
    local = replace(local, style_labels=(Scored("클래식", 0.7), Scored("street", 0.2)))
    assert ANALYSIS.validate_json(ANALYSIS.dump_json(local)) == local
    closeup = CLOSEUP.validate_json(CLOSEUP.dump_json(Closeup(local, MASK)))
    assert closeup.analysis.style_labels[0].name == "클래식"
    assert closeup.analysis.garments[0].embedding.dtype == np.float32
    np.testing.assert_array_equal(closeup.mask, MASK)


@pytest.mark.parametrize(
    "damage", [b"{}", b"[]", b"<html>", b'{"analysis": 1, "mask": {"shape": [2]}}']
)
def test_another_answer_is_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        CLOSEUP.validate_json(damage)


async def test_an_engine_with_other_weights_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "garment.onnx").write_bytes(b"other weights")
    picture = Image.new("RGB", (64, 64))
    engine = RemoteEngine(EngineSettings(url=url, models_dir=tmp_path))
    with pytest.raises(ModelMismatchError, match="install the same version") as caught:
        await asyncio.to_thread(engine.analyze, picture, PhotoKind.OUTFIT)
    assert caught.value.code == "busy"
    engine.close()
