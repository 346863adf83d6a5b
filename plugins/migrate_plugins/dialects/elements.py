"""Statements that alter tables, as SQLAlchemy elements, in the spelling that most databases share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Computed, Identity, types
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.spelling import Name


class AlterTable(DDLElement):
    """The base of what begins with ALTER TABLE."""

    inherit_cache = False

    def __init__(self, table_name: str, schema: Name | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


class RenameTable(AlterTable):
    """``ALTER TABLE a RENAME TO b``."""

    def __init__(self, old_table_name: str, new_table_name: Name, schema: Name | None = None) -> None:
        super().__init__(old_table_name, schema)
        self.new_table_name = new_table_name


class AlterColumn(AlterTable):
    """The base of what changes a column; the ``existing_*`` attributes tell what it is now."""

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        existing_type: TypeEngine[Any] | None = None,
        existing_nullable: bool | None = None,
        existing_server_default: Any = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(name, schema)
        self.column_name = column_name
        self.existing_type = types.to_instance(existing_type) if existing_type is not None else None
        self.existing_nullable = existing_nullable
        self.existing_server_default = existing_server_default
        self.existing_comment = existing_comment


class ColumnNullable(AlterColumn):
    """``SET NOT NULL`` or ``DROP NOT NULL``."""

    def __init__(self, name: str, column_name: str, nullable: bool, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.nullable = nullable


class ColumnType(AlterColumn):
    """``TYPE ...``."""

    def __init__(self, name: str, column_name: str, type_: TypeEngine[Any], **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.type_ = types.to_instance(type_)


class ColumnName(AlterColumn):
    """``RENAME a TO b``."""

    def __init__(self, name: str, column_name: str, newname: str, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.newname = newname


class ColumnDefault(AlterColumn):
    """``SET DEFAULT ...`` or ``DROP DEFAULT``."""

    def __init__(self, name: str, column_name: str, default: Any, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class ComputedColumnDefault(AlterColumn):
    """A change of a generated column's expression."""

    def __init__(self, name: str, column_name: str, default: Computed | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class IdentityColumnDefault(AlterColumn):
    """A change of a column's identity options."""

    def __init__(self, name: str, column_name: str, default: Identity | None, impl: Any, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default
        self.impl = impl


class ColumnComment(AlterColumn):
    """``COMMENT ON COLUMN ...``."""

    def __init__(self, name: str, column_name: str, comment: str | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.comment = comment


class AddColumn(AlterTable):
    """``ADD COLUMN ...``."""

    def __init__(
        self,
        name: str,
        column: Column[Any],
        schema: Name | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key


class DropColumn(AlterTable):
    """``DROP COLUMN ...``."""

    def __init__(
        self, name: str, column: Column[Any], schema: Name | None = None, if_exists: bool | None = None
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_exists = if_exists


# The spelling that most databases share -----------------------------------------------------------------------------


@compiles(RenameTable)
def _rename_table(element: RenameTable, compiler: Any, **kw: Any) -> str:
    new = sql.format_table_name(compiler, element.new_table_name, element.schema)
    return f"{sql.alter_table(compiler, element.table_name, element.schema)} RENAME TO {new}"


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {added_column(compiler, element)}"


@compiles(DropColumn)
def _drop_column(element: DropColumn, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {sql.drop_column(compiler, element.column.name, element.if_exists)}"


@compiles(ColumnNullable)
def _column_nullable(element: ColumnNullable, compiler: Any, **kw: Any) -> str:
    verb = "DROP" if element.nullable else "SET"
    return f"{altered_column(compiler, element)} {verb} NOT NULL"


@compiles(ColumnType)
def _column_type(element: ColumnType, compiler: Any, **kw: Any) -> str:
    return f"{altered_column(compiler, element)} TYPE {sql.format_type(compiler, element.type_)}"


@compiles(ColumnName)
def _column_name(element: ColumnName, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} RENAME {old} TO {new}"


@compiles(ColumnDefault)
def _column_default(element: ColumnDefault, compiler: Any, **kw: Any) -> str:
    return f"{altered_column(compiler, element)} {default_change(compiler, element.default)}"


@compiles(ComputedColumnDefault)
def _computed(element: ComputedColumnDefault, compiler: Any, **kw: Any) -> str:
    raise CompileError(
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not '
        "supported."
    )


@compiles(IdentityColumnDefault)
def _identity(element: IdentityColumnDefault, compiler: Any, **kw: Any) -> str:
    raise CompileError(
        'Adding, removing or modifying an "identity" construct, e.g. GENERATED AS IDENTITY, to or from an existing '
        "column is not supported in this dialect."
    )


@compiles(ColumnComment)
def _column_comment(element: ColumnComment, compiler: Any, **kw: Any) -> str:
    table = sql.format_table_name(compiler, element.table_name, element.schema)
    column = sql.format_column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {sql.format_comment(compiler, element.comment)}"


# Heads of statements ------------------------------------------------------------------------------------------------


def altered_column(compiler: Any, element: AlterColumn) -> str:
    """Return ``ALTER TABLE s.t ALTER COLUMN c``."""
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {sql.alter_column(compiler, element.column_name)}"


def default_change(compiler: Any, default: Any) -> str:
    """Return ``SET DEFAULT ...``, or ``DROP DEFAULT`` for None."""
    return "DROP DEFAULT" if default is None else f"SET DEFAULT {sql.format_server_default(compiler, default)}"


def added_column(compiler: Any, element: AddColumn, keyword: str = "ADD COLUMN") -> str:
    """Return ``ADD COLUMN c INTEGER NOT NULL``, as the element asks for it."""
    return sql.add_column(
        compiler,
        element.column,
        element.if_not_exists,
        inline_references=element.inline_references,
        inline_primary_key=element.inline_primary_key,
        keyword=keyword,
    )
