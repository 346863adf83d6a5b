"""`DefaultImpl`: how the operations are carried out on a database; each dialect has a subclass."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Computed,
    Constraint,
    Dialect,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    TableClause,
    cast,
    schema,
)
from sqlalchemy.types import TypeEngine

from migrate.plugin import DialectSpec, active_registry, declare
from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects.compare import DefaultComparison
from migrate_plugins.dialects.emitter import Emitter
from migrate_plugins.dialects.render import DefaultRendering
from migrate_plugins.dialects.rows import insert_rows
from migrate_plugins.dialects.spelling import Name, applies
from migrate_plugins.dialects.texts import (
    column_as_it_stands,
    constraint_as_it_stands,
    index_as_it_stands,
    table_as_it_stands,
)
from migrate_plugins.dialects.trials import DefaultThrowaway, DefaultTrials

VERSION_ID_LENGTH = 255
"""Wide enough for any revision id that is accepted."""


class DefaultImpl(DefaultComparison, DefaultRendering, DefaultTrials, DefaultThrowaway, Emitter):
    """Carry out operations in the SQL that most databases share.

    A subclass with ``__dialect__ = "name"`` serves SQLAlchemy's dialect of that name from then on.
    """

    __dialect__: ClassVar[str] = "default"
    new_columns_need_table: bool = True
    """Whether the dialect's compiler asks a column of ADD COLUMN for its table even if it is no key."""

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        name = cls.__dict__.get("__dialect__")
        if name is not None and not cls.__module__.startswith("migrate_plugins."):
            declare("dialects", DialectSpec(name, cls), cls.__module__)

    @classmethod
    def get_by_dialect(cls, dialect: Dialect) -> type[DefaultImpl]:
        """Return the implementation that serves a dialect.

        Raises ``PluginError`` where there is none.
        """
        found: type[DefaultImpl] = active_registry().dialect_class(dialect.name)
        return found

    # Tables -------------------------------------------------------------------------------------------------------

    def create_table(self, table: Table, **kw: Any) -> None:
        """Create a table with its indexes and, where they are statements of their own, its comments."""
        table_as_it_stands(table)
        table.dispatch.before_create(table, self.connection, checkfirst=False, _ddl_runner=self)
        self._exec(schema.CreateTable(table, **kw))
        table.dispatch.after_create(table, self.connection, checkfirst=False, _ddl_runner=self)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            self._exec(schema.CreateIndex(index))
        if self.dialect.supports_comments and not self.dialect.inline_comments:
            if table.comment is not None:
                self.create_table_comment(table)
            for column in table.columns:
                if column.comment is not None:
                    self.create_column_comment(column)

    def drop_table(self, table: Table, **kw: Any) -> None:
        """Drop a table."""
        table.dispatch.before_drop(table, self.connection, checkfirst=False, _ddl_runner=self)
        self._exec(schema.DropTable(table, **kw))
        table.dispatch.after_drop(table, self.connection, checkfirst=False, _ddl_runner=self)

    def rename_table(self, old_table_name: str, new_table_name: Name, schema: Name | None = None) -> None:
        """Rename a table."""
        self._exec(ddl.RenameTable(old_table_name, new_table_name, schema=schema))

    def create_table_comment(self, table: Table) -> None:
        """Set a table's comment."""
        self._exec(schema.SetTableComment(table))

    def drop_table_comment(self, table: Table) -> None:
        """Remove a table's comment."""
        self._exec(schema.DropTableComment(table))

    def version_table_impl(
        self, *, version_table: str, version_table_schema: str | None, version_table_pk: bool, **kw: Any
    ) -> Table:
        """Return the table that records the heads; ``version_num`` is wide enough for any revision id."""
        table = Table(
            version_table,
            MetaData(),
            Column("version_num", String(VERSION_ID_LENGTH), nullable=False),
            schema=version_table_schema,
        )
        if version_table_pk:
            table.append_constraint(PrimaryKeyConstraint("version_num", name=f"{version_table}_pkc"))
        return table

    # Columns ------------------------------------------------------------------------------------------------------

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: Name | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column."""
        column_as_it_stands(column)
        self._exec(
            ddl.AddColumn(
                table_name,
                column,
                schema=schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
            )
        )

    def drop_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: Name | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column."""
        self._exec(ddl.DropColumn(table_name, column, schema=schema, if_exists=if_exists))

    def create_column_comment(self, column: Column[Any]) -> None:
        """Set a column's comment."""
        self._exec(schema.SetColumnComment(column))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeEngine[Any] | None = None,
        schema: Name | None = None,
        autoincrement: bool | None = None,
        comment: Any = False,
        existing_comment: str | None = None,
        existing_type: TypeEngine[Any] | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Change a column, one statement for each change; ``server_default=None`` removes the default."""
        if autoincrement is not None or existing_autoincrement is not None:
            warnings.warn("autoincrement and existing_autoincrement only make sense for MySQL", stacklevel=3)
        existing = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        changes: list[ddl.AlterColumn] = []
        if nullable is not None:
            changes.append(ddl.ColumnNullable(table_name, column_name, nullable, **existing))
        if server_default is not False:
            changes.append(self._default_change(table_name, column_name, server_default, existing))
        # An identity is NOT NULL: that comes before it, and goes after it.
        for change in reversed(changes) if isinstance(existing_server_default, Identity) else changes:
            self._exec(change)
        if type_ is not None:
            self._exec(ddl.ColumnType(table_name, column_name, type_, **existing))
        if comment is not False:
            self._exec(ddl.ColumnComment(table_name, column_name, comment, **existing))
        if name is not None:  # last, since the changes before name the column as it was
            self._exec(ddl.ColumnName(table_name, column_name, name, **existing))

    def _default_change(self, table: str, column: str, default: Any, existing: Mapping[str, Any]) -> ddl.AlterColumn:
        before = existing["existing_server_default"]
        if isinstance(default, Computed) or isinstance(before, Computed):
            return ddl.ComputedColumnDefault(table, column, default, **existing)
        if isinstance(default, Identity) or isinstance(before, Identity):
            return ddl.IdentityColumnDefault(table, column, default, self, **existing)
        return ddl.ColumnDefault(table, column, default, **existing)

    # Constraints and indexes --------------------------------------------------------------------------------------

    def add_constraint(self, const: Any, **kw: Any) -> None:
        """Add a constraint, unless it is for other databases only."""
        if applies(self.dialect, const):
            constraint_as_it_stands(const)
            self._exec(schema.AddConstraint(const, **kw))

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a constraint."""
        self._exec(schema.DropConstraint(const, **kw))

    def create_index(self, index: Index, **kw: Any) -> None:
        """Create an index."""
        index_as_it_stands(index)
        self._exec(schema.CreateIndex(index, **kw))

    def drop_index(self, index: Index, **kw: Any) -> None:
        """Drop an index."""
        self._exec(schema.DropIndex(index, **kw))

    # Rows ---------------------------------------------------------------------------------------------------------

    def bulk_insert(
        self, table: TableClause | Table, rows: Iterable[Mapping[str, Any]], multiinsert: bool = True
    ) -> None:
        """Insert rows: many at once, or a statement each; offline each as literals.

        Raises ``TypeError`` if ``rows`` are not dictionaries, and ``UsageError`` for a row of which no key is a column.
        """
        insert_rows(self._exec, None if self.as_sql else self.bind, table, rows, multiinsert=multiinsert)

    # Rebuilding a table -------------------------------------------------------------------------------------------

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Return whether the changes of a batch need a new table; here never."""
        return False

    def prep_table_for_batch(self, batch_impl: Any, table: Table) -> None:
        """Prepare the old table of a rebuild; here nothing."""

    def resume_counting(self, table_name: str, columns: Sequence[str], *, schema: str | None = None) -> None:
        """Let columns of a rebuilt table count on from the values that were copied; here they do so by themselves."""

    def cast_for_batch_migrate(
        self, existing: Column[Any], existing_transfer: dict[str, Any], new_type: TypeEngine[Any]
    ) -> None:
        """Convert a column's values on their way into the new table, if its type is of another kind."""
        if existing.type._type_affinity is not new_type._type_affinity:
            existing_transfer["expr"] = cast(existing_transfer["expr"], new_type)
