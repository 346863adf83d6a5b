"""Temporary tables, which end no transaction, and how MariaDB and MySQL themselves write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.tokens import is_self_contained, tokens

_TABLE = "migrate_scratch"


def is_safe(part: str) -> bool:
    """Return whether a text of the models cannot end the definition that it stands in."""
    # A # begins a comment, which might hide a bracket.
    outside = (token for token in tokens(part) if token[0] not in "'\"")
    return is_self_contained(part) and not any("#" in token for token in outside)


def scratch_index(connection: Connection, parts: str, options: str) -> Sequence[Any] | None:
    """Return what the database tells of the index of a table of these columns, by part; None if it refuses it."""
    return _read_back(connection, f"({parts}) {options}", f"SHOW INDEX FROM {_TABLE}")


def scratch_definition(connection: Connection, parts: str) -> str | None:
    """Return how the database itself writes a table of these columns and constraints; None if it refuses them.

    The table is temporary, and is gone afterwards.
    """
    rows = _read_back(connection, f"({parts})", f"SHOW CREATE TABLE {_TABLE}")
    return None if rows is None else str(rows[0][1])


def _read_back(connection: Connection, definition: str, question: str) -> Sequence[Any] | None:
    try:
        _execute(connection, f"CREATE TEMPORARY TABLE {_TABLE} {definition}")
    except DBAPIError:
        return None
    try:
        return connection.exec_driver_sql(question).all()
    finally:
        _execute(connection, f"DROP TEMPORARY TABLE {_TABLE}")


def _execute(connection: Connection, statement: str) -> None:
    # Without parameters, so that a percent sign is one.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
