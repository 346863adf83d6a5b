"""Wait for a lock, saying for whom; and a connection of its own to hold it on."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from migrate.plugin import LockNotObtained

log = logging.getLogger("migrate.plugin.locks")

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5


class Claim(Protocol):
    """A lock that can be asked for again and again."""

    def taken(self) -> bool:
        """Take the lock if it is free, and return whether it was."""

    def holder(self) -> str:
        """Describe who holds the lock, for a message."""

    def remedy(self) -> str:
        """Say how to end the holder, for a hint."""


def wait_for(claim: Claim, seconds: float) -> None:
    """Ask until the lock is taken.

    Asking is done again and again, because a statement that waits in the server would block `CREATE INDEX
    CONCURRENTLY` of the holder, and could not be interrupted.  Raises ``LockNotObtained`` when the time is over.
    """
    end = time.monotonic() + seconds
    pause = FIRST_PAUSE
    told = False
    while not claim.taken():
        left = end - time.monotonic()
        if left <= 0:
            raise LockNotObtained(
                f"Another migrator is at work in this database, and did not finish within {_duration(seconds)}: "
                f"{claim.holder()}",
                hint=f"wait until it has finished and try again; if it hangs, {claim.remedy()}",
            )
        if not told:
            log.info("Waiting up to %s for another migrator: %s", _duration(seconds), claim.holder())
            told = True
        time.sleep(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE)


@contextmanager
def connection_beside(connection: Connection) -> Iterator[Connection]:
    """Give a second connection to the same database, in autocommit mode, and close it at the end of the block.

    Its pool is a copy, so that neither a full pool nor one that holds a single connection stands in the way.
    """
    engine = connection.engine
    beside = Engine(engine.pool.recreate(), engine.dialect, engine.url, hide_parameters=True)
    try:
        with beside.connect().execution_options(isolation_level="AUTOCOMMIT") as second:
            yield second
    finally:
        with suppress(SQLAlchemyError):  # the server may be gone, and the lock with it
            beside.dispose()


def this_process() -> str:
    """Return ``migrate on HOST, process 123``, as other migrators are told who holds the lock."""
    return f"migrate on {socket.gethostname()}, process {os.getpid()}"


def _duration(seconds: float) -> str:
    if seconds >= 120:
        return f"{seconds / 60:g} minutes"
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"
