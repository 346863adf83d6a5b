"""How statements are run and rows inserted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TableClause, text

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec
from migrate_plugins.data.ops import BulkInsertOp, ExecuteSQLOp


def execute_sql(operations: Operations, operation: ExecuteSQLOp) -> None:
    """Run the statement at once, also within a batch.

    Raises ``TypeError`` for something that cannot be run.
    """
    if not isinstance(operation.sqltext, str) and not hasattr(operation.sqltext, "compile"):
        raise TypeError(f"op.execute() takes SQL text or a SQLAlchemy statement, not {operation.sqltext!r}")
    statement = operation.sqltext
    if isinstance(statement, str) and ":" in statement and _reads_parameters(operations.migration_context):
        statement = text(statement)
    operations.migration_context.impl.execute(statement, execution_options=operation.execution_options)


def bulk_insert(operations: Operations, operation: BulkInsertOp) -> None:
    """Insert the rows.

    Raises ``TypeError`` if there is no table to insert them into.
    """
    if not isinstance(operation.table, TableClause):
        raise TypeError(
            f"op.bulk_insert() takes a Table, or sa.table('t', sa.column('c')) for one, not {operation.table!r}"
        )
    operations.impl.bulk_insert(operation.table, operation.rows, multiinsert=operation.multiinsert)


def _reads_parameters(context: Any) -> bool:
    config = getattr(context, "config", None)
    return config is not None and bool(config.plugin_options("data")["bind_parameters"])


IMPLEMENTATIONS = (
    ImplementationSpec(ExecuteSQLOp, execute_sql),
    ImplementationSpec(BulkInsertOp, bulk_insert),
)
