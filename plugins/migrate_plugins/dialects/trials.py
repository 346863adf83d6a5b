"""What it takes to try a new revision on a database and to take it back, and to make a database for a while."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError

TableKey = tuple[str | None, str]


class DefaultTrials:
    """The part of ``DefaultImpl`` that ``--verify`` asks; where it is left as it is, nothing is tried."""

    dialect: Dialect
    bind: Connection | None
    transactional_ddl: bool
    outside_transactions: ClassVar[tuple[str, ...]] = ()
    """Words in a revision's code that stand for what the database does outside of transactions only."""

    def trial_obstacle(self, *, in_transaction: bool) -> str | None:
        """Return why code cannot be run and taken back here, or None where it can.

        ``in_transaction`` tells that env.py has begun a transaction, which goes on after the trial.
        """
        if not (self.transactional_ddl and type(self).transactional_ddl):
            return f"{self.dialect.name} commits changes of the schema at once"
        return f"it is not known how to take all changes back on {self.dialect.name}"

    def begin_trial(self, *, patience: int) -> None:
        """Let a transaction wait for other programs no longer than ``patience`` seconds; here nothing."""

    def trial_stopped_by(self, error: DBAPIError) -> str | None:
        """Return what stopped a trial, if it was neither the code nor the rows; here that cannot be told."""

    def large_table(self, tables: Collection[TableKey], *, rows: int, size: int) -> str | None:
        """Return what is larger than so many rows or bytes, as ``customer has about 250,000 rows``; here nothing."""


class DefaultThrowaway:
    """The part of ``DefaultImpl`` that ``--against history`` asks; where it is left as it is, no database is made.

    All of it belongs to the class: nobody is connected to the project's database at that time.
    """

    databases_are_files: ClassVar[bool] = False
    """Whether connecting to a file that is not there makes a database."""
    right_to_make_databases: ClassVar[str | None] = None
    """What gives ``{user}`` the right to make databases, for the hint of an error; None where none can be made."""

    @classmethod
    def create_database(cls, connection: Connection, name: str) -> None:
        """Make a database on the server of a connection that commits each statement."""
        connection.exec_driver_sql(f"CREATE DATABASE {name}")

    @classmethod
    def drop_database(cls, connection: Connection, name: str) -> None:
        """Drop a database, if it is there."""
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")


def megabytes(size: float) -> str:
    """Return ``1,200 MB``."""
    return f"{int(size) // 1024 // 1024:,} MB"
