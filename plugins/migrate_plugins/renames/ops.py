"""The operations that rename indexes and constraints, where the database can."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import MigrateOperation, OperationSpec


class RenameOp(MigrateOperation):
    """The base: a thing of a table gets another name."""

    kind = ""

    def __init__(self, table_name: str, old_name: str, new_name: str, *, schema: str | None = None) -> None:
        self.table_name = table_name
        self.old_name = old_name
        self.new_name = new_name
        self.schema = schema

    def reverse(self) -> RenameOp:
        """Return the change back to the old name."""
        return type(self)(self.table_name, self.new_name, self.old_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[str, str | None, str, str, str]:
        """Return ``("rename_index", schema, table, old, new)``, or the same of a constraint."""
        return (f"rename_{self.kind}", self.schema, self.table_name, self.old_name, self.new_name)


class RenameIndexOp(RenameOp):
    """Rename an index."""

    kind = "index"

    @classmethod
    def rename_index(
        cls, operations: Operations, table_name: str, old_name: str, new_name: str, *, schema: str | None = None
    ) -> None:
        """Rename an index of a table; nothing is built anew.

        ::

            op.rename_index("track", "ix_track_title", "ix_track_name")

        On MySQL and MariaDB this renames unique constraints too, which are indexes there.  SQLite and SQL Server have
        no such statement: drop the index and create it.
        """
        operations.invoke(cls(table_name, old_name, new_name, schema=schema))


class RenameConstraintOp(RenameOp):
    """Rename a constraint."""

    kind = "constraint"

    @classmethod
    def rename_constraint(
        cls, operations: Operations, table_name: str, old_name: str, new_name: str, *, schema: str | None = None
    ) -> None:
        """Rename a constraint of a table; nothing is checked anew.

        ::

            op.rename_constraint("track", "uq_track_title", "uq_track_name")

        PostgreSQL and Oracle can do it; elsewhere drop the constraint and create it.
        """
        operations.invoke(cls(table_name, old_name, new_name, schema=schema))


OPERATIONS = (
    OperationSpec("rename_index", RenameIndexOp, RenameIndexOp.rename_index),
    OperationSpec("rename_constraint", RenameConstraintOp, RenameConstraintOp.rename_constraint),
)
