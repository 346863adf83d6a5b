"""Parts of statements, for the compilers of all dialects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Computed, Dialect, Identity, Integer, MetaData, Table, types
from sqlalchemy.sql.elements import TextClause, quoted_name
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.texts import as_it_stands
from migrate_plugins.tables.ops import target_of

Name = str | quoted_name


def alter_table(compiler: Any, name: Name, schema: Name | None) -> str:
    """Return ``ALTER TABLE s.t``."""
    return f"ALTER TABLE {format_table_name(compiler, name, schema)}"


def alter_column(compiler: Any, name: Name) -> str:
    """Return ``ALTER COLUMN c``."""
    return f"ALTER COLUMN {format_column_name(compiler, name)}"


def add_column(
    compiler: Any,
    column: Column[Any],
    if_not_exists: bool | None = None,
    *,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
    keyword: str = "ADD COLUMN",
) -> str:
    """Return ``ADD COLUMN c INTEGER NOT NULL``, with the references and the key that are to stand inline."""
    specification = compiler.get_column_specification(column, first_pk=column.primary_key)
    parts = [f"{keyword}{' IF NOT EXISTS' if if_not_exists else ''} {specification}"]
    if inline_primary_key and column.primary_key and "PRIMARY KEY" not in specification:
        parts.append("PRIMARY KEY")
    if inline_references and len(column.foreign_keys) == 1:
        parts.append(references(compiler, column))
    parts.extend(compiler.process(constraint) for constraint in column.constraints)
    return " ".join(parts)


def references(compiler: Any, column: Column[Any]) -> str:
    """Return ``CONSTRAINT fk REFERENCES s.t (c) ON DELETE CASCADE`` for a column with one foreign key."""
    foreign_key = next(iter(column.foreign_keys))
    constraint: Any = foreign_key.constraint
    schema, table, referred = target_of(foreign_key)
    # MySQL does not know a name here; MariaDB does, of the same class of dialects.
    nameless = not isinstance(constraint.name, str) or compiler.dialect.name == "mysql"
    name = "" if nameless else f"CONSTRAINT {compiler.preparer.format_constraint(constraint)} "
    target = format_table_name(compiler, table, schema)
    text: str = f"{name}REFERENCES {target} ({format_column_name(compiler, referred or column.name)})"
    for part in ("match", "cascades", "deferrability"):
        text += getattr(compiler, f"define_constraint_{part}")(constraint)
    return text


def drop_column(compiler: Any, name: Name, if_exists: bool | None = None, *, keyword: str = "DROP COLUMN") -> str:
    """Return ``DROP COLUMN c``."""
    return f"{keyword}{' IF EXISTS' if if_exists else ''} {format_column_name(compiler, name)}"


def format_table_name(compiler: Any, name: Name, schema: Name | None) -> str:
    """Return a quoted table name, behind its schema."""
    preparer = compiler.preparer
    quoted: str = preparer.quote(name)
    return f"{preparer.quote_schema(schema)}.{quoted}" if schema else quoted


def format_column_name(compiler: Any, name: Name | None) -> str:
    """Return a quoted column name."""
    quoted: str = compiler.preparer.quote(name)
    return quoted


def format_type(compiler: Any, type_: TypeEngine[Any]) -> str:
    """Return a type as DDL."""
    text: str = compiler.dialect.type_compiler_instance.process(type_)
    return text


def format_server_default(compiler: Any, default: Any) -> str:
    """Return a server default as DDL: strings quoted, expressions as they are."""
    if isinstance(default, (Computed, Identity)):
        return str(compiler.process(default))
    column: Column[Any] = Column("x", Integer, server_default=as_it_stands(_as_default(default)))
    Table("t", MetaData(), column)
    text: str = compiler.get_column_default_string(column)
    return text


def _as_default(default: Any) -> Any:
    return default if isinstance(default, (str, TextClause)) else getattr(default, "arg", default)


def format_comment(compiler: Any, comment: str | None) -> str:
    """Return a comment as a literal, or NULL."""
    if comment is None:
        return "NULL"
    text: str = compiler.sql_compiler.render_literal_value(comment, types.String())
    return text


def applies(dialect: Dialect, constraint: Any) -> bool:
    """Return whether a constraint is for this dialect; one that a type brings along may be for others only."""
    rule = constraint._create_rule
    nothing: Any = None  # the compiler is only asked for its dialect, and compiles nothing
    return rule is None or bool(rule(dialect.ddl_compiler(dialect, nothing)))
