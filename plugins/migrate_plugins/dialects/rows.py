"""Rows on their way into a table: many at once on a live connection, or as literals in the statement."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Table, TableClause
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

    Each row is inserted with the keys that it has itself.  A key that is no column is left out with a warning, as
    Alembic leaves it out in silence; where that fails with an error, for literals and row by row, it is one here too.

    Raises as `parts_of` does, and ``UsageError`` for such a key, and for a row of which no key is a column.
    """
    many = ManyRows(execute, connection, table)
    number = 1
    for part in parts_of(rows):
        if connection is not None and multiinsert:
            many.insert(part, number)
        else:
            _insert_each(execute, table, part, number, literal=connection is None)
        number += len(part)


def _insert_each(
    execute: Callable[..., object], table: Table | TableClause, rows: list[Row], number: int, *, literal: bool
) -> None:
    for place, alike in alike_rows(rows, number):
        check_columns(table, alike[0], place, strict=True)
    for row in rows:
        execute(table.insert().values(**literal_row(table, row)) if literal else table.insert().inline().values(**row))


def check_columns(table: Table | TableClause, row: Row, number: int, *, strict: bool) -> None:
    """Refuse a row with nothing for the table, or ``strict`` with more than that; else warn of what is left out."""
    unknown = [key for key in row if key not in table.c]
    if not unknown:
        return
    row_of = f"Row {number} of a bulk insert into {table.name!r}"
    problem = f"{row_of} has {unknown[0]!r}, which is no column of the table as given"
    if strict or len(unknown) == len(row):
        known = ", ".join(table.c.keys())
        raise UsageError(problem, hint=f"its columns are: {known}" if known else "it was given without columns")
    warnings.warn(f"{problem}: it is left out", stacklevel=2)


def alike_rows(rows: Iterable[Row], number: int) -> Iterator[tuple[int, list[Row]]]:
    """Yield together the rows that follow each other and have the same keys, with the number of the first of them."""
    for _, group in groupby(rows, frozenset):
        alike = list(group)
        yield number, alike
        number += len(alike)


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
    """Insert rows, part by part; ``execute(statement, multiparams=rows)`` runs a statement."""

    def __init__(self, execute: Callable[..., object], connection: Any, table: Table | TableClause) -> None:
        self._execute = execute
        self._connection = connection
        self._table = table
        self._direct: dict[frozenset[str], Insert | None] = {}

    def insert(self, rows: list[Row], number: int) -> None:
        """Insert a part of the rows, of which the first has a number; all at once, unless their keys differ.

        Raises ``UsageError`` for a row of which no key is a column, before any of the part is sent.
        """
        if not self._inserted_at_once(rows, number):
            groups = [*alike_rows(rows, number)]
            ways = [self._direct_for(alike[0], place) for place, alike in groups]
            for (_, alike), direct in zip(groups, ways, strict=True):
                self._insert_alike(alike, direct)

    def _inserted_at_once(self, rows: list[Row], number: int) -> bool:
        """Insert rows that are all alike; return False if they are not, or nobody knows: nothing was sent then."""
        first = rows[0]
        # Looking at the keys of each row would take a tenth of the time of an insertion by the driver alone.
        if not all(map(len(first).__eq__, map(len, rows))) or holds_expressions(first):
            return False
        direct = self._direct_for(first, number)
        if direct is None:
            alike = bool(first) and all(first.keys() == row.keys() for row in rows)
            if alike:
                self._execute(self._table.insert().inline(), multiparams=rows)
            return alike
        try:
            send = direct(rows)
        except KeyError:  # of a row with other keys, or of a value that its type does not know, which is raised again
            return False
        send()
        return True

    def _insert_alike(self, rows: list[Row], direct: Insert | None) -> None:
        if not rows[0] or holds_expressions(rows[0]):
            for row in rows:
                known = {key: value for key, value in row.items() if key in self._table.c}
                self._execute(self._table.insert().inline().values(**known))
        elif direct is not None:
            direct(rows)()
        else:
            self._execute(self._table.insert().inline(), multiparams=rows)

    def _direct_for(self, row: Row, number: int) -> Insert | None:
        keys = frozenset(row)
        if keys not in self._direct:
            check_columns(self._table, row, number, strict=False)
            self._direct[keys] = direct_insert(self._connection, self._table, tuple(row))
        return self._direct[keys]
