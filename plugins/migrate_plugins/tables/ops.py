"""The operations on whole tables, and the container of the operations on one table."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from copy import copy
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.schema import SchemaItem

from migrate.operations import Operations
from migrate.plugin import MigrateOperation, OpContainer, OperationSpec
from migrate_plugins.tables.schemaobj import SchemaObjects, constraint_name, included_columns, on_table, target_of

__all__ = [
    "OPERATIONS",
    "AlterTableOp",
    "CreateTableOp",
    "DropTableOp",
    "ModifyTableOps",
    "RenameTableOp",
    "SchemaObjects",
    "constraint_name",
    "included_columns",
    "on_table",
    "target_of",
]


class CreateTableOp(MigrateOperation):
    """Create a table with its columns, constraints and indexes."""

    def __init__(
        self,
        table_name: str,
        columns: Sequence[SchemaItem],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        _namespace_metadata: MetaData | None = None,
        _constraints_included: bool = False,
        **kw: Any,
    ) -> None:
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.if_not_exists = if_not_exists
        self._info = kw.pop("info", None)  # the table's notes are the operation's
        self.comment: str | None = kw.pop("comment", None)
        self.prefixes: Sequence[str] | None = kw.pop("prefixes", None)
        self.kw = kw
        self._namespace_metadata = _namespace_metadata
        self._constraints_included = _constraints_included

    @classmethod
    def create_table(
        cls, operations: Operations, table_name: str, *columns: SchemaItem, if_not_exists: bool | None = None, **kw: Any
    ) -> Table:
        """Create a table, and return it for use in ``op.bulk_insert()`` and other statements.

        ::

            op.create_table(
                "track",
                sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("name", sa.String(200), nullable=False),
                sa.Column("album_id", sa.Integer, sa.ForeignKey("album.id")),
                sa.Column("added_at", sa.DateTime, server_default=sa.func.now()),
                sa.UniqueConstraint("name", "album_id", name="uq_track_name"),
            )

        ``columns`` are SQLAlchemy's own ``Column``, constraint and ``Index`` objects, as in ``sa.Table``; a column's
        ``index=True`` and ``unique=True`` work too.  A default of the new table is a ``server_default``: one given as
        ``default`` lives in Python and never reaches the database.

        ``schema`` names the schema, ``comment`` the table's comment (a statement of its own on PostgreSQL and Oracle;
        SQLite has none), ``prefixes`` words like ``TEMPORARY``.  ``if_not_exists`` adds ``IF NOT EXISTS``.  Other
        keywords go to ``sa.Table`` and are named ``<dialect>_<argument>``, for example ``mysql_engine``,
        ``postgresql_partition_by`` or ``sqlite_autoincrement``.
        """
        table: Table = operations.invoke(cls(table_name, columns, if_not_exists=if_not_exists, **kw))
        return table

    @classmethod
    def from_table(cls, table: Table, *, _namespace_metadata: MetaData | None = None) -> CreateTableOp:
        """Return the creation of an existing ``Table``, without its indexes."""
        constraints = sorted(table.constraints, key=lambda constraint: constraint._creation_order)
        return cls(
            table.name,
            [*table.c, *constraints],
            schema=table.schema,
            _namespace_metadata=table.metadata if _namespace_metadata is None else _namespace_metadata,
            _constraints_included=True,
            comment=table.comment,
            info=dict(table.info),
            prefixes=list(table._prefixes),
            **table.kwargs,
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a new ``Table`` as the operation stands now, named by the context's naming convention."""
        return SchemaObjects(migration_context).table(
            self.table_name,
            *self.columns,
            schema=self.schema,
            comment=self.comment,
            _constraints_included=self._constraints_included,
            **_given(prefixes=self.prefixes, info=self._info),
            **self.kw,
        )

    def reverse(self) -> DropTableOp:
        """Return the drop of the table, which can be reversed again."""
        return DropTableOp.from_table(self.to_table(), _namespace_metadata=self._namespace_metadata)

    def to_diff_tuple(self) -> tuple[str, Table]:
        """Return ``("add_table", table)``."""
        return ("add_table", self.to_table())


