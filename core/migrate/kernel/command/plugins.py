"""Which plugins are installed, which of them the project uses, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.kernel.errors import PluginError

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.plugin.discovery import Found
    from migrate.kernel.plugin.host import PluginHost


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """An installed plugin as the project sees it; ``hooks`` are those that it implements and that are in use."""

    name: str
    origin: str
    distribution: str
    version: str
    target: str
    enabled: bool
    hooks: tuple[str, ...]
    error: PluginError | None


@dataclass(frozen=True, slots=True)
class PluginList:
    """All plugins, in the order of their hooks; ``problem`` is what stops every other command, if anything does."""

    plugins: tuple[PluginInfo, ...]
    problem: PluginError | None


def plugins(config: Config) -> PluginList:
    """Return the installed plugins; a broken one is an entry with its error."""
    host = config.plugins
    return PluginList(tuple(_info(host, found) for found in host.found), _problem(host))


def _info(host: PluginHost, found: Found) -> PluginInfo:
    error = host.failures.get(found.name)
    enabled = host.selection.allows(found.name) and error is None
    hooks = host.hooks_of(found.name) if enabled else ()
    return PluginInfo(found.name, found.origin, found.distribution, found.version, found.target, enabled, hooks, error)


def _problem(host: PluginHost) -> PluginError | None:
    try:
        host.check()
        _ = host.registry.commands
    except PluginError as problem:
        return problem
    return None
