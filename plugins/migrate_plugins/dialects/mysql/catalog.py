"""What MariaDB's information schema tells that SQLAlchemy does not read from SHOW CREATE TABLE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.connecting import connection_of
from migrate_plugins.dialects.packing import Columns, TableKey

ColumnKey: TypeAlias = tuple[str, str, str]
"""Schema, table and column."""

# Literals and the time of now are what SQLAlchemy reads well, ON UPDATE included, which is no part of this.
_EXPRESSIONS = text(
    "SELECT table_schema, table_name, column_name, column_default FROM information_schema.columns"
    " WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
    " AND column_default IS NOT NULL"
    r" AND column_default NOT REGEXP '^(NULL$|''|-?[0-9]|current_timestamp\\([0-9]*\\)$)'"
)

_CHECKS_OF_COLUMNS = text(
    "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints"
    " WHERE level = 'Column' AND constraint_schema = :schema"
)
_CHECK_OF_COLUMN = text(
    "SELECT table_name, check_clause FROM information_schema.check_constraints WHERE level = 'Column'"
    " AND constraint_schema = COALESCE(:schema, DATABASE()) AND table_name = :table AND constraint_name = :column"
)
_TELLS_CHECKS_SINCE = (10, 5, 10)
"""The version of MariaDB since which ``level`` is told (MariaDB manual, "CHECK_CONSTRAINTS Table")."""

_COLUMNS = text(
    "SELECT table_schema, table_name, column_name, column_type, character_set_name, collation_name"
    " FROM information_schema.columns WHERE table_schema IN :schemas AND table_name IN :tables"
).bindparams(bindparam("schemas", expanding=True), bindparam("tables", expanding=True))

# The others ascend, and are of the kind that the inspector tells.
_UNUSUAL_INDEXES = text(
    "SELECT table_name, index_name, column_name, collation, index_type FROM information_schema.statistics"
    " WHERE table_schema = :schema AND (collation = 'D' OR index_type = 'HASH')"
)


def default_expressions(inspector: Inspector) -> Mapping[ColumnKey, str]:
    """Return the defaults that are expressions; asked once for an inspector."""
    cache = inspector.info_cache
    key = (__name__, "default_expressions")
    if key not in cache:
        with connection_of(inspector) as connection:
            rows = connection.execute(_EXPRESSIONS)
            cache[key] = {(row[0], row[1], row[2]): row[3] for row in rows}
    found: Mapping[ColumnKey, str] = cache[key]
    return found


def checks_of_columns(inspector: Inspector, schema: str | None) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return columns and their conditions by table, which only MariaDB has; asked once for a schema."""
    cache = inspector.info_cache
    key = (__name__, "checks_of_columns", schema)
    if key not in cache:
        found: dict[str, list[tuple[str, str]]] = {}
        if getattr(inspector.dialect, "is_mariadb", False):
            with connection_of(inspector) as connection:
                parameters = {"schema": schema or inspector.default_schema_name}
                for table, column, condition in connection.execute(_CHECKS_OF_COLUMNS, parameters):
                    found.setdefault(table, []).append((column, condition))
        cache[key] = found
    told: Mapping[str, Sequence[tuple[str, str]]] = cache[key]
    return told


def check_in_column(connection: Connection, schema: str | None, table: str, column: str) -> str | None:
    """Return the condition in a column, which only MariaDB has; None where there is none, or it is not told."""
    dialect: Any = connection.dialect
    if not dialect.is_mariadb or dialect.server_version_info < _TELLS_CHECKS_SINCE:
        return None
    parameters = {"schema": schema, "table": table, "column": column}
    found = {name: str(condition) for name, condition in connection.execute(_CHECK_OF_COLUMN, parameters)}
    return found.get(table, next(iter(found.values()), None))  # names of tables may be spelled in any case


def is_of_json(column: str, condition: str) -> bool:
    """Return whether a condition is the one that MariaDB itself puts on a JSON column."""
    return condition == f"json_valid({in_backticks(column)})"


def in_backticks(name: str) -> str:
    """Return a name as the database writes it."""
    return "`" + name.replace("`", "``") + "`"


def definition_lines(inspector: Inspector, table: str) -> Sequence[str]:
    """Return the lines in which the database itself defines a table, given as it stands in a statement."""
    with connection_of(inspector) as connection:
        options = {"no_parameters": True}
        rows = connection.exec_driver_sql(f"SHOW CREATE TABLE {table}", execution_options=options)
        return [line.strip().removesuffix(",") for line in str(rows.one()[1]).splitlines()]


def unusual_indexes(inspector: Inspector, schema: str | None) -> Mapping[tuple[str, str], Sequence[Any]]:
    """Return column, order and kind for the parts of indexes that descend or are hashed, by table and index."""
    found: dict[tuple[str, str], list[Any]] = {}
    with connection_of(inspector) as connection:
        parameters = {"schema": schema or inspector.default_schema_name}
        for row in connection.execute(_UNUSUAL_INDEXES, parameters):
            found.setdefault((row[0], row[1]), []).append(row)
    return found


def columns_of(connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
    """Return the definitions of the columns of tables: type, character set and collation."""
    default = connection.dialect.default_schema_name
    wanted = {(schema or default, table): (schema, table) for schema, table in tables}
    found: dict[TableKey, dict[str, str]] = {}
    parameters = {"schemas": sorted({one for one, _ in wanted if one}), "tables": sorted({one for _, one in wanted})}
    for schema, table, name, type_, character_set, collation in connection.execute(_COLUMNS, parameters):
        if (schema, table) in wanted:
            definition = f"{type_} CHARACTER SET {character_set} COLLATE {collation}" if collation else type_
            found.setdefault(wanted[schema, table], {})[name] = definition
    return found
