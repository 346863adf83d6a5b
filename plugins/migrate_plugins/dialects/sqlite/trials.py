"""Trying a revision on SQLite, and making databases for a while."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.trials import DefaultThrowaway, DefaultTrials, TableKey, megabytes


class SQLiteTrials(DefaultTrials):
    """Changes of the schema are rolled back with all else, in a transaction that was really begun."""

    def trial_obstacle(self, *, in_transaction: bool) -> str | None:
        """Return None, but where foreign keys would have to be switched off, which a transaction does not allow."""
        if not self.transactional_ddl:
            return super().trial_obstacle(in_transaction=in_transaction)
        if in_transaction and self._enforces_foreign_keys():
            return "env.py has begun a transaction of its own, in which foreign keys are enforced"
        return None

    def _enforces_foreign_keys(self) -> bool:
        assert self.bind is not None  # nothing is tried offline
        return bool(self.bind.exec_driver_sql("PRAGMA foreign_keys").scalar())

    def trial_stopped_by(self, error: DBAPIError) -> str | None:
        """Return what the error says of locks and rights."""
        words = str(error.orig)
        if "readonly database" in words:
            return "the database is read-only"
        return "another program holds a lock on it" if "database is locked" in words else None

    def large_table(self, tables: Collection[TableKey], *, rows: int, size: int) -> str | None:
        """Return the size of the whole file, as SQLite does not tell that of its tables."""
        assert self.bind is not None  # nothing is tried offline
        pages = self.bind.exec_driver_sql("PRAGMA page_count").scalar_one()
        found = pages * self.bind.exec_driver_sql("PRAGMA page_size").scalar_one()
        return f"the file has {megabytes(found)}" if tables and found > size else None


class SQLiteThrowaway(DefaultThrowaway):
    """A file."""

    databases_are_files: ClassVar[bool] = True
