"""PostgreSQL: an advisory lock, on a connection of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from migrate_plugins.locks.waiting import connection_beside, this_process, wait_for

_TRY = {
    "session": text("SELECT pg_try_advisory_lock(:key), set_config('application_name', left(:application, 63), false)"),
    "transaction": text("SELECT pg_try_advisory_xact_lock(:key)"),
}
_UNLOCK = text("SELECT pg_advisory_unlock(:key)")
# pg_locks shows a key of 64 bits as two halves (chapter "pg_locks" of the manual).
_HOLDER = text(
    """
    SELECT a.pid, a.application_name, a.usename, date_trunc('second', coalesce(a.xact_start, a.backend_start))
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32) | l.objid::bigint = :key
    """
)


class AdvisoryLock:
    """A claim on the advisory lock of a version table; ``scope`` is ``session`` or ``transaction``."""

    def __init__(self, connection: Connection, name: str, scope: str) -> None:
        self._connection = connection
        self._statement = _TRY[scope]
        self._key = key_of(name)
        self._arguments: dict[str, Any] = {"key": self._key}
        if scope == "session":
            self._arguments["application"] = this_process()
        self._pid: int | None = None

    def taken(self) -> bool:
        """Take the lock if it is free, and return whether it was."""
        return bool(self._connection.execute(self._statement, self._arguments).scalar())

    def holder(self) -> str:
        """Describe who holds the lock."""
        row = self._connection.execute(_HOLDER, {"key": self._key}).first()
        if row is None:
            return "it has just finished"
        self._pid, application, user, since = row
        return f"{application or 'unnamed application'} (backend {self._pid}, user {user}, since {since})"

    def remedy(self) -> str:
        """Say how to end the holder."""
        return f"end it with SELECT pg_terminate_backend({self._pid})"

    def release(self) -> None:
        """Give the lock back."""
        self._connection.execute(_UNLOCK, {"key": self._key})


@contextmanager
def locked_postgresql(context: Any, name: str, seconds: float) -> Iterator[None]:
    """Hold the lock inside the ``with`` block; inside the caller's transaction, until that ends."""
    if context.in_external_transaction:
        wait_for(AdvisoryLock(context.connection, name, "transaction"), seconds)
        yield
        return
    with connection_beside(context.connection) as connection:
        lock = AdvisoryLock(connection, name, "session")
        wait_for(lock, seconds)
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):  # a lost connection has lost its locks
                lock.release()


def key_of(name: str) -> int:
    """Return the lock's key, a signed number of 64 bits; PostgreSQL keeps the keys of its databases apart."""
    return int.from_bytes(hashlib.sha256(f"migrate:{name}".encode()).digest()[:8], "big", signed=True)
