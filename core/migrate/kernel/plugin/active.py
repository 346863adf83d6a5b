"""The registry in force: that of the environment being run, in this thread and task alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from migrate.kernel.plugin.host import default_host
from migrate.kernel.plugin.registry import Registry

_active: ContextVar[Registry | None] = ContextVar("migrate_registry", default=None)


def active_registry() -> Registry:
    """Return the registry of the environment in force, or that of all installed plugins where there is none."""
    return _active.get() or default_host().registry


@contextmanager
def registry_in_force(registry: Registry) -> Iterator[Registry]:
    """Make a registry the active one inside the ``with`` block."""
    token = _active.set(registry)
    try:
        yield registry
    finally:
        _active.reset(token)


def declare(kind: str, spec: Any, module: str) -> None:
    """Take a declaration by decorator into the registry in force."""
    active_registry().declare(kind, spec, module)
