"""The operations on a table's comment; that of a column is part of the column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from migrate.operations import BatchOperations, Operations
from migrate.plugin import OperationSpec
from migrate_plugins.tables.ops import AlterTableOp, SchemaObjects


class CreateTableCommentOp(AlterTableOp):
    """Set a table's comment."""

    def __init__(
        self,
        table_name: str,
        comment: str | None,
        *,
        schema: str | None = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.comment = comment
        self.existing_comment = existing_comment

    @classmethod
    def create_table_comment(
        cls,
        operations: Operations,
        table_name: str,
        comment: str | None,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None:
        """Set the comment of a table.

        ``existing_comment`` is the comment it has now, for a downgrade that is made from this operation; ``schema``
        names the table's schema.  SQLite has no comments.
        """
        operations.invoke(cls(table_name, comment, existing_comment=existing_comment, schema=schema))

    @classmethod
    def batch_create_table_comment(
        cls, operations: BatchOperations, comment: str | None, *, existing_comment: str | None = None
    ) -> None:
        """Set the comment of the batch's table, as ``op.create_table_comment()`` does."""
        operations.invoke(
            cls(
                operations.impl.table_name,
                comment,
                existing_comment=existing_comment,
                schema=operations.impl.schema,
            )
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a new ``Table`` with the comment and no columns."""
        return SchemaObjects(migration_context).table(self.table_name, schema=self.schema, comment=self.comment)

    def reverse(self) -> CreateTableCommentOp | DropTableCommentOp:
        """Return the change to the comment that was there, or the removal if there was none."""
        if self.existing_comment is None:
            return DropTableCommentOp(self.table_name, existing_comment=self.comment, schema=self.schema)
        return CreateTableCommentOp(
            self.table_name, self.existing_comment, existing_comment=self.comment, schema=self.schema
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return ``("add_table_comment", table, existing comment)``."""
        return ("add_table_comment", self.to_table(), self.existing_comment)


class DropTableCommentOp(AlterTableOp):
    """Remove a table's comment."""

    def __init__(self, table_name: str, *, schema: str | None = None, existing_comment: str | None = None) -> None:
        super().__init__(table_name, schema=schema)
        self.existing_comment = existing_comment

    @classmethod
    def drop_table_comment(
        cls,
        operations: Operations,
        table_name: str,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None:
        """Remove the comment of a table; the arguments are those of ``op.create_table_comment()``."""
        operations.invoke(cls(table_name, existing_comment=existing_comment, schema=schema))

    @classmethod
    def batch_drop_table_comment(cls, operations: BatchOperations, *, existing_comment: str | None = None) -> None:
        """Remove the comment of the batch's table."""
        operations.invoke(
            cls(operations.impl.table_name, existing_comment=existing_comment, schema=operations.impl.schema)
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a new ``Table`` without comment and columns."""
        return SchemaObjects(migration_context).table(self.table_name, schema=self.schema)

    def reverse(self) -> CreateTableCommentOp:
        """Return the setting of the comment that was there."""
        return CreateTableCommentOp(self.table_name, self.existing_comment, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return ``("remove_table_comment", table)``."""
        return ("remove_table_comment", self.to_table())


OPERATIONS = (
    OperationSpec("create_table_comment", CreateTableCommentOp, CreateTableCommentOp.create_table_comment),
    OperationSpec(
        "create_table_comment", CreateTableCommentOp, CreateTableCommentOp.batch_create_table_comment, batch=True
    ),
    OperationSpec("drop_table_comment", DropTableCommentOp, DropTableCommentOp.drop_table_comment),
    OperationSpec("drop_table_comment", DropTableCommentOp, DropTableCommentOp.batch_drop_table_comment, batch=True),
)
