"""`python -m benchmarks [NAME…]`: measures this machine and writes `benchmarks/results.json`.

Times depend on the machine, so the file says which it was; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks import catalogue, chat, closet, engine, moods, outfits, search, sizes, tips

Figures = dict[str, float]

RESULTS: Final = Path(__file__).parent / "results.json"

BENCHMARKS: Final[Mapping[str, Callable[[], Figures]]] = {
    "engine": engine.measure,
    "search": search.measure,
    "catalogue": catalogue.measure,
    "sizes": sizes.measure,
    "moods": moods.measure,
    "closet": closet.measure,
    "outfits": outfits.measure,
    "chat": chat.measure,
    "tips": tips.measure,
}


def machine() -> dict[str, str | int | None]:
    """Return what the figures depend on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return {"cpu": model, "cores": os.cpu_count(), "python": platform.python_version()}


def main() -> None:
    """Run the chosen benchmarks, print and keep their figures."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], help="default: all of them")
    names = parser.parse_args().names or list(BENCHMARKS)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept["machine"] = machine()
    for name in names:
        print(f"{name} …", flush=True)
        kept[name] = {key: round(value, 3) for key, value in BENCHMARKS[name]().items()}
        for key, value in kept[name].items():
            print(f"  {key:<44} {value:>12,.2f}", flush=True)
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
