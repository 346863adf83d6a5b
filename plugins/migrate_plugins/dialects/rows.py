"""Rows on their way into a table: many at once on a live connection, or as literals in the statement."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Table, TableClause
from sqlalchemy.exc import StatementError
from sqlalchemy.sql.elements import ClauseElement

from migrate.operations import inline_literal, progress
from migrate.plugin import UsageError
from migrate_plugins.dialects.direct import Insert, Row, direct_insert

ROWS_AT_ONCE = 5000
"""So many rows are handed to the driver in one go: enough to be fast, and memory does not grow with the rest."""


def insert_rows(
    execute: Callable[..., object],
    connection: Any,
    table: Table | TableClause,
    rows: Iterable[Row],
    *,
    multiinsert: bool,
) -> None:
    """Insert rows by ``execute(statement, multiparams=rows)``; without a connection, as literals in a statement each.

    Raises as `parts_of` and `ManyRows` do, and ``UsageError`` for a row of which no key is a column.
    """
    many = ManyRows(execute, connection, table)
    for number, part in enumerate(parts_of(rows)):
        if number == 0:
            _check_columns(table, part[0], strict=connection is None)
        if connection is None:
            for row in part:
                execute(table.insert().values(**literal_row(table, row)))
        elif multiinsert and not holds_expressions(part[0]):
            many.insert(part)
        else:
            for row in part:
                execute(table.insert().inline().values(**row))


def _check_columns(table: Table | TableClause, row: Row, *, strict: bool) -> None:
    """Refuse a row with nothing for the table, or ``strict`` with more than that; else warn of what is left out."""
    unknown = [key for key in row if key not in table.c]
    if not unknown:
        return
    problem = f"Row 1 of a bulk insert into {table.name!r} has {unknown[0]!r}, which is no column of the table as given"
    if strict or len(unknown) == len(row):
        known = ", ".join(table.c.keys())
        raise UsageError(problem, hint=f"its columns are: {known}" if known else "it was given without columns")
    warnings.warn(f"{problem}: it is left out", stacklevel=2)


def literal_row(table: Table | TableClause, row: Row) -> dict[str, Any]:
    """Return a row with each plain value as a literal of its column's type, and with the defaults made in Python."""
    return {
        key: value if isinstance(value, ClauseElement) else inline_literal(value, table.c[key].type)
        for key, value in {**_python_defaults(table, row), **row}.items()
    }


def _python_defaults(table: Table | TableClause, row: Row) -> dict[str, Any]:
    """Return the values that SQLAlchemy would make for the columns that the row leaves out."""
    missing = ((column.key, getattr(column, "default", None)) for column in table.c if column.key not in row)
    found = {key: default for key, default in missing if default is not None}
    return {
        key: default.arg if default.is_scalar else default.arg(None)
        for key, default in found.items()
        if default.is_scalar or default.is_callable
    }


def parts_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows in lists of a handy size.

    Raises ``TypeError`` if they are not dictionaries in a list, or in anything else that yields them one by one.
    """
    if isinstance(rows, (Mapping, str, bytes)):
        raise TypeError("List expected")
    remaining = iter(rows)
    with progress("rows inserted") as counter:
        while part := list(islice(remaining, ROWS_AT_ONCE)):
            if not isinstance(part[0], Mapping):
                raise TypeError("List of dictionaries expected")
            yield part
            counter.advance(len(part))


def holds_expressions(row: Row) -> bool:
    """Return whether a value of the row is SQL, which is written into a statement of its own."""
    return any(isinstance(value, ClauseElement) for value in row.values())


class ManyRows:
    """Insert rows with the same keys, part by part; ``execute(statement, multiparams=rows)`` runs a statement."""

    def __init__(self, execute: Callable[..., object], connection: Any, table: Table | TableClause) -> None:
        self._execute = execute
        self._connection = connection
        self._table = table
        self._keys: tuple[str, ...] = ()
        self._direct: Insert | None = None
        self._count = 0

    def insert(self, rows: list[Row]) -> None:
        """Insert a part of the rows.

        Raises ``UsageError`` for a row that lacks a key of the very first one.
        """
        if not self._keys:
            self._keys = tuple(rows[0])
            self._direct = direct_insert(self._connection, self._table, self._keys)
        try:
            if self._direct is not None:
                self._direct(rows)
            else:
                self._execute(self._table.insert().inline(), multiparams=rows)
        except (KeyError, StatementError):
            self._check(rows)  # looked for only now, since looking takes as long as inserting
            raise
        self._count += len(rows)

    def _check(self, rows: list[Row]) -> None:
        keys = set(self._keys)
        for number, row in enumerate(rows, self._count + 1):
            if not keys <= row.keys():
                missing = next(key for key in self._keys if key not in row)
                raise UsageError(
                    f"Row {number} of a bulk insert into {self._table.name!r} has no {missing!r}, which the first has",
                    hint="give all rows the same keys, or insert them one by one with multiinsert=False",
                )
