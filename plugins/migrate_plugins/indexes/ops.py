"""The operations on indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Index, TextClause
from sqlalchemy.sql.elements import ColumnElement

from migrate.operations import BatchOperations, Operations
from migrate.plugin import MigrateOperation, OpContainer, OperationSpec
from migrate_plugins.tables.ops import SchemaObjects, included_columns

Columns = Sequence[str | TextClause | ColumnElement[Any]]


class CreateIndexOp(MigrateOperation):
    """Create an index."""

    def __init__(
        self,
        index_name: str | None,
        table_name: str,
        columns: Columns,
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        self.index_name = index_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.unique = unique
        self.if_not_exists = if_not_exists
        self.kw = kw

    @classmethod
    def create_index(
        cls,
        operations: Operations,
        index_name: str | None,
        table_name: str,
        columns: Columns,
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Create an index.

        ::

            op.create_index("ix_track_name", "track", ["name"])
            op.create_index("ix_track_lower", "track", [sa.text("lower(name)")], unique=True)

        ``columns`` are names, or expressions: ``sa.text("lower(name)")``, ``sa.column("name").desc()``, functions.
        With None as ``index_name`` the project's naming convention makes the name.

        ``unique=True`` forbids two equal rows; ``if_not_exists`` adds ``IF NOT EXISTS`` (not on MySQL and SQL Server);
        ``schema`` names the table's schema; ``quote=True`` puts the name in quotes in any case.  Other keywords are
        those of ``sa.Index``, named ``<dialect>_<argument>``: ``postgresql_using``, ``postgresql_where``,
        ``postgresql_include``, ``postgresql_ops``, ``postgresql_with``, ``postgresql_nulls_not_distinct``,
        ``sqlite_where``, ``mysql_length``, ``mysql_prefix``, ``mssql_include``, ``mssql_where``, ``oracle_compress``.

        ``postgresql_concurrently=True`` builds the index without locking the table against writes, and cannot run in a
        transaction: call it inside ``with op.get_context().autocommit_block():``.
        """
        operations.invoke(
            cls(index_name, table_name, columns, schema=schema, unique=unique, if_not_exists=if_not_exists, **kw)
        )

    @classmethod
    def batch_create_index(cls, operations: BatchOperations, index_name: str, columns: Columns, **kw: Any) -> None:
        """Create an index on the table of the batch, as ``op.create_index()`` does."""
        operations.invoke(cls(index_name, operations.impl.table_name, columns, schema=operations.impl.schema, **kw))

    @classmethod
    def from_index(cls, index: Index) -> CreateIndexOp:
        """Return the creation of an existing ``Index``, which must belong to a table."""
        return cls(
            index.name,
            _table_of(index).name,
            list(index.expressions),
            schema=_table_of(index).schema,
            unique=bool(index.unique),
            **_keywords(index),
        )

    def to_index(self, migration_context: Any = None) -> Index:
        """Return a new ``Index`` as the operation stands now, on a table of its own."""
        return SchemaObjects(migration_context).index(
            self.index_name, self.table_name, self.columns, schema=self.schema, unique=self.unique, **self.kw
        )

    def reverse(self) -> DropIndexOp:
        """Return the drop of the index, which remembers it."""
        return DropIndexOp(
            self.index_name,
            self.table_name,
            schema=self.schema,
            if_exists=self.if_not_exists,
            _reverse=self,
            unique=self.unique,
            **self.kw,
        )

    def to_diff_tuple(self) -> tuple[str, Index]:
        """Return ``("add_index", index)``."""
        return ("add_index", self.to_index())


class DropIndexOp(MigrateOperation):
    """Drop an index."""

    def __init__(
        self,
        index_name: str | None,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: CreateIndexOp | None = None,
        **kw: Any,
    ) -> None:
        self.index_name = index_name
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self.kw = kw
        self._reverse = _reverse

    @classmethod
    def drop_index(
        cls,
        operations: Operations,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop an index.

        MySQL, MariaDB and SQL Server want to know its table too, so give ``table_name`` wherever you can.
        ``if_exists`` adds ``IF EXISTS`` (not on MySQL); ``schema`` names the schema of the index;
        ``postgresql_concurrently=True`` drops it without locking the table, outside a transaction as in
        ``op.create_index()``.
        """
        operations.invoke(cls(index_name, table_name, schema=schema, if_exists=if_exists, **kw))

    @classmethod
    def batch_drop_index(cls, operations: BatchOperations, index_name: str, **kw: Any) -> None:
        """Drop an index from the table of the batch, as ``op.drop_index()`` does."""
        operations.invoke(cls(index_name, operations.impl.table_name, schema=operations.impl.schema, **kw))

    @classmethod
    def from_index(cls, index: Index) -> DropIndexOp:
        """Return the drop of an existing ``Index``, which remembers it."""
        table = _table_of(index)
        return cls(
            index.name,
            table.name,
            schema=table.schema,
            _reverse=CreateIndexOp.from_index(index),
            unique=bool(index.unique),
            **_keywords(index),
        )

    def to_index(self, migration_context: Any = None) -> Index:
        """Return a new ``Index`` of the columns that are known, or else of a stand-in."""
        columns: Columns = self._reverse.columns if self._reverse is not None else ["x"]
        return SchemaObjects(migration_context).index(
            self.index_name, self.table_name, columns, schema=self.schema, **self.kw
        )

    def reverse(self) -> CreateIndexOp:
        """Return the creation of the index.

        Raises ``ValueError`` unless the operation was made from an index.
        """
        if self._reverse is None:
            raise ValueError("operation is not reversible; original index is not present")
        create = CreateIndexOp.from_index(self.to_index())
        create.if_not_exists = self.if_exists
        return create

    def to_diff_tuple(self) -> tuple[str, Index]:
        """Return ``("remove_index", index)``."""
        return ("remove_index", self.to_index())


class OneWayOps(OpContainer):
    """Hold operations for one direction, and others for the way back."""

    def __init__(self, ops: Sequence[MigrateOperation] = (), *, back: Sequence[MigrateOperation] = ()) -> None:
        super().__init__(ops)
        self._back = back

    def reverse(self) -> OneWayOps:
        """Return the operations of the way back."""
        return OneWayOps(self._back, back=self.ops)


def _table_of(index: Index) -> Any:
    if index.table is None:
        raise ValueError(f"The index {index.name!r} belongs to no table")
    return index.table


def _keywords(index: Index) -> dict[str, Any]:
    """Return the keywords of dialects, in which columns are called by their names instead of their keys in Python."""
    columns = _table_of(index).c

    def named(one: Any) -> Any:
        return columns[one].name if isinstance(one, str) and one in columns else one

    given = {key: index.kwargs[key] for key in included_columns(index.kwargs)}
    return {**index.kwargs, **{key: type(value)(map(named, value)) for key, value in given.items()}}


OPERATIONS = (
    OperationSpec("create_index", CreateIndexOp, CreateIndexOp.create_index),
    OperationSpec("create_index", CreateIndexOp, CreateIndexOp.batch_create_index, batch=True),
    OperationSpec("drop_index", DropIndexOp, DropIndexOp.drop_index),
    OperationSpec("drop_index", DropIndexOp, DropIndexOp.batch_drop_index, batch=True),
)
