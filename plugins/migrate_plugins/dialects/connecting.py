"""The connection through which an implementation asks for what an inspector does not tell."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection
from sqlalchemy.engine.reflection import Inspector


def connection_of(inspector: Inspector) -> AbstractContextManager[Connection]:
    """Return the inspector's connection, or one for the time of the ``with`` block."""
    bind = inspector.bind
    return nullcontext(bind) if isinstance(bind, Connection) else bind.connect()
