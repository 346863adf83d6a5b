"""The expressions of computed columns in PostgreSQL's own words, read back from a table that never comes to be.

A text of the models is only ever parsed: no row is put into the table, so nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from migrate_plugins.dialects.postgresql.scratch import TABLE, NoSavepoint, tried
from migrate_plugins.dialects.tokens import is_self_contained

_READ = text(
    "SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d"
    f" WHERE d.adrelid = 'pg_temp.{TABLE}'::pg_catalog.regclass"
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
        return tried(connection, [f"CREATE TEMPORARY TABLE {TABLE} ({', '.join((*columns, own))})"], _formula)
    except NoSavepoint:
        return None


def _formula(connection: Connection) -> str | None:
    found: str | None = connection.execute(_READ).scalar()
    return found
