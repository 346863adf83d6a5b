"""Tell on the terminal that a long statement goes on: SQLite calls back while it works."""

from __future__ import annotations

import inspect
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from migrate.operations import progress

_INSTRUCTIONS = 100_000
"""So many instructions of SQLite's virtual machine are some milliseconds: seldom enough to cost nothing."""


_STOPPED = 0
"""Stands among the signals noted for: a statement was stopped for those before."""


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
        with _noticing_ctrl_c() as pressed:
            set_handler(_handler(counter, pressed), _INSTRUCTIONS)
            try:
                yield
            except Exception:  # whatever became of the statement that was stopped
                if not pressed:
                    raise
            finally:
                set_handler(None, _INSTRUCTIONS)
        if pressed:
            raise KeyboardInterrupt


@contextmanager
def _noticing_ctrl_c() -> Iterator[list[int]]:
    """Note Ctrl-C instead of raising an exception, which the driver would swallow while SQLite works."""
    pressed: list[int] = []
    in_main_thread = threading.current_thread() is threading.main_thread()  # others cannot set handlers
    if not in_main_thread or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield pressed
        return
    signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _handler(counter: Any, pressed: list[int]) -> Callable[[], int]:
    def handle() -> int:
        counter.advance(0)
        if not pressed or pressed[-1] == _STOPPED:
            return 0
        pressed.append(_STOPPED)  # what cleans up is to run
        return 1

    return handle
