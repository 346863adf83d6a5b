"""Whether the rows around a table that was built anew still have the partners that their foreign keys name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from migrate.plugin import CommandError

ForeignKey = tuple[str, tuple[tuple[str, str | None], ...]]
"""The referred table, and pairs of a column and the one it refers to (None is the primary key)."""


def of_table(connection: Connection, table: str) -> dict[int, ForeignKey]:
    """Return a table's foreign keys by the numbers that SQLite gives them."""
    found: dict[int, list[Sequence[Any]]] = {}
    for row in connection.exec_driver_sql("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", (table,)):
        found.setdefault(row[0], []).append(row)
    return {
        number: (rows[0][2].lower(), tuple((row[3].lower(), row[4] and row[4].lower()) for row in rows))
        for number, rows in found.items()
    }


def referring_tables(connection: Connection, table: str) -> list[str]:
    """Return the names of the other tables whose foreign keys refer to a table."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f"
        " WHERE m.type = 'table' AND f.\"table\" = ? COLLATE NOCASE AND m.name <> ? COLLATE NOCASE ORDER BY m.name",
        (table, table),
    )
    return [row[0] for row in rows]


def check_around(connection: Connection, table: str) -> None:
    """Check all foreign keys of a table, and those of other tables that refer to it.

    Raises ``CommandError`` for the first row that has no partner.
    """
    for name in (table, *referring_tables(connection, table)):
        _refuse(table, _broken(connection, name))


def check_new(connection: Connection, table: str, before: dict[int, ForeignKey]) -> None:
    """Check the foreign keys that a table did not have before: the others, nobody wanted enforced.

    Raises ``CommandError`` as `check_around` does.
    """
    known = before.values()
    new = [number for number, key in of_table(connection, table).items() if key not in known]
    if new:
        _refuse(table, (row for row in _broken(connection, table) if row[3] in new))


def _broken(connection: Connection, table: str) -> Iterator[Sequence[Any]]:
    quoted = connection.dialect.identifier_preparer.quote(table)
    yield from connection.exec_driver_sql(f"PRAGMA foreign_key_check({quoted})")


def _refuse(table: str, broken: Iterator[Sequence[Any]]) -> None:
    first = next(broken, None)
    if first is not None:
        raise CommandError(
            f"The changed table {table!r} leaves rows without a partner: row {first[1]} of {first[0]!r} refers to "
            f"{first[2]!r}",
            hint="nothing was changed; correct the data first",
        )
