"""Rows on the shortest way to the driver: past SQLAlchemy, which looks at each value of each row anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, TableClause
from sqlalchemy.engine.interfaces import BindTyping

Row = Mapping[str, Any]
Insert = Callable[[Sequence[Row]], Callable[[], None]]
"""Turn rows into what the driver takes, and return the function that sends it."""

Values = Sequence[tuple[Callable[[Row], Any], Callable[[Any], Any] | None]]
"""For each parameter of the statement how a row gives it, and what the driver is to be given for it."""

_NAMED = re.compile(r"%\((\w+)\)s")


def direct_insert(connection: Any, table: Table | TableClause, keys: Sequence[str]) -> Insert | None:
    """Return a function that hands rows with the given keys to the driver; None where SQLAlchemy knows better.

    It takes longer for its part than SQLite or psycopg2 do for theirs.  It knows better where the driver wants to be
    told types apart from the statement, and where a column has a default in Python.
    """
    if not keys or not isinstance(connection, Connection) or connection.dialect.bind_typing is BindTyping.SETINPUTSIZES:
        return None
    if any(getattr(column, "default", None) is not None and column.key not in keys for column in table.c):
        return None
    dialect: Any = connection.dialect
    compiled: Any = table.insert().inline().compile(dialect=dialect, column_keys=list(keys))
    order = compiled.positiontup or list(compiled.binds)
    if set(order) != set(keys):
        return None
    values = [(itemgetter(key), table.c[key].type.dialect_impl(dialect).bind_processor(dialect)) for key in order]
    if dialect.use_insertmanyvalues_wo_returning:
        return _by_long_statements(connection, str(compiled), order, values)
    return _by_executemany(connection, str(compiled), values) if dialect.positional else None


def _by_executemany(connection: Connection, sql: str, values: Values) -> Insert:
    def insert(rows: Sequence[Row]) -> Callable[[], None]:
        tuples = _tuples(rows, values)

        def send() -> None:
            connection.exec_driver_sql(sql, tuples)

        return send

    return insert


def _by_long_statements(connection: Connection, sql: str, order: Sequence[str], values: Values) -> Insert | None:
    """Send many rows in each statement, as SQLAlchemy does with a driver whose ``executemany()`` sends each alone.

    This is for drivers that put the values into the text themselves, as psycopg2 does.
    """
    dialect: Any = connection.dialect
    head, _, named = sql.rpartition(" VALUES ")
    if dialect.paramstyle != "pyformat" or not dialect.use_insertmanyvalues or _NAMED.findall(named) != list(order):
        return None
    row = _NAMED.sub("%s", named)
    at_once = max(1, min(dialect.insertmanyvalues_page_size, dialect.insertmanyvalues_max_parameters // len(order)))

    def insert(rows: Sequence[Row]) -> Callable[[], None]:
        tuples = _tuples(rows, values)

        def send() -> None:
            for start in range(0, len(tuples), at_once):
                part = tuples[start : start + at_once]
                parameters = tuple(chain.from_iterable(part))
                connection.exec_driver_sql(f"{head} VALUES {', '.join([row] * len(part))}", parameters)

        return send

    return insert


def _tuples(rows: Sequence[Row], values: Values) -> list[tuple[Any, ...]]:
    """Return the rows as tuples of values that the driver takes: column by column, which runs without a Python loop."""
    columns = (map(get, rows) if process is None else map(process, map(get, rows)) for get, process in values)
    return list(zip(*columns, strict=True))
