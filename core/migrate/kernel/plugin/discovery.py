"""Find plugins: those in the box, named as text, then those that installed distributions announce."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from migrate.kernel.errors import PluginError
from migrate.kernel.plugin.announcements import announced

ENTRY_POINT_GROUP = "migrate"
API_VERSION = 1
"""The version of the hook contract.  A plugin may set ``migrate_api_version``; it is refused if it asks for more."""

# Named as text, as pytest does, so that the kernel imports none of them.
BUILT_IN = (
    "migrate_plugins.tables.hooks",
    "migrate_plugins.columns.hooks",
    "migrate_plugins.types.hooks",
    "migrate_plugins.constraints.hooks",
    "migrate_plugins.indexes.hooks",
    "migrate_plugins.comments.hooks",
    "migrate_plugins.renames.hooks",
    "migrate_plugins.data.hooks",
    "migrate_plugins.dialects.hooks",
    "migrate_plugins.batch.hooks",
    "migrate_plugins.locks.hooks",
    "migrate_plugins.write_hooks.hooks",
    "migrate_plugins.templates.hooks",
    "migrate_plugins.commands.hooks",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin as discovery sees it: loaded, or with the reason why it could not be."""

    name: str
    origin: str
    target: str
    distribution: str = ""
    version: str = ""
    module: ModuleType | object | None = None
    error: PluginError | None = None

    @property
    def described(self) -> str:
        """``'views' (migrate-contrib-views 1.0, migrate_views.hooks)``."""
        source = f"{self.distribution} {self.version}".strip() or self.origin
        return f"{self.name!r} ({source}, {self.target})"


def find_plugins() -> Iterator[Found]:
    """Yield the plugins in the box, in the order above, then the announced ones sorted by name."""
    for dotted in BUILT_IN:
        yield _load(Found(dotted.split(".")[1], "built-in", dotted), dotted)
    yield from _announced()


def _announced() -> Iterator[Found]:
    for name, value, distribution, version in announced(ENTRY_POINT_GROUP):
        yield _load(Found(name, "entry point", value, distribution, version), value)


def _load(found: Found, target: str) -> Found:
    module_name, _, attribute = target.partition(":")
    try:
        module: object = importlib.import_module(module_name)
        for part in filter(None, attribute.split(".")):
            module = getattr(module, part)
    except Exception as cause:  # any error of a stranger's module is reported as that plugin's, and only its
        return _failed(
            found, f"The plugin {found.described} cannot be imported: {type(cause).__name__}: {cause}", cause
        )
    wanted = getattr(module, "migrate_api_version", API_VERSION)
    if not isinstance(wanted, int) or wanted > API_VERSION:
        return _failed(
            found, f"The plugin {found.described} asks for hook API {wanted!r}, but this migrate offers {API_VERSION}"
        )
    return Found(found.name, found.origin, found.target, found.distribution, found.version, module)


def _failed(found: Found, message: str, cause: BaseException | None = None) -> Found:
    error = PluginError(message, hint=f"repair or update it, or switch it off with -p no:{found.name}")
    error.__cause__ = cause
    return Found(found.name, found.origin, found.target, found.distribution, found.version, None, error)
