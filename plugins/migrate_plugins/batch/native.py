"""Let SQLite alter the table itself where it can, and find out by trying: it alone knows what stands in its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from migrate_plugins.batch.dependents import Dependents

_SOMETIMES_REFUSED = frozenset({"drop_column", "alter_column", "add_constraint", "drop_constraint"})
_SAVEPOINT = "migrate_batch"


def may_be_refused(batch: Any) -> bool:
    """Return whether a batch holds changes that SQLite carries out for some tables, and not for others."""
    live_sqlite = batch.dialect.name == "sqlite" and not batch.as_sql
    return live_sqlite and any(method in _SOMETIMES_REFUSED for method, _, _ in batch.batch)


def altered(connection: Connection, table: str, alter: Callable[[], None]) -> bool:
    """Call a function that alters the table; return whether it could, and leave no trace of it if it could not.

    Raises ``CommandError`` if a view or a trigger no longer fits: SQLite does not look at all of them.
    """
    dependents = Dependents(connection, table)
    connection.exec_driver_sql(f"SAVEPOINT {_SAVEPOINT}")
    try:
        alter()
        dependents.check()
    except DBAPIError:
        _take_back(connection)
        return False
    except BaseException:
        _take_back(connection)
        raise
    connection.exec_driver_sql(f"RELEASE {_SAVEPOINT}")
    return True


def _take_back(connection: Connection) -> None:
    connection.exec_driver_sql(f"ROLLBACK TO {_SAVEPOINT}")
    # Where no transaction was in force, the savepoint was one; a rebuild must be able to switch foreign keys off.
    connection.exec_driver_sql(f"RELEASE {_SAVEPOINT}")
