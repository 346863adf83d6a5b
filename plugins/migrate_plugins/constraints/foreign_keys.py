"""Foreign keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Constraint, ForeignKeyConstraint

from migrate.operations import BatchOperations, Operations
from migrate_plugins.constraints.base import AddConstraintOp, options_of
from migrate_plugins.tables.ops import SchemaObjects, constraint_name, target_of

_OPTIONS = ("onupdate", "ondelete", "initially", "deferrable", "use_alter", "match")


class CreateForeignKeyOp(AddConstraintOp):
    """Let columns of one table refer to those of another, or of the same."""

    constraint_type = "foreignkey"
    visit_names = frozenset({"foreign_key_constraint"})

    def __init__(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.source_table = source_table
        self.referent_table = referent_table
        self.local_cols = local_cols
        self.remote_cols = remote_cols
        self.kw = kw

    @classmethod
    def create_foreign_key(
        cls,
        operations: Operations,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: list[str],
        remote_cols: list[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Create a foreign key from columns of ``source_table`` to columns of ``referent_table``.

        ::

            op.create_foreign_key("fk_track_album", "track", "album", ["album_id"], ["id"], ondelete="CASCADE")

        With None as ``constraint_name`` the naming convention, or else the database, makes the name.  ``onupdate`` and
        ``ondelete`` say what happens to the rows that refer when the row they refer to changes or goes (``CASCADE``,
        ``SET NULL``, ``RESTRICT``, ...); ``deferrable`` and ``initially`` (``DEFERRED``) when the database checks
        (PostgreSQL, Oracle, SQLite); ``match`` is ``SIMPLE`` or ``FULL``.  ``source_schema`` and ``referent_schema``
        name the schemas of the two tables; others are named ``<dialect>_<argument>``, for example
        ``postgresql_not_valid=True``, which leaves the rows that are there unchecked.  SQLite adds no constraint to a
        table that is there: use ``op.batch_alter_table()``.
        """
        operations.invoke(
            cls(
                constraint_name,
                source_table,
                referent_table,
                local_cols,
                remote_cols,
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                source_schema=source_schema,
                referent_schema=referent_schema,
                initially=initially,
                match=match,
                **dialect_kw,
            )
        )

    @classmethod
    def batch_create_foreign_key(
        cls,
        operations: BatchOperations,
        constraint_name: str | None,
        referent_table: str,
        local_cols: list[str],
        remote_cols: list[str],
        *,
        referent_schema: str | None = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Create a foreign key from the batch's table, as ``op.create_foreign_key()`` does."""
        operations.invoke(
            cls(
                constraint_name,
                operations.impl.table_name,
                referent_table,
                local_cols,
                remote_cols,
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                source_schema=operations.impl.schema,
                referent_schema=referent_schema,
                initially=initially,
                match=match,
                **dialect_kw,
            )
        )

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateForeignKeyOp:
        """Return the creation of an existing ``ForeignKeyConstraint``."""
        assert isinstance(constraint, ForeignKeyConstraint)
        targets = [_target(element) for element in constraint.elements]
        referent_schema, referent_table, _ = targets[0]
        return cls(
            constraint_name(constraint),
            constraint.table.name,
            referent_table,
            [element.parent.name for element in constraint.elements],
            [column for _, _, column in targets],
            source_schema=constraint.table.schema,
            referent_schema=referent_schema,
            **options_of(constraint, *_OPTIONS),
        )

    def to_constraint(self, migration_context: Any = None) -> ForeignKeyConstraint:
        """Return a new ``ForeignKeyConstraint`` between tables of its own."""
        return SchemaObjects(migration_context).foreign_key_constraint(
            self.constraint_name, self.source_table, self.referent_table, self.local_cols, self.remote_cols, **self.kw
        )

    def to_diff_tuple(self) -> tuple[str, ForeignKeyConstraint]:
        """Return ``("add_fk", constraint)``."""
        return ("add_fk", self.to_constraint())

    def _move(self, table_name: str, schema: str | None) -> None:
        self.source_table = table_name
        self.kw = {**self.kw, "source_schema": schema}


def _target(element: Any) -> tuple[str | None, str, str]:
    """Return schema, table and column that an element of a foreign key refers to, by their names in the database."""
    schema, table, key = target_of(element)
    known = element._table_column
    if known is not None:
        return known.table.schema, known.table.name, known.name
    if element.parent.table is None:
        return schema, table, str(key)
    metadata = element.parent.table.metadata
    schema = schema or metadata.schema
    referent = metadata.tables.get(f"{schema}.{table}" if schema else table)
    known = None if referent is None or element.link_to_name else referent.c.get(key)
    return schema, table, str(key if known is None else known.name)
