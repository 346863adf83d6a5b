"""How the operations on whole tables are carried out: each is one call of the dialect's implementation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec
from migrate_plugins.tables.ops import CreateTableOp, DropTableOp, RenameTableOp


def create_table(operations: Operations, operation: CreateTableOp) -> Table:
    """Create the table with its indexes and comments, and return it."""
    table = operation.to_table(operations.migration_context)
    operations.impl.create_table(table, **_given("if_not_exists", operation.if_not_exists))
    return table


def drop_table(operations: Operations, operation: DropTableOp) -> None:
    """Drop the table."""
    table = operation.to_table(operations.migration_context)
    operations.impl.drop_table(table, **_given("if_exists", operation.if_exists))


def rename_table(operations: Operations, operation: RenameTableOp) -> None:
    """Rename the table."""
    operations.impl.rename_table(operation.table_name, operation.new_table_name, schema=operation.schema)


def _given(name: str, value: Any) -> dict[str, Any]:
    # A dialect outside the box may not know the argument, and has to only if it is used.
    return {} if value is None else {name: value}


IMPLEMENTATIONS = (
    ImplementationSpec(CreateTableOp, create_table),
    ImplementationSpec(DropTableOp, drop_table),
    ImplementationSpec(RenameTableOp, rename_table),
)
