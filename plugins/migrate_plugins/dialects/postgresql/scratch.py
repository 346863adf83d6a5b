"""Temporary tables that are rolled back at once, so that nothing of them is ever seen or kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

TABLE = "migrate_scratch"

_Read = TypeVar("_Read")


class NoSavepoint(Exception):
    """The connection is in no transaction, so that there would be nothing to roll back."""


def tried(connection: Connection, statements: Iterable[str], read: Callable[[Connection], _Read]) -> _Read | None:
    """Run statements, read what they have made, and take it all back; None if the database refuses one of them.

    Raises ``NoSavepoint`` before anything is sent.
    """
    try:
        savepoint = connection.begin_nested()
    except DBAPIError as cause:
        raise NoSavepoint from cause
    try:
        for statement in statements:
            # Without parameters, so that a percent sign is one.
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        return read(connection)
    except DBAPIError:
        return None
    finally:
        savepoint.rollback()
