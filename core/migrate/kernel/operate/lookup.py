"""Public names that plugins give, found through the registry: so that the doors know no plugin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from migrate.kernel.model.operation import MigrateOperation
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.plugin.declarations import PROJECT
from migrate.kernel.text import did_you_mean


def operation_name(name: str) -> type[MigrateOperation]:
    """Return the class of operations of this name; plugins are asked in their order, those in the box first.

    Raises ``AttributeError`` if there is none.
    """
    found = _operation_classes().get(name)
    if found is None:
        question = did_you_mean(name, operation_names())
        raise AttributeError(f"no operation is called {name!r}" + (f"; {question}" if question else ""), name=name)
    return found


def operation_names() -> list[str]:
    """Return the names of all classes of operations."""
    return sorted(_operation_classes())


def shared_name(name: str) -> Any:
    """Return what operations in the box share under this name, for example the factory ``SchemaObjects``.

    Raises ``AttributeError`` if there is no such thing.
    """
    for module in _modules_of_operations():
        if not name.startswith("_") and hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"operations share nothing called {name!r}", name=name)


def implementation_name(name: str) -> Callable[..., Any]:
    """Return the function of this name that a plugin gave to carry out an operation.

    Raises ``AttributeError`` if there is none.
    """
    for entry in active_registry().entries("implementations"):
        if entry.plugin != PROJECT and entry.spec.function.__name__ == name:
            function: Callable[..., Any] = entry.spec.function
            return function
    question = did_you_mean(name, implementation_names())
    raise AttributeError(f"no implementation is called {name!r}" + (f"; {question}" if question else ""), name=name)


def implementation_names() -> list[str]:
    """Return all names that `implementation_name` finds."""
    entries = active_registry().entries("implementations")
    return sorted({entry.spec.function.__name__ for entry in entries if entry.plugin != PROJECT})


def _modules_of_operations() -> Iterator[Any]:
    """Yield the modules of the registered operations: a class's own one, and that of its directive."""
    seen = set()
    for entry in active_registry().entries("operations"):
        owners = (*_classes(entry.spec.op_class), entry.spec.builder)
        for name in (getattr(owner, "__module__", None) for owner in owners):
            if name not in seen and name in sys.modules:
                seen.add(name)
                yield sys.modules[name]


def _classes(op_class: type | None) -> tuple[type, ...]:
    return () if op_class is None else op_class.__mro__[:-1]


def _operation_classes() -> dict[str, type[MigrateOperation]]:
    return active_registry().view("operation classes", _named_classes)


def _named_classes() -> dict[str, type[MigrateOperation]]:
    classes: dict[str, type[MigrateOperation]] = {}
    for module in _modules_of_operations():
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, MigrateOperation) and not name.startswith("_"):
                classes.setdefault(name, value)
    return classes
