"""The environment in force, behind ``from migrate import context``.

It lives in a context variable, so that two threads can migrate two databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_current: ContextVar[Any] = ContextVar("migrate_environment", default=None)


@contextmanager
def environment_in_force(environment: Any) -> Iterator[Any]:
    """Let ``context.*`` speak to the given environment inside the ``with`` block."""
    token = _current.set(environment)
    try:
        yield environment
    finally:
        _current.reset(token)


def current_environment() -> Any:
    """Return the environment in force, or None."""
    return _current.get()
