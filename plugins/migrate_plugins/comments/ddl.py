"""How the operations on a table's comment are carried out."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec
from migrate_plugins.comments.ops import CreateTableCommentOp, DropTableCommentOp


def create_table_comment(operations: Operations, operation: CreateTableCommentOp) -> None:
    """Set the comment."""
    operations.impl.create_table_comment(operation.to_table(operations.migration_context))


def drop_table_comment(operations: Operations, operation: DropTableCommentOp) -> None:
    """Remove the comment."""
    operations.impl.drop_table_comment(operation.to_table(operations.migration_context))


IMPLEMENTATIONS = (
    ImplementationSpec(CreateTableCommentOp, create_table_comment),
    ImplementationSpec(DropTableCommentOp, drop_table_comment),
)
