"""The operations on columns: add and drop; their change is in `alter`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column
from sqlalchemy.types import NULLTYPE

from migrate.operations import BatchOperations, Operations
from migrate.plugin import MigrateOperation, OperationSpec
from migrate_plugins.columns.alter import AlterColumnOp, refuse_mistyped
from migrate_plugins.tables.ops import AlterTableOp, SchemaObjects

__all__ = ["OPERATIONS", "AddColumnOp", "AlterColumnOp", "ColumnSteps", "DropColumnOp"]


class AddColumnOp(AlterTableOp):
    """Add a column to a table."""

    def __init__(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key
        self.kw = kw

    @classmethod
    def add_column(
        cls,
        operations: Operations,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column to a table.

        ::

            op.add_column("track", sa.Column("rating", sa.Integer, nullable=False, server_default="0"))

        A NOT NULL column of a table that has rows needs a ``server_default``.  ``index=True``, ``unique=True`` and a
        foreign key of the column follow as statements of their own; a CHECK constraint of the column is part of it.

        ``inline_references`` writes a single foreign key as ``REFERENCES`` within the column's definition instead,
        which spares PostgreSQL the check of all rows; SQLite, where it is the only way, does so unless told not to.
        ``inline_primary_key`` writes ``PRIMARY KEY`` there for a column with ``primary_key=True``; otherwise the
        primary key stays as it is.
        ``if_not_exists`` adds ``IF NOT EXISTS`` (PostgreSQL, MariaDB); ``schema`` names the table's schema.
        """
        operations.invoke(
            cls(
                table_name,
                column,
                schema=schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
            )
        )

    @classmethod
    def batch_add_column(
        cls,
        operations: BatchOperations,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column to the table of the batch, as ``op.add_column()`` does.

        ``insert_before`` and ``insert_after`` name the column beside which the new one is put; they need
        ``recreate="always"``.
        """
        places = {"insert_before": insert_before, "insert_after": insert_after}
        operations.invoke(
            cls(
                operations.impl.table_name,
                column,
                schema=operations.impl.schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
                **{key: name for key, name in places.items() if name},
            )
        )

    @classmethod
    def from_column(cls, col: Column[Any]) -> AddColumnOp:
        """Return the addition of an existing column to the table it belongs to."""
        return cls(col.table.name, col, schema=col.table.schema)

    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: Column[Any]) -> AddColumnOp:
        """Return the addition of a column to a table given by name."""
        return cls(tname, col, schema=schema)

    def to_column(self) -> Column[Any]:
        """Return the column."""
        return self.column

    def reverse(self) -> DropColumnOp:
        """Return the drop of the column, which remembers it."""
        return DropColumnOp(
            self.table_name, self.column.name, schema=self.schema, if_exists=self.if_not_exists, _reverse=self
        )

    def to_diff_tuple(self) -> tuple[str, str | None, str, Column[Any]]:
        """Return ``("add_column", schema, table, column)``."""
        return ("add_column", self.schema, self.table_name, self.column)


class DropColumnOp(AlterTableOp):
    """Drop a column from a table."""

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: AddColumnOp | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.if_exists = if_exists
        self.kw = kw
        self._reverse = _reverse

    @classmethod
    def drop_column(
        cls, operations: Operations, table_name: str, column_name: str, *, schema: str | None = None, **kw: Any
    ) -> None:
        """Drop a column, and its values with it.

        ``if_exists=True`` adds ``IF EXISTS`` (PostgreSQL, MariaDB); ``schema`` names the table's schema.  SQL Server
        refuses to drop a column on which a constraint depends: ``mssql_drop_check=True``, ``mssql_drop_default=True``
        and ``mssql_drop_foreign_key=True`` find the column's own CHECK, DEFAULT or foreign key in the catalogue by a
        script, and drop it first.
        """
        refuse_mistyped(operations, "drop_column", cls.__init__, kw)
        operations.invoke(cls(table_name, column_name, schema=schema, **kw))

    @classmethod
    def batch_drop_column(cls, operations: BatchOperations, column_name: str, **kw: Any) -> None:
        """Drop a column from the table of the batch, as ``op.drop_column()`` does."""
        refuse_mistyped(operations, "drop_column", cls.__init__, kw)
        operations.invoke(cls(operations.impl.table_name, column_name, schema=operations.impl.schema, **kw))

    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: Column[Any]) -> DropColumnOp:
        """Return the drop of an existing column, which remembers it."""
        added = AddColumnOp.from_column_and_tablename(schema, tname, col)
        return cls(tname, col.name, schema=schema, _reverse=added)

    def to_column(self, migration_context: Any = None) -> Column[Any]:
        """Return the column that is dropped, of an unknown type unless the operation was made from a column."""
        if self._reverse is not None:
            return self._reverse.column
        return SchemaObjects(migration_context).column(self.column_name, NULLTYPE)

    def reverse(self) -> AddColumnOp:
        """Return the addition of the column.

        Raises ``ValueError`` unless the operation was made from a column.
        """
        if self._reverse is None:
            raise ValueError("operation is not reversible; original column is not present")
        return AddColumnOp(
            self.table_name,
            self._reverse.column,
            schema=self.schema,
            if_not_exists=self.if_exists,
            inline_references=self._reverse.inline_references,
            inline_primary_key=self._reverse.inline_primary_key,
        )

    def to_diff_tuple(self) -> tuple[str, str | None, str, Column[Any]]:
        """Return ``("remove_column", schema, table, column)``."""
        return ("remove_column", self.schema, self.table_name, self.to_column())


class ColumnSteps(MigrateOperation):
    """Carry out several operations that together are one change, and undo it in a way of their own.

    ``diff`` and ``undone`` are what the change and its way back are as differences.
    """

    def __init__(
        self, ops: Sequence[MigrateOperation], undo: Sequence[MigrateOperation], *, diff: object, undone: object
    ) -> None:
        self.ops = list(ops)
        self.undo = list(undo)
        self.diff = diff
        self.undone = undone

    def reverse(self) -> ColumnSteps:
        """Return the operations that undo these."""
        return ColumnSteps(self.undo, self.ops, diff=self.undone, undone=self.diff)

    def to_diff_tuple(self) -> object:
        """Return the change as one difference."""
        return self.diff


OPERATIONS = (
    OperationSpec("add_column", AddColumnOp, AddColumnOp.add_column),
    OperationSpec("add_column", AddColumnOp, AddColumnOp.batch_add_column, batch=True),
    OperationSpec("drop_column", DropColumnOp, DropColumnOp.drop_column),
    OperationSpec("drop_column", DropColumnOp, DropColumnOp.batch_drop_column, batch=True),
    OperationSpec("alter_column", AlterColumnOp, AlterColumnOp.alter_column),
    OperationSpec("alter_column", AlterColumnOp, AlterColumnOp.batch_alter_column, batch=True),
)
