"""A real transaction on SQLite, which keeps other writers out from its first moment.

Python's driver begins a transaction only before it changes rows, so that DDL would not be part of any.
"""

from __future__ import annotations

import logging
import time

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from migrate.plugin import LockNotObtained

log = logging.getLogger("migrate.plugin.locks")

# The driver itself waits as long as its own timeout says, before each of these.
_PAUSE = 0.05


def leave_deferred(connection: Connection, *, owned: bool) -> bool:
    """End a deferred transaction of the run's own, as SQLAlchemy's recipe for savepoints begins them.

    Returns whether there is no transaction any more; one of the caller's is left as it is.
    """
    if getattr(connection.connection.driver_connection, "in_transaction", False):
        if not owned:
            return False
        connection.exec_driver_sql("COMMIT")
    return True


def begin_immediate(connection: Connection, *, seconds: float) -> None:
    """Send BEGIN IMMEDIATE, waiting for another writer to finish.

    Raises ``LockNotObtained``.
    """
    end = time.monotonic() + seconds
    told = False
    while not _begun(connection):
        if time.monotonic() >= end:
            raise LockNotObtained(
                f"Another program is writing to {_file(connection)}, and did not finish within {seconds:g} seconds",
                hint="wait until it has finished and try again; `fuser` and `lsof` tell who has the file open",
            )
        if not told:
            log.info("Waiting up to %g seconds for another program that writes to %s", seconds, _file(connection))
            told = True
        time.sleep(_PAUSE)


def _begun(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        return False
    return True


def _file(connection: Connection) -> str:
    return connection.engine.url.database or "the database"
