"""A line on the terminal that tells what a long operation has done, or that it goes on."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 2.0
"""So many seconds nothing is shown: most operations are done by then."""

_INTERVAL = 0.2


class Progress:
    """Count what is done; after a while show the count on the terminal, over and over on the same line.

    Where nothing is counted, ``advance(0)`` shows what is being done and for how long.
    """

    def __init__(self, what: str, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._stream = stream
        self._clock = clock
        self._done = 0
        self._started = clock()
        self._next = self._started + PATIENCE
        self._shown = 0

    @property
    def is_visible(self) -> bool:
        """Return whether there is anyone to see the line."""
        return self._stream is not None

    def advance(self, number: int) -> None:
        """Note that so many more are done."""
        self._done += number
        now = self._clock()
        if self._stream is not None and now >= self._next:
            self._next = now + _INTERVAL
            count = f"{self._done:,} " if self._done else ""
            self._show(f"{count}{self._what}, {now - self._started:.0f} s")

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._show("")

    def _show(self, line: str) -> None:
        if self._stream is not None:
            self._stream.write(f"\r{line.ljust(self._shown)}" + ("" if line else "\r"))
            self._stream.flush()
            self._shown = len(line)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Count what is done inside the ``with`` block, and show it if it takes long.

    Nothing is shown where stderr is no terminal, nor where the log records of ``migrate`` are not to be seen, as with
    ``--quiet``.
    """
    wanted = sys.stderr.isatty() and logging.getLogger("migrate").isEnabledFor(logging.INFO)
    counter = Progress(what, sys.stderr if wanted else None)
    try:
        yield counter
    finally:
        counter.end()
