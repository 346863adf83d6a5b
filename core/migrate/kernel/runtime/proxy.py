"""The names of ``migrate.context``: each finds the environment in force when it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.kernel.runtime.current import current_environment
from migrate.kernel.runtime.environment import EnvironmentContext
from migrate.kernel.text import did_you_mean

ATTRIBUTES = ("config", "script")


def attribute(name: str) -> Any:
    """Return ``context.<name>``: what the environment holds, or a function that finds the environment when called.

    Raises ``AttributeError`` for a name that environments do not have, and for ``config`` and ``script`` where there
    is no environment.
    """
    if name in ATTRIBUTES:
        return _held(name)
    known = [known for known in dir(EnvironmentContext) if not known.startswith("_")]
    if name not in known:
        question = did_you_mean(name, [*known, *ATTRIBUTES])
        raise AttributeError(f"context has no attribute {name!r}" + (f"; {question}" if question else ""))
    return _late_bound(name)


def _held(name: str) -> Any:
    environment = current_environment()
    if environment is None:
        raise AttributeError(f"context.{name} is there only while env.py runs")
    return getattr(environment, name)


def _late_bound(name: str) -> Callable[..., Any]:
    def call(*args: Any, **kw: Any) -> Any:
        environment = current_environment()
        if environment is None:
            raise NameError(
                f"Can't invoke function '{name}', as the proxy object has not yet been established for the "
                "Alembic 'EnvironmentContext' class.  Try placing this code inside a callable."
            )
        return getattr(environment, name)(*args, **kw)

    call.__name__ = call.__qualname__ = name
    return call
