"""The expressions of computed columns in PostgreSQL's own words, read back from a table that never comes to be.

A text of the models is only ever parsed: no row is put into the table, so nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.tokens import is_self_contained

_TABLE = "migrate_scratch"
_READ = text(
    "SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d"
    f" WHERE d.adrelid = 'pg_temp.{_TABLE}'::pg_catalog.regclass"
)


def canonical_formula(
    connection: Connection | None, columns: Sequence[str], column: str, type_: str, formula: str
) -> str | None:
    """Return the formula of a column beside others, given as definitions; None for what is no formula of its type."""
    parts = (*columns, column, type_, formula)
    if connection is None or not all(is_self_contained(part) for part in parts):
        return None
    own = f"{column} {type_} GENERATED ALWAYS AS ({formula}) STORED"
    try:
        savepoint = connection.begin_nested()
    except DBAPIError:  # without a transaction there would be nothing to roll back
        return None
    try:
        # Without parameters, so that a percent sign is one.
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE {_TABLE} ({', '.join((*columns, own))})",
            execution_options={"no_parameters": True},
        )
        found: str | None = connection.execute(_READ).scalar()
    except DBAPIError:
        return None
    finally:
        savepoint.rollback()
    return found
