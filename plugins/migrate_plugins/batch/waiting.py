"""Tell on the terminal that a long statement goes on: SQLite calls back while it works."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from migrate.operations import progress

_INSTRUCTIONS = 100_000
"""So many instructions of SQLite's virtual machine are some milliseconds: seldom enough to cost nothing."""


@contextmanager
def telling(connection: Connection, what: str) -> Iterator[None]:
    """Show what is being done, and for how long, while statements run inside the ``with`` block.

    Ctrl-C then stops the statement, and not only what comes after it.  Where nobody would see the line, or the driver
    cannot call back, nothing is changed.  The driver does not tell which handler a program had set before, so there is
    none afterwards.
    """
    set_handler = getattr(connection.connection.driver_connection, "set_progress_handler", None)
    with progress(what) as counter:
        if not counter.is_visible or set_handler is None or inspect.iscoroutinefunction(set_handler):
            yield
            return
        interrupts: list[KeyboardInterrupt] = []
        set_handler(_handler(counter, interrupts), _INSTRUCTIONS)
        try:
            yield
        except OperationalError:
            if interrupts:
                raise interrupts[0] from None
            raise
        finally:
            set_handler(None, _INSTRUCTIONS)


def _handler(counter: Any, interrupts: list[KeyboardInterrupt]) -> Any:
    def handle() -> int:
        try:
            counter.advance(0)
        except KeyboardInterrupt as interrupt:  # the driver would swallow it
            interrupts.append(interrupt)
            return 1
        return 0

    return handle
