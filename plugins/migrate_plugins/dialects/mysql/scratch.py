"""Temporary tables, which end no transaction, and how MariaDB and MySQL themselves write them."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.tokens import is_self_contained, tokens

_TABLE = "migrate_scratch"


def is_safe(part: str) -> bool:
    """Return whether a text of the models cannot end the definition that it stands in."""
    # A # begins a comment, which might hide a bracket.
    outside = (token for token in tokens(part) if token[0] not in "'\"")
    return is_self_contained(part) and not any("#" in token for token in outside)


def scratch_definition(connection: Connection, parts: str) -> str | None:
    """Return how the database itself writes a table of these columns and constraints; None if it refuses them.

    The table is temporary, and is gone afterwards.
    """
    try:
        _execute(connection, f"CREATE TEMPORARY TABLE {_TABLE} ({parts})")
    except DBAPIError:
        return None
    try:
        definition: str = connection.exec_driver_sql(f"SHOW CREATE TABLE {_TABLE}").one()[1]
    finally:
        _execute(connection, f"DROP TEMPORARY TABLE {_TABLE}")
    return definition


def _execute(connection: Connection, statement: str) -> None:
    # Without parameters, so that a percent sign is one.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