class DropTableOp(MigrateOperation):
    """Drop a table."""

    def __init__(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        table_kw: MutableMapping[Any, Any] | None = None,
        _reverse: CreateTableOp | None = None,
    ) -> None:
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self.table_kw: MutableMapping[Any, Any] = dict(table_kw or {})
        self.comment: str | None = self.table_kw.pop("comment", None)
        self._info = self.table_kw.pop("info", None)
        self.prefixes: Sequence[str] | None = self.table_kw.pop("prefixes", None)
        self._reverse = _reverse

    @classmethod
    def drop_table(
        cls,
        operations: Operations,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a table with its rows, indexes and constraints.

        Foreign keys of other tables that refer to it must be dropped before it.  ``schema`` names the schema,
        ``if_exists`` adds ``IF EXISTS``.  Other keywords go to ``sa.Table``; they matter to listeners of SQLAlchemy's
        ``before_drop`` and ``after_drop`` events.
        """
        operations.invoke(cls(table_name, schema=schema, if_exists=if_exists, table_kw=kw))

    @classmethod
    def from_table(cls, table: Table, *, _namespace_metadata: MetaData | None = None) -> DropTableOp:
        """Return the drop of an existing ``Table``, which remembers all that is needed to create it again."""
        return cls(
            table.name,
            schema=table.schema,
            table_kw={
                "comment": table.comment,
                "info": dict(table.info),
                "prefixes": list(table._prefixes),
                **table.kwargs,
            },
            _reverse=CreateTableOp.from_table(table, _namespace_metadata=_namespace_metadata),
        )

    def to_table(self, migration_context: Any = None) -> Table:
        """Return a new ``Table`` with the columns that are known."""
        columns = self._reverse.columns if self._reverse else ()
        return SchemaObjects(migration_context).table(
            self.table_name,
            *columns,
            schema=self.schema,
            comment=self.comment,
            _constraints_included=self._reverse._constraints_included if self._reverse else False,
            **_given(prefixes=self.prefixes, info=self._info),
            **self.table_kw,
        )

    def reverse(self) -> CreateTableOp:
        """Return the creation of the table, with no columns if none are known."""
        metadata = self._reverse._namespace_metadata if self._reverse else None
        return CreateTableOp.from_table(self.to_table(), _namespace_metadata=metadata)

    def to_diff_tuple(self) -> tuple[str, Table]:
        """Return ``("remove_table", table)``."""
        return ("remove_table", self.to_table())


def _given(**arguments: Any) -> dict[str, Any]:
    """Return copies of the collections that hold something."""
    return {name: copy(value) for name, value in arguments.items() if value}


class AlterTableOp(MigrateOperation):
    """The base of the operations that change a table."""

    def __init__(self, table_name: str, *, schema: str | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


class RenameTableOp(AlterTableOp):
    """Rename a table."""

    def __init__(self, old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name

    @classmethod
    def rename_table(
        cls, operations: Operations, old_table_name: str, new_table_name: str, *, schema: str | None = None
    ) -> None:
        """Rename a table; ``schema`` is where it is and stays.

        Indexes, constraints and sequences keep their names.
        """
        operations.invoke(cls(old_table_name, new_table_name, schema=schema))

    def reverse(self) -> RenameTableOp:
        """Return the change back to the old name."""
        return type(self)(self.new_table_name, self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[str, str | None, str, str]:
        """Return ``("rename_table", schema, old, new)``."""
        return ("rename_table", self.schema, self.table_name, self.new_table_name)


class ModifyTableOps(OpContainer):
    """Hold the operations on one table, which batch mode renders as one ``with`` block."""

    def __init__(self, table_name: str, ops: Sequence[MigrateOperation], *, schema: str | None = None) -> None:
        super().__init__(ops)
        self.table_name = table_name
        self.schema = schema

    def reverse(self) -> ModifyTableOps:
        """Return the operations that undo these, last first."""
        undone = [operation.reverse() for operation in reversed(self.ops)]
        return ModifyTableOps(self.table_name, undone, schema=self.schema)


OPERATIONS = (
    OperationSpec("create_table", CreateTableOp, CreateTableOp.create_table),
    OperationSpec("drop_table", DropTableOp, DropTableOp.drop_table),
    OperationSpec("rename_table", RenameTableOp, RenameTableOp.rename_table),
)
