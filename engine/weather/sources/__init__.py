"""Weather services, one module each, registered by name.

A new service is a new module with a factory under `@weather_source("name")`; modules of this
package are imported automatically. A key or an address of its own comes from
`WeatherSettings.options`. The sentence that names the service in messages is
`weather.source.<name>` in the catalogues.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
