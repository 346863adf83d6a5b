"""What MariaDB's information schema tells that SQLAlchemy does not read from SHOW CREATE TABLE."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TypeAlias

from sqlalchemy import Connection, text
from sqlalchemy.engine.reflection import Inspector

ColumnKey: TypeAlias = tuple[str, str, str]
"""Schema, table and column."""

# Literals and the time of now are what SQLAlchemy reads well, ON UPDATE included, which is no part of this.
_EXPRESSIONS = text(
    "SELECT table_schema, table_name, column_name, column_default FROM information_schema.columns"
    " WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
    " AND column_default IS NOT NULL"
    r" AND column_default NOT REGEXP '^(NULL$|''|-?[0-9]|current_timestamp\\([0-9]*\\)$)'"
)


def default_expressions(inspector: Inspector) -> Mapping[ColumnKey, str]:
    """Return the defaults that are expressions; asked once for an inspector."""
    cache = inspector.info_cache
    key = (__name__, "default_expressions")
    if key not in cache:
        with _connection(inspector) as connection:
            rows = connection.execute(_EXPRESSIONS)
            cache[key] = {(row[0], row[1], row[2]): row[3] for row in rows}
    found: Mapping[ColumnKey, str] = cache[key]
    return found


def _connection(inspector: Inspector) -> AbstractContextManager[Connection]:
    bind = inspector.bind
    return nullcontext(bind) if isinstance(bind, Connection) else bind.connect()
