"""Primary keys and unique constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Constraint, PrimaryKeyConstraint, UniqueConstraint

from migrate.operations import BatchOperations, Operations
from migrate_plugins.constraints.base import AddConstraintOp, options_of
from migrate_plugins.tables.ops import SchemaObjects, constraint_name


class _KeyOp(AddConstraintOp):
    """A constraint over columns of one table."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw


class CreatePrimaryKeyOp(_KeyOp):
    """Give a table a primary key."""

    constraint_type = "primarykey"
    visit_names = frozenset({"primary_key_constraint"})

    @classmethod
    def create_primary_key(
        cls,
        operations: Operations,
        constraint_name: str | None,
        table_name: str,
        columns: list[str],
        *,
        schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Make the named columns the primary key of a table that has none.

        With None as ``constraint_name`` the naming convention, or else the database, makes the name.  ``schema`` names
        the table's schema; ``deferrable`` and ``initially`` say when the database checks (PostgreSQL, Oracle); others
        are named ``<dialect>_<argument>``, for example ``postgresql_include``.  SQLite adds no constraint to a table
        that is there: use ``op.batch_alter_table()``.
        """
        operations.invoke(cls(constraint_name, table_name, columns, schema=schema, **dialect_kw))

    @classmethod
    def batch_create_primary_key(
        cls, operations: BatchOperations, constraint_name: str | None, columns: list[str], **dialect_kw: Any
    ) -> None:
        """Make the named columns the primary key of the batch's table, in the place of the one it has."""
        operations.invoke(
            cls(constraint_name, operations.impl.table_name, columns, schema=operations.impl.schema, **dialect_kw)
        )

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreatePrimaryKeyOp:
        """Return the creation of an existing ``PrimaryKeyConstraint``."""
        assert isinstance(constraint, PrimaryKeyConstraint)
        return cls(
            constraint_name(constraint),
            constraint.table.name,
            [column.name for column in constraint.columns],
            schema=constraint.table.schema,
            **options_of(constraint, "deferrable", "initially"),
        )

    def to_constraint(self, migration_context: Any = None) -> PrimaryKeyConstraint:
        """Return a new ``PrimaryKeyConstraint`` on a table of its own."""
        return SchemaObjects(migration_context).primary_key_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )


class CreateUniqueConstraintOp(_KeyOp):
    """Forbid two rows with equal values in some columns."""

    constraint_type = "unique"
    visit_names = frozenset({"unique_constraint"})

    @classmethod
    def create_unique_constraint(
        cls,
        operations: Operations,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> Any:
        """Create a unique constraint over the named columns.

        With None as ``constraint_name`` the naming convention, or else the database, makes the name; what has no name
        you know cannot be dropped later, so give one.  ``schema`` names the table's schema; ``deferrable`` and
        ``initially`` say when the database checks (PostgreSQL, Oracle, SQLite); others are named
        ``<dialect>_<argument>``, for example ``postgresql_nulls_not_distinct``.  SQLite adds no constraint to a table
        that is there: use ``op.batch_alter_table()``.
        """
        return operations.invoke(cls(constraint_name, table_name, columns, schema=schema, **kw))

    @classmethod
    def batch_create_unique_constraint(
        cls, operations: BatchOperations, constraint_name: str, columns: Sequence[str], **kw: Any
    ) -> Any:
        """Create a unique constraint on the batch's table, as ``op.create_unique_constraint()`` does."""
        return operations.invoke(
            cls(constraint_name, operations.impl.table_name, columns, schema=operations.impl.schema, **kw)
        )

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateUniqueConstraintOp:
        """Return the creation of an existing ``UniqueConstraint``."""
        assert isinstance(constraint, UniqueConstraint)
        return cls(
            constraint_name(constraint),
            constraint.table.name,
            [column.name for column in constraint.columns],
            schema=constraint.table.schema,
            **options_of(constraint, "deferrable", "initially"),
        )

    def to_constraint(self, migration_context: Any = None) -> UniqueConstraint:
        """Return a new ``UniqueConstraint`` on a table of its own."""
        return SchemaObjects(migration_context).unique_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )
