"""Foreign keys while tables are built anew: not enforced, but checked before anything is kept.

DROP TABLE deletes the rows first, which would fire ON DELETE CASCADE on the tables that refer to them, and ``PRAGMA
foreign_keys`` has no effect inside of a transaction (https://sqlite.org/lang_altertable.html, steps 1, 10 and 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from migrate.plugin import DatabaseError

_SHOWN = 5
"""So many rows without a partner are named for each pair of tables."""

_HINT = "nothing was committed; correct the rows, which may have been so before, or what the revision does"


class Enforcement:
    """Whether foreign keys are enforced on a connection, and the pause that a run makes of it."""

    def __init__(self) -> None:
        self._paused = False

    def pause(self, connection: Connection, steps: Sequence[Any], *, automatic: bool) -> None:
        """Switch enforcement off, where it is on, before a transaction begins in which steps may build tables anew.

        ``automatic`` tells that any of them may, without saying so.
        """
        if self._paused or not _pragma(connection, "foreign_keys"):
            return
        if automatic or _builds_tables_anew(steps):
            _pragma(connection, "foreign_keys=OFF")
            self._paused = not _pragma(connection, "foreign_keys")

    def check(self, connection: Connection) -> None:
        """Look for rows without a partner, where enforcement was switched off.

        Raises ``DatabaseError`` naming them: the table, their rowids and the table that they refer to.
        """
        if not self._paused:
            return
        try:
            broken = list(_broken(connection))
        except OperationalError as cause:
            raise DatabaseError(f"A foreign key cannot be enforced any more: {cause.orig}", hint=_HINT) from cause
        if broken:
            raise DatabaseError(f"Foreign keys would be broken: {'; '.join(broken)}", hint=_HINT)

    def resume(self, connection: Connection) -> None:
        """Switch enforcement on again, when the transaction has ended."""
        if self._paused:
            self._paused = False
            with suppress(SQLAlchemyError):  # a connection that is gone has nothing to put back
                _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, pragma: str) -> int:
    # SQLAlchemy would begin a transaction for a statement of its own, which the run would take for somebody else's.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _broken(connection: Connection) -> Iterator[str]:
    for database in connection.exec_driver_sql("PRAGMA database_list").all():
        schema = connection.dialect.identifier_preparer.quote_identifier(database[1])
        rows = connection.exec_driver_sql(f"PRAGMA {schema}.foreign_key_check")
        for (table, parent), found in groupby(rows, lambda row: (row[0], row[2])):
            yield _sentence([row[1] for row in found], table, parent)


def _sentence(ids: Sequence[int | None], table: str, parent: str) -> str:
    verb = "refers" if len(ids) == 1 else "refer"
    return f"{_rows(ids)} of {table!r} {verb} to no row of {parent!r}"


def _rows(ids: Sequence[int | None]) -> str:
    noun = "row" if len(ids) == 1 else "rows"
    if ids[0] is None:  # WITHOUT ROWID
        return f"{len(ids):,} {noun}"
    more = f" and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
    return f"{noun} {', '.join(map(str, ids[:_SHOWN]))}{more}"


def _builds_tables_anew(steps: Sequence[Any]) -> bool:
    # For other steps enforcement stays on, so that deleting rows goes on to those that refer to them.
    return any(not step.is_stamp and b"batch_alter_table" in _content(step.revision) for step in steps)


def _content(revision: Any) -> bytes:
    path = getattr(revision, "path", None)
    try:
        return Path(path).read_bytes() if path else b""
    except OSError:
        return b""
