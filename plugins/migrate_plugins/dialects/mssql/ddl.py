"""How operations are carried out on SQL Server where a call of the implementation is not enough."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec
from migrate_plugins.comments.ops import CreateTableCommentOp


def create_table_comment(operations: Operations, operation: CreateTableCommentOp) -> None:
    """Set the comment; one that is there is dropped before, as the procedure that adds one would refuse."""
    table = operation.to_table(operations.migration_context)
    if operation.existing_comment is not None:
        operations.impl.drop_table_comment(table)
    operations.impl.create_table_comment(table)


IMPLEMENTATIONS = (ImplementationSpec(CreateTableCommentOp, create_table_comment, dialect="mssql"),)
