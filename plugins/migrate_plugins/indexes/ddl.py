"""How the operations on indexes are carried out."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec, UsageError
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp


def create_index(operations: Operations, operation: CreateIndexOp) -> None:
    """Create the index.

    Raises ``UsageError`` for an index without columns.
    """
    if not operation.columns:
        raise UsageError(f"An index on {operation.table_name!r} needs a column")
    index = operation.to_index(operations.migration_context)
    given = {} if operation.if_not_exists is None else {"if_not_exists": operation.if_not_exists}
    operations.impl.create_index(index, **given)


def drop_index(operations: Operations, operation: DropIndexOp) -> None:
    """Drop the index.

    Raises ``UsageError`` if neither its name is given nor the columns by which a naming convention named it.
    """
    if operation.index_name is None and operation._reverse is None:
        raise UsageError(
            f"op.drop_index() on {operation.table_name!r} does not say which index",
            hint="give the name that it has in the database",
        )
    index = operation.to_index(operations.migration_context)
    given = {} if operation.if_exists is None else {"if_exists": operation.if_exists}
    operations.impl.drop_index(index, **given)


def drop_index_of_table(operations: Operations, operation: DropIndexOp) -> None:
    """Drop the index where names of indexes belong to tables.

    Raises ``UsageError`` if the table is not given.
    """
    if operation.table_name is None:
        dialect = operations.get_context().dialect.name
        raise UsageError(
            f"op.drop_index({operation.index_name!r}) does not say of which table, which {dialect} has to know",
            hint="add table_name=",
        )
    drop_index(operations, operation)


IMPLEMENTATIONS = (
    ImplementationSpec(CreateIndexOp, create_index),
    ImplementationSpec(DropIndexOp, drop_index),
    ImplementationSpec(DropIndexOp, drop_index_of_table, dialect="mysql"),
    ImplementationSpec(DropIndexOp, drop_index_of_table, dialect="mssql"),
)
