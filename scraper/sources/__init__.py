"""Product sources, one module each, registered by name.

A new source is a new module with an async generator under `@source("name")`; modules of this
package are imported automatically.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from scraper.registry import Source, SourceError, SourceRequest, find, names

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["Source", "SourceError", "SourceRequest", "find", "names"]
