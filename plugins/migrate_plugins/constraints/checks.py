"""CHECK constraints."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Constraint, TextClause
from sqlalchemy.sql.elements import ColumnElement

from migrate.operations import BatchOperations, Operations
from migrate_plugins.constraints.base import AddConstraintOp, options_of
from migrate_plugins.tables.ops import SchemaObjects, constraint_name

Condition = str | TextClause | ColumnElement[Any]


class CreateCheckConstraintOp(AddConstraintOp):
    """Demand that a condition holds for each row."""

    constraint_type = "check"
    visit_names = frozenset({"check_constraint", "table_or_column_check_constraint", "column_check_constraint"})

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: Condition,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.condition = condition
        self.schema = schema
        self.kw = kw

    @classmethod
    def create_check_constraint(
        cls,
        operations: Operations,
        constraint_name: str | None,
        table_name: str,
        condition: str | ColumnElement[bool] | TextClause,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Create a CHECK constraint.

        ::

            op.create_check_constraint("ck_track_length", "track", sa.column("seconds") > 0)

        ``condition`` is a SQL expression or SQL text.  With None as ``constraint_name`` the naming convention, or else
        the database, makes the name.  ``schema`` names the table's schema; ``deferrable`` and ``initially`` say when
        Oracle checks; others are named ``<dialect>_<argument>``, for example ``postgresql_not_valid=True``, which
        leaves the rows that are there unchecked.  SQLite adds no constraint to a table that is there: use
        ``op.batch_alter_table()``.
        """
        operations.invoke(cls(constraint_name, table_name, condition, schema=schema, **kw))

    @classmethod
    def batch_create_check_constraint(
        cls,
        operations: BatchOperations,
        constraint_name: str,
        condition: str | ColumnElement[bool] | TextClause,
        **kw: Any,
    ) -> None:
        """Create a CHECK constraint on the batch's table, as ``op.create_check_constraint()`` does."""
        operations.invoke(
            cls(constraint_name, operations.impl.table_name, condition, schema=operations.impl.schema, **kw)
        )

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateCheckConstraintOp:
        """Return the creation of an existing ``CheckConstraint``."""
        assert isinstance(constraint, CheckConstraint)
        parent: Any = constraint.parent  # a table, or a column for one that was given to the column
        table = getattr(parent, "table", parent)
        return cls(
            constraint_name(constraint),
            table.name,
            constraint.sqltext,
            schema=table.schema,
            **options_of(constraint, "deferrable", "initially"),
        )

    def to_constraint(self, migration_context: Any = None) -> CheckConstraint:
        """Return a new ``CheckConstraint`` on a table of its own."""
        return SchemaObjects(migration_context).check_constraint(
            self.constraint_name, self.table_name, self.condition, schema=self.schema, **self.kw
        )
