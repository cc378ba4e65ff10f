"""How long a size takes, for one garment and for a whole catalogue, and how much memory."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from typing import Final

from benchmarks.engine import median_ms
from config.taxonomy import CATEGORIES, CATEGORY_SLOT, SIZED_SLOTS
from engine.sizing.person import Gender, Person
from engine.sizing.recommendation import Garment, recommend, sizes_for

PRODUCTS: Final = 100_000
BRANDS: Final = ("Uniqlo", "Musinsa Standard", "Zara", "SPAO", "No such brand", None)

_ALONE: Final = """
from pathlib import Path
from engine.sizing.person import Gender, Person
from engine.sizing.recommendation import Garment, recommend
recommend(Person(Gender.MALE, 173, 68), Garment("t_shirt"))
(peak,) = (x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
print(int(peak.split()[1]) / 1024)
"""


def measure() -> dict[str, float]:
    """Measure one size, many sizes, and the memory of a process that does nothing else."""
    person = Person(Gender.MALE, 173, 68)
    garment = Garment("t_shirt", brand="Musinsa Standard")
    sized = [name for name in CATEGORIES if CATEGORY_SLOT[name] in SIZED_SLOTS]
    kinds = [Garment(name, brand=brand) for name in sized for brand in BRANDS]
    catalogue = list(itertools.islice(itertools.cycle(kinds), PRODUCTS))
    recommend(person, garment)
    start = time.perf_counter()
    sizes_for(person, catalogue)
    many_s = time.perf_counter() - start
    alone = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _ALONE], check=True, capture_output=True, text=True
    )
    return {
        "one_size_ms": median_ms(lambda: recommend(person, garment), repeats=300),
        f"sizes_of_{PRODUCTS}_s": many_s,
        "memory_mb": float(alone.stdout),
    }
