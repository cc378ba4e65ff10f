"""Dashboard and rules against the metrics that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.samples import Sample

from bot.monitoring import metrics
from config.settings import EngineSettings, HealthSettings
from engine.serving.server import EngineServer
from tests.support.bot import FakePipeline

DEPLOY = Path(__file__).parents[2] / "deploy"
OURS = re.compile(r"\bcoordi_\w+")
LABELS = re.compile(r"(coordi_\w+)\{([^}]*)\}")
GROUPED = re.compile(r"\bby \(([^)]*)\)")


def registries() -> list[CollectorRegistry]:
    server = EngineServer(EngineSettings(), FakePipeline())
    return [metrics.REGISTRY, server.registry]


def names() -> dict[str, set[str]]:
    """Return every sample name with its labels."""
    known: dict[str, set[str]] = {}
    for registry in registries():
        for family in registry.collect():
            suffixes = {
                "counter": {"_total": set()},
                "gauge": {"": set()},
                "histogram": {"_bucket": {"le"}, "_sum": set(), "_count": set()},
            }[family.type]
            collector = registry._names_to_collectors[family.name]
            for suffix, more in suffixes.items():
                known[f"{family.name}{suffix}"] = {*collector._labelnames, *more}
    return known


def dashboard() -> dict[str, Any]:
    text = (DEPLOY / "grafana" / "dashboards" / "coordi.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def rules() -> list[dict[str, Any]]:
    told = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text(encoding="utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    panels = dashboard()["panels"]
    return [t["expr"] for p in panels for t in p["targets"]] + [r["expr"] for r in rules()]


@pytest.mark.parametrize("expression", expressions())
def test_every_name_and_label_exists(expression: str) -> None:
    known = names()
    used = OURS.findall(expression)
    assert set(used) <= set(known), set(used) - set(known)
    for name, matchers in LABELS.findall(expression):
        assert {m.split("=")[0].strip("!~ ") for m in matchers.split(",")} <= known[name]
    for grouped in GROUPED.findall(expression):
        labels = {label.strip() for label in grouped.split(",")}
        assert labels <= set().union(*(known[name] for name in used))
    assert expression.count("(") == expression.count(")")


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {
        name
        for panel in dashboard()["panels"]
        for t in panel["targets"]
        for name in OURS.findall(t["expr"])
    }
    families = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in names()}
    assert {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in shown} == families


def test_every_alert_says_what_is_wrong_and_who_must_know() -> None:
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert "for" in rule


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_compose_mounts_what_is_there_and_scrapes_the_right_ports() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_dir()
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    targets = {
        t for c in scraped["scrape_configs"] for s in c["static_configs"] for t in s["targets"]
    }
    assert targets == {f"bot:{HealthSettings().port}", f"engine:{EngineSettings().port}"}
    assert all(target.split(":")[0] in compose["services"] for target in targets)


async def test_metrics_are_served_beside_health() -> None:
    import aiohttp

    from bot.monitoring.health import HealthServer

    state = {"ready": True, "queued": 3, "indexed": 12}
    async with (
        HealthServer(HealthSettings(port=0), lambda: state) as server,
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{server.port}/metrics") as response,
    ):
        text = await response.text()
    assert "coordi_queued_photos 3.0" in text
    assert "coordi_indexed_products 12.0" in text


def test_metrics_of_a_source_that_is_gone_are_removed() -> None:
    metrics.replace_values(metrics.PRODUCTS, {("feed",): 3, ("crawl",): 4})
    metrics.replace_values(metrics.PRODUCTS, {("feed",): 5})
    (family,) = metrics.PRODUCTS.collect()
    samples: list[Sample] = family.samples
    assert [(s.labels["source"], s.value) for s in samples] == [("feed", 5.0)]
