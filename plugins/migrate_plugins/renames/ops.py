"""The operations that rename indexes and constraints, where the database can."""

from __future__ import annotations

from migrate.operations import Operations
from migrate.plugin import MigrateOperation, OperationSpec
from migrate_plugins.columns.ops import AlterColumnOp
from migrate_plugins.tables.ops import RenameTableOp


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


class OldNames:
    """Tell by which names the database still knows what operations rename, for who looks into it before they run."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str | None, str], str] = {}
        self._columns: dict[tuple[str | None, str, str], str] = {}

    def note(self, operation: MigrateOperation) -> None:
        """Take an operation in; they have to come in their order."""
        if isinstance(operation, RenameTableOp):
            old = self.table(operation.schema, operation.table_name)
            self._tables[operation.schema, operation.new_table_name] = old
        elif isinstance(operation, AlterColumnOp) and operation.modify_name is not None:
            old = self.column(operation.schema, operation.table_name, operation.column_name)
            self._columns[operation.schema, operation.table_name, operation.modify_name] = old

    def table(self, schema: str | None, name: str) -> str:
        """Return the name of a table in the database."""
        return self._tables.get((schema, name), name)

    def column(self, schema: str | None, table: str, name: str) -> str:
        """Return the name of a column in the database; the table goes by its new name."""
        return self._columns.get((schema, table, name), name)


OPERATIONS = (
    OperationSpec("rename_index", RenameIndexOp, RenameIndexOp.rename_index),
    OperationSpec("rename_constraint", RenameConstraintOp, RenameConstraintOp.rename_constraint),
)
