"""The features of the bot: one folder each, found by themselves.

A new feature is a new folder with a module `feature` that has one `FEATURE`, and with its
sentences in `locales/`. Folders are looked for on the `__path__` of this package.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from bot.routing.feature import Feature
from bot.ui.catalogues import add_catalogues


def discover_features() -> tuple[Feature, ...]:
    """Return the `FEATURE` of every folder, in the order of their names.

    Importing a module of one feature does not import the others, so this is a function.

    Raises:
        TypeError: a folder has no `FEATURE`, or it is not named as the folder.
    """
    features = []
    for path in __path__:
        add_catalogues(Path(path))
    for folder in sorted(module.name for module in iter_modules(__path__) if module.ispkg):
        module = import_module(f"{__name__}.{folder}.feature")
        feature = getattr(module, "FEATURE", None)
        if not isinstance(feature, Feature) or feature.name != folder:
            raise TypeError(f"{module.__name__} has no FEATURE named {folder!r}")
        features.append(feature)
    return tuple(features)
