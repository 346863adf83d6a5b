"""The operations that run statements: any SQL, and the insertion of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Executable, Table, TableClause

from migrate.operations import BatchOperations, Operations
from migrate.plugin import MigrateOperation, OperationSpec


class ExecuteSQLOp(MigrateOperation):
    """Run one SQL statement."""

    def __init__(self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
        self.sqltext = sqltext
        self.execution_options = execution_options

    @classmethod
    def execute(
        cls,
        operations: Operations,
        sqltext: Executable | str,
        *,
        execution_options: dict[str, Any] | None = None,
    ) -> None:
        r"""Run a SQL statement: text, or any SQLAlchemy construct that can be executed.

        ::

            op.execute("UPDATE track SET rating = 0 WHERE rating IS NULL")
            op.execute(track.update().where(track.c.rating.is_(None)).values(rating=0))

        A plain string is sent as written; only ``\:`` is read as ``:``.  To bind parameters, give
        ``sa.text("... :name").bindparams(name=...)``; with ``bind_parameters = true`` in the section ``[plugin:data]``
        of the configuration, plain strings are read as ``sa.text()`` reads them too.

        In offline mode (``--sql``) values are written into the statement as literals; a result cannot be read there.
        ``execution_options`` are given to SQLAlchemy's ``Connection.execution_options()``, so they hold from here on.
        """
        operations.invoke(cls(sqltext, execution_options=execution_options))

    @classmethod
    def batch_execute(
        cls,
        operations: BatchOperations,
        sqltext: Executable | str,
        *,
        execution_options: dict[str, Any] | None = None,
    ) -> None:
        """Run a SQL statement at once, as ``op.execute()`` does; it does not wait for the end of the batch."""
        operations.invoke(cls(sqltext, execution_options=execution_options))

    def to_diff_tuple(self) -> tuple[str, Executable | str]:
        """Return ``("execute", statement)``."""
        return ("execute", self.sqltext)


class BulkInsertOp(MigrateOperation):
    """Insert rows into a table."""

    def __init__(
        self, table: Table | TableClause, rows: Iterable[Mapping[str, Any]], *, multiinsert: bool = True
    ) -> None:
        self.table = table
        self.rows = rows
        self.multiinsert = multiinsert

    @classmethod
    def bulk_insert(
        cls,
        operations: Operations,
        table: Table | TableClause,
        rows: Iterable[Mapping[str, Any]],
        *,
        multiinsert: bool = True,
    ) -> None:
        """Insert many rows.

        ::

            genre = op.create_table("genre", sa.Column("id", sa.Integer), sa.Column("name", sa.String(50)))
            op.bulk_insert(genre, [{"id": 1, "name": "Rock"}, {"id": 2, "name": "Jazz"}])

        ``table`` is a ``Table``, as ``op.create_table()`` returns it, or ``sa.table("genre", sa.column("name"))``; it
        needs the types of columns that hold dates, booleans or JSON.  ``rows`` are dictionaries, in a list or in
        anything else that yields them: of a generator only a few thousand are in memory at a time.  A column that a
        row leaves out has its default; rows that follow each other and have the same keys are inserted together.  A key
        that is no column is left out with a warning, and is an error in offline mode or row by row.  In offline mode
        (``--sql``) rows become one INSERT each, with literals.

        ``multiinsert=False`` inserts row by row: needed where only some rows have values that are SQL expressions or
        ``op.inline_literal()``.
        """
        operations.invoke(cls(table, rows, multiinsert=multiinsert))


OPERATIONS = (
    OperationSpec("execute", ExecuteSQLOp, ExecuteSQLOp.execute),
    OperationSpec("execute", ExecuteSQLOp, ExecuteSQLOp.batch_execute, batch=True),
    OperationSpec("bulk_insert", BulkInsertOp, BulkInsertOp.bulk_insert),
)
