"""How the operations on constraints are carried out."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec, UsageError
from migrate_plugins.constraints.ops import (
    AddConstraintOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
    DropConstraintOp,
)
from migrate_plugins.tables.ops import constraint_name


def create_constraint(operations: Operations, operation: AddConstraintOp) -> None:
    """Create the constraint, of whatever kind it is.

    Raises ``UsageError`` for a key without columns.
    """
    if isinstance(operation, CreatePrimaryKeyOp | CreateUniqueConstraintOp) and not operation.columns:
        raise UsageError(
            f"A {operation.constraint_type} constraint on {operation.table_name!r} needs a column",
        )
    operations.impl.add_constraint(operation.to_constraint(operations.migration_context))


def drop_constraint(operations: Operations, operation: DropConstraintOp) -> None:
    """Drop the constraint by its name.

    Raises ``UsageError`` if neither the operation nor a naming convention names it.
    """
    constraint = operation.to_named_constraint(operations.migration_context)
    if constraint_name(constraint) is None:
        raise UsageError(
            f"op.drop_constraint() on {operation.table_name!r} does not say which constraint",
            hint="give the name that it has in the database, or a naming convention by which it was named",
        )
    given = {} if operation.if_exists is None else {"if_exists": operation.if_exists}
    operations.impl.drop_constraint(constraint, **given)


IMPLEMENTATIONS = (
    ImplementationSpec(AddConstraintOp, create_constraint),
    ImplementationSpec(DropConstraintOp, drop_constraint),
)
