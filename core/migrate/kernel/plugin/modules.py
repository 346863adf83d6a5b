"""Reach the modules of database implementations without importing any plugin: by the dialect table."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from migrate.kernel.plugin.active import active_registry


def dialect_module(dialect: str, *siblings: str) -> Callable[[str], Any]:
    """Return a ``__getattr__`` for a door: names are looked up in the module of a dialect's implementation.

    ``siblings`` are modules beside it that are looked at next.  The first module that has a name gives it.
    """

    def __getattr__(name: str) -> Any:  # noqa: N807  # it becomes the door's own
        if name.startswith("__"):
            raise AttributeError(name)
        for module in _modules(dialect, siblings):
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"the implementation of {dialect!r} has no {name!r}")

    return __getattr__


def _modules(dialect: str, siblings: tuple[str, ...]) -> list[ModuleType]:
    implementation = import_module(active_registry().dialect_class(dialect).__module__)
    package = implementation.__name__.rpartition(".")[0]
    return [implementation, *(import_module(f"{package}.{sibling}") for sibling in siblings)]
