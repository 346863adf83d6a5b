"""How SQLite spells the little that it alters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles

from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.unsupported import Unsupported, refuse_condition

HINT = (
    "use `with op.batch_alter_table({table!r}) as batch_op:`, which builds the table anew, or let each change do so "
    "with `batch = auto` in the section [plugin:batch]"
)


def is_at_least(dialect: Any, *version: int) -> bool:
    """Return whether the database is of a version or a later one; not so where there is no connection to ask."""
    found: tuple[int, ...] = getattr(dialect, "server_version_info", None) or ()
    return found >= version


def renames_columns(dialect: Any) -> bool:
    """Return whether columns can be renamed (https://sqlite.org/releaselog/3_25_0.html)."""
    return is_at_least(dialect, 3, 25)


def drops_columns(dialect: Any) -> bool:
    """Return whether columns can be dropped, and without damage (https://sqlite.org/releaselog/3_35_5.html)."""
    return is_at_least(dialect, 3, 35, 5)


def alters_checks(dialect: Any) -> bool:
    """Return whether NOT NULL and CHECK can be added and dropped (https://sqlite.org/releaselog/3_53_0.html)."""
    return is_at_least(dialect, 3, 53)


@compiles(ddl.ColumnNullable, "sqlite")
def _column_nullable(element: ddl.ColumnNullable, compiler: Any, **kw: Any) -> str:
    if not alters_checks(compiler.dialect):
        return _alter_column(element, compiler)
    return f"{ddl.altered_column(compiler, element)} {'DROP' if element.nullable else 'SET'} NOT NULL"


@compiles(ddl.ColumnType, "sqlite")
@compiles(ddl.ColumnDefault, "sqlite")
@compiles(ddl.ComputedColumnDefault, "sqlite")
@compiles(ddl.IdentityColumnDefault, "sqlite")
def _alter_column(element: ddl.AlterColumn, compiler: Any, **kw: Any) -> str:
    raise Unsupported(
        f"SQLite cannot alter the column {element.column_name!r} of table {element.table_name!r}",
        hint=HINT.format(table=element.table_name),
    )


@compiles(ddl.ColumnComment, "sqlite")
def _column_comment(element: ddl.ColumnComment, compiler: Any, **kw: Any) -> str:
    raise no_comments(element.table_name)


def no_comments(table: str) -> Unsupported:
    """Return the error for a comment."""
    return Unsupported(
        f"SQLite keeps no comments, and so none on table {table!r}",
        hint="comments in op.create_table() and sa.Column() are passed over there",
    )


@compiles(ddl.AddColumn, "sqlite")
def _add_column(element: ddl.AddColumn, compiler: Any, **kw: Any) -> str:
    refuse_condition(compiler, element.if_not_exists, "IF NOT EXISTS")
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {ddl.added_column(compiler, element)}"


@compiles(ddl.DropColumn, "sqlite")
def _drop_column(element: ddl.DropColumn, compiler: Any, **kw: Any) -> str:
    refuse_condition(compiler, element.if_exists, "IF EXISTS")
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} {sql.drop_column(compiler, element.column.name)}"


@compiles(ddl.RenameTable, "sqlite")
def _rename_table(element: ddl.RenameTable, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} RENAME TO {sql.format_table_name(compiler, element.new_table_name, None)}"


@compiles(ddl.ColumnName, "sqlite")
def _rename_column(element: ddl.ColumnName, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} RENAME COLUMN {old} TO {new}"
