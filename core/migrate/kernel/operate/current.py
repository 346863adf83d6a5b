"""The operations in force, behind ``from migrate import op``.

They live in a context variable, so that two threads can migrate two databases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from migrate.kernel.plugin.active import active_registry

_current: ContextVar[Any] = ContextVar("migrate_operations", default=None)

METHODS = frozenset(
    {
        "f",
        "get_bind",
        "get_context",
        "implementation_for",
        "inline_literal",
        "invoke",
        "register_operation",
        "run_async",
    }
)
"""Methods of every ``Operations`` object; the other directives come from the registry."""


@contextmanager
def operations_in_force(operations: Any) -> Iterator[Any]:
    """Let ``op.*`` speak to the given ``Operations`` inside the ``with`` block."""
    token = _current.set(operations)
    try:
        yield operations
    finally:
        _current.reset(token)


def forget_directive(name: str) -> None:
    """Let the operations in force look a directive up anew, because it was registered again."""
    operations = _current.get()
    if operations is not None:
        vars(operations).pop(name, None)


def directives_of(module: str) -> tuple[Callable[[str], Callable[..., Any]], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of the module that offers the directives as functions."""

    def directive(name: str) -> Callable[..., Any]:
        if name not in METHODS and name not in active_registry().operations:
            raise AttributeError(f"op has no directive {name!r}", name=name, obj=sys.modules.get(module))
        declared = {spec.name for spec in active_registry().declared("operations")}
        function = _late_bound(name)
        if name not in declared:  # what a project has registered goes with the project; the rest may stay
            setattr(sys.modules[module], name, function)
        return function

    def directives() -> list[str]:
        return sorted({*METHODS, *active_registry().operations})

    return directive, directives


@cache
def _late_bound(name: str) -> Callable[..., Any]:
    """Return the function ``op.<name>``, which finds the operations in force each time it is called."""

    def call(*args: Any, **kw: Any) -> Any:
        operations = _current.get()
        if operations is None:
            raise NameError(
                f"Can't invoke function '{name}', as the proxy object has not yet been established for the "
                "migrate 'Operations' class.  Try placing this code inside a callable."
            )
        return getattr(operations, name)(*args, **kw)

    call.__name__ = call.__qualname__ = name
    return call
