"""How Oracle spells what it spells in its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles

from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.unsupported import refuse_condition


@compiles(ddl.RenameTable, "oracle")
def _rename_table(element: ddl.RenameTable, compiler: Any, **kw: Any) -> str:
    # The new name has no owner: the table stays with its own.
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} RENAME TO {sql.format_table_name(compiler, element.new_table_name, None)}"


@compiles(ddl.AddColumn, "oracle")
def _add_column(element: ddl.AddColumn, compiler: Any, **kw: Any) -> str:
    refuse_condition(compiler, element.if_not_exists, "IF NOT EXISTS")
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {ddl.added_column(compiler, element, 'ADD')}"


@compiles(ddl.DropColumn, "oracle")
def _drop_column(element: ddl.DropColumn, compiler: Any, **kw: Any) -> str:
    refuse_condition(compiler, element.if_exists, "IF EXISTS")
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {sql.drop_column(compiler, element.column.name)}"


@compiles(ddl.ColumnName, "oracle")
def _column_name(element: ddl.ColumnName, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} RENAME COLUMN {old} TO {new}"


@compiles(ddl.ColumnNullable, "oracle")
def _column_nullable(element: ddl.ColumnNullable, compiler: Any, **kw: Any) -> str:
    return f"{_modify(compiler, element)} {'NULL' if element.nullable else 'NOT NULL'}"


@compiles(ddl.ColumnType, "oracle")
def _column_type(element: ddl.ColumnType, compiler: Any, **kw: Any) -> str:
    return f"{_modify(compiler, element)} {sql.format_type(compiler, element.type_)}"


@compiles(ddl.ColumnDefault, "oracle")
def _column_default(element: ddl.ColumnDefault, compiler: Any, **kw: Any) -> str:
    # A default cannot be removed, only be set to what a column without one has.
    default = "NULL" if element.default is None else sql.format_server_default(compiler, element.default)
    return f"{_modify(compiler, element)} DEFAULT {default}"


@compiles(ddl.ColumnComment, "oracle")
def _column_comment(element: ddl.ColumnComment, compiler: Any, **kw: Any) -> str:
    # An empty text removes a comment; NULL is a syntax error (Oracle, SQL Language Reference, "COMMENT").
    table = sql.format_table_name(compiler, element.table_name, element.schema)
    column = sql.format_column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {sql.format_comment(compiler, element.comment or '')}"


@compiles(ddl.IdentityColumnDefault, "oracle")
def _identity(element: ddl.IdentityColumnDefault, compiler: Any, **kw: Any) -> str:
    change = "DROP IDENTITY" if element.default is None else compiler.visit_identity_column(element.default)
    return f"{_modify(compiler, element)} {change}"


def _modify(compiler: Any, element: ddl.AlterColumn) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} MODIFY {sql.format_column_name(compiler, element.column_name)}"
