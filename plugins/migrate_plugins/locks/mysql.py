"""MySQL and MariaDB: a named lock of the server, on a connection of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from migrate_plugins.locks.waiting import connection_beside, wait_for

_TRY = text("SELECT GET_LOCK(:name, 0)")
_UNLOCK = text("SELECT RELEASE_LOCK(:name)")
_HOLDER = text(
    "SELECT id, user, host, time FROM information_schema.processlist WHERE id = IS_USED_LOCK(:name)",
)


class NamedLock:
    """A claim on the named lock of a version table."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = lock_name(connection.execute(text("SELECT DATABASE()")).scalar() or "", name)
        self._id: int | None = None

    def taken(self) -> bool:
        """Take the lock if it is free, and return whether it was."""
        return bool(self._connection.execute(_TRY, {"name": self._name}).scalar())

    def holder(self) -> str:
        """Describe who holds the lock."""
        row = self._connection.execute(_HOLDER, {"name": self._name}).first()
        if row is None:
            return "it has just finished, or belongs to another user of the server"
        self._id, user, host, idle = row
        return f"connection {self._id} of user {user} from {host}, for at least {idle} seconds"

    def remedy(self) -> str:
        """Say how to end the holder."""
        return f"end it with KILL {self._id}"

    def release(self) -> None:
        """Give the lock back."""
        self._connection.execute(_UNLOCK, {"name": self._name})


@contextmanager
def locked_mysql(context: Any, name: str, seconds: float) -> Iterator[None]:
    """Hold the lock inside the ``with`` block."""
    with connection_beside(context.connection) as connection:
        lock = NamedLock(connection, name)
        wait_for(lock, seconds)
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):  # a lost connection has lost its locks
                lock.release()


def lock_name(database: str, name: str) -> str:
    """Return a name for the lock: a server shares its names among all databases, and takes 64 characters."""
    digest = hashlib.sha256(f"{database}\n{name}".encode()).hexdigest()
    return f"migrate:{digest[:40]}"
