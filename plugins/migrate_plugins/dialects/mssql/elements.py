"""How SQL Server spells what it spells in its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Executable, TableClause, types
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import ClauseElement

from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.unsupported import refuse_condition


class ExecDropConstraint(Executable, ClauseElement):
    """Drop the DEFAULT or CHECK of a column, whose name the server made up; ``type_`` is a catalog view of ``sys``."""

    inherit_cache = False

    def __init__(self, name: str, column: Column[Any], type_: str, schema: sql.Name | None) -> None:
        self.name = name
        self.column = column
        self.type_ = type_
        self.schema = schema


class ExecDropFKConstraint(Executable, ClauseElement):
    """Drop the foreign key of a column, whose name the server made up."""

    inherit_cache = False

    def __init__(self, name: str, column: Column[Any], schema: sql.Name | None) -> None:
        self.name = name
        self.column = column
        self.schema = schema


class IdentityInsert(DDLElement):
    """``SET IDENTITY_INSERT t ON``, without which an identity column takes no values."""

    inherit_cache = False

    def __init__(self, table: TableClause, *, on: bool) -> None:
        self.table = table
        self.on = on


@compiles(ExecDropConstraint, "mssql")
def _exec_drop_constraint(element: ExecDropConstraint, compiler: Any, **kw: Any) -> str:
    table = sql.format_table_name(compiler, element.name, element.schema)
    return (
        "declare @const_name varchar(256)\n"
        f"select @const_name = QUOTENAME([name]) from sys.{element.type_}\n"
        f"where parent_object_id = object_id({_quoted(table)})\n"
        f"and col_name(parent_object_id, parent_column_id) = {_string(compiler, element.column.name)}\n"
        f"exec({_quoted(f'alter table {table} drop constraint ')} + @const_name)"
    )


@compiles(ExecDropFKConstraint, "mssql")
def _exec_drop_foreign_key(element: ExecDropFKConstraint, compiler: Any, **kw: Any) -> str:
    table = sql.format_table_name(compiler, element.name, element.schema)
    return (
        "declare @const_name varchar(256)\n"
        "select @const_name = QUOTENAME([name]) from\n"
        "sys.foreign_keys fk join sys.foreign_key_columns fkc\n"
        "on fk.object_id=fkc.constraint_object_id\n"
        f"where fkc.parent_object_id = object_id({_quoted(table)})\n"
        f"and col_name(fkc.parent_object_id, fkc.parent_column_id) = {_string(compiler, element.column.name)}\n"
        f"exec({_quoted(f'alter table {table} drop constraint ')} + @const_name)"
    )


@compiles(IdentityInsert, "mssql")
def _identity_insert(element: IdentityInsert, compiler: Any, **kw: Any) -> str:
    return f"SET IDENTITY_INSERT {compiler.preparer.format_table(element.table)} {'ON' if element.on else 'OFF'}"


@compiles(ddl.AddColumn, "mssql")
def _add_column(element: ddl.AddColumn, compiler: Any, **kw: Any) -> str:
    refuse_condition(compiler, element.if_not_exists, "IF NOT EXISTS")
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {ddl.added_column(compiler, element, 'ADD')}"


@compiles(ddl.ColumnNullable, "mssql")
def _column_nullable(element: ddl.ColumnNullable, compiler: Any, **kw: Any) -> str:
    assert element.existing_type is not None
    type_ = sql.format_type(compiler, element.existing_type)
    return f"{ddl.altered_column(compiler, element)} {type_} {_null(element.nullable)}"


@compiles(ddl.ColumnType, "mssql")
def _column_type(element: ddl.ColumnType, compiler: Any, **kw: Any) -> str:
    # Without NULL or NOT NULL, the server's settings decide anew which it is.
    nullable = "" if element.existing_nullable is None else f" {_null(element.existing_nullable)}"
    return f"{ddl.altered_column(compiler, element)} {sql.format_type(compiler, element.type_)}{nullable}"


@compiles(ddl.ColumnDefault, "mssql")
def _column_default(element: ddl.ColumnDefault, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    column = sql.format_column_name(compiler, element.column_name)
    return f"{head} ADD DEFAULT {sql.format_server_default(compiler, element.default)} FOR {column}"


@compiles(ddl.ColumnName, "mssql")
def _column_name(element: ddl.ColumnName, compiler: Any, **kw: Any) -> str:
    table = sql.format_table_name(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"EXEC sp_rename {_quoted(f'{table}.{old}')}, {new}, 'COLUMN'"


@compiles(ddl.RenameTable, "mssql")
def _rename_table(element: ddl.RenameTable, compiler: Any, **kw: Any) -> str:
    old = sql.format_table_name(compiler, element.table_name, element.schema)
    new = sql.format_table_name(compiler, element.new_table_name, None)
    return f"EXEC sp_rename {_quoted(old)}, {new}"


@compiles(ddl.ColumnComment, "mssql")
def _column_comment(element: ddl.ColumnComment, compiler: Any, **kw: Any) -> str:
    verb = "drop" if element.comment is None else "add" if element.existing_comment is None else "update"
    text = "" if element.comment is None else f"{_national(compiler, element.comment)}, "
    place = _comment_place(compiler, element.table_name, element.schema)
    column = sql.format_column_name(compiler, element.column_name)
    return f"exec sp_{verb}extendedproperty 'MS_Description', {text}{place}, 'column', {column}"


def _comment_place(compiler: Any, table: sql.Name, schema: sql.Name | None) -> str:
    dialect = compiler.dialect
    # A dialect that has not met its database yet does not know the default schema.
    own = schema or dialect.default_schema_name or dialect.schema_name
    return f"'schema', {compiler.preparer.quote_schema(own)}, 'table', {sql.format_table_name(compiler, table, None)}"


def _null(nullable: bool | None) -> str:
    return "NULL" if nullable else "NOT NULL"


def _string(compiler: Any, text: str) -> str:
    """Return text as a literal, national where it has to be."""
    type_ = types.String() if text.isascii() else types.Unicode()
    value: str = compiler.render_literal_value(text, type_)
    return value


def _national(compiler: Any, text: str) -> str:
    value: str = compiler.sql_compiler.render_literal_value(text, types.NVARCHAR())
    return value


def _quoted(text: str) -> str:
    """Return SQL that is quoted already as a literal: its percent signs are as the driver wants them."""
    literal = text.replace("'", "''")
    return f"'{literal}'" if text.isascii() else f"N'{literal}'"
