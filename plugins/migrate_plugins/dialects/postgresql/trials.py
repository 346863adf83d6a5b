"""Trying a revision on PostgreSQL, and making databases for a while."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from sqlalchemy import Connection, String, bindparam, text
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.trials import DefaultThrowaway, DefaultTrials, TableKey, megabytes

_LOCKED, _NO_TRANSACTION = "another program holds a lock on a table", "an operation cannot run in a transaction"
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_STOPPED: Mapping[str, str] = {
    "55P03": _LOCKED,
    "40P01": _LOCKED,
    "25001": _NO_TRANSACTION,
    "55P04": _NO_TRANSACTION,
    "25006": "the database is read-only",
    "42501": "this user may not change the schema",
}
# The rows of a partitioned table, or of one that others inherit from, are in those.
_LARGE = """
WITH RECURSIVE family (head, member) AS (
    SELECT c.oid, c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm') AND c.relname IN :names
    UNION ALL SELECT family.head, i.inhrelid FROM family JOIN pg_inherits i ON i.inhparent = family.member
), sizes AS (
    SELECT head, sum(greatest(c.reltuples, 0)) AS rows, sum(pg_relation_size(c.oid)) AS size
    FROM family JOIN pg_class c ON c.oid = family.member GROUP BY head
)
SELECT n.nspname, c.relname, sizes.rows, sizes.size
FROM sizes JOIN pg_class c ON c.oid = sizes.head JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE sizes.rows > :rows OR sizes.size > :size ORDER BY 1, 2
"""


class PostgresqlTrials(DefaultTrials):
    """Changes of the schema are rolled back with all else."""

    outside_transactions: ClassVar[tuple[str, ...]] = ("CONCURRENTLY", "_concurrently=True")

    def trial_obstacle(self, *, in_transaction: bool) -> str | None:
        """Return None, unless the project has said that changes of the schema are committed at once."""
        return None if self.transactional_ddl else super().trial_obstacle(in_transaction=in_transaction)

    def begin_trial(self, *, patience: int) -> None:
        """Wait for locks no longer than that, as whoever waits stops all who come later."""
        assert self.bind is not None  # nothing is tried offline
        self.bind.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}s'")

    def trial_stopped_by(self, error: DBAPIError) -> str | None:
        """Return what the error's code says of locks, transactions and rights."""
        code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
        return _STOPPED.get(str(code))

    def large_table(self, tables: Collection[TableKey], *, rows: int, size: int) -> str | None:
        """Return the first table with more rows than that by the planner's estimate, or more bytes."""
        assert self.bind is not None  # nothing is tried offline
        statement = text(_LARGE).bindparams(bindparam("names", type_=String, expanding=True))
        names = sorted({name for _, name in tables})
        found = self.bind.execute(statement, {"names": names, "rows": rows, "size": size}).all()
        wanted = {(schema or self.dialect.default_schema_name, name) for schema, name in tables}
        for schema, name, its_rows, its_size in found:
            if (schema, name) in wanted:
                return f"{name} has " + (f"about {int(its_rows):,} rows" if its_rows > rows else megabytes(its_size))
        return None


class PostgresqlThrowaway(DefaultThrowaway):
    """A database of its own on the same server."""

    right_to_make_databases: ClassVar[str | None] = "ALTER ROLE {user} CREATEDB"

    @classmethod
    def drop_database(cls, connection: Connection, name: str) -> None:
        """Drop a database; a connection that env.py has left open must not keep it."""
        force = " WITH (FORCE)" if (connection.dialect.server_version_info or (0,)) >= (13,) else ""
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}{force}")
