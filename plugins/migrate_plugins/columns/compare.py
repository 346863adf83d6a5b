"""Compare the columns of a table: added, dropped, and what has changed of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Column, Table

from migrate.plugin import ComparatorSpec, Priority
from migrate_plugins.columns import looks
from migrate_plugins.columns.defaults import compare_server_default, prepare_server_defaults
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, DropColumnOp
from migrate_plugins.columns.recreate import changes_computation, recomputed

log = logging.getLogger("migrate.autogenerate")


def compare_columns(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add an operation for each column that only the models have, and for each that has changed."""
    if conn_table is None or metadata_table is None:
        return
    reflected = _reflected(autogen_context, schema, conn_table)
    modelled = _modelled(metadata_table)
    modify_table_ops.ops.extend(
        AddColumnOp.from_column_and_tablename(schema, tname, column)
        for name, column in modelled.items()
        if name not in reflected and _is_added(autogen_context, schema, tname, column)
    )
    compare_column = autogen_context.comparator("column")
    for name, conn_col in reflected.items():
        column = modelled.get(name)
        if column is not None and autogen_context.run_object_filters(column, name, "column", False, conn_col):
            operation = AlterColumnOp(tname, name, schema=schema)
            compare_column(autogen_context, operation, schema, tname, name, conn_col, column)
            if changes_computation(operation):
                modify_table_ops.ops.append(recomputed(autogen_context, operation, conn_col, column))
            elif operation.has_changes():
                modify_table_ops.ops.append(operation)


def compare_dropped_columns(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add an operation for each column that only the database has; last, after all that depends on the column."""
    if conn_table is None or metadata_table is None:
        return
    modelled = _modelled(metadata_table)
    for name, column in _reflected(autogen_context, schema, conn_table).items():
        if name not in modelled and autogen_context.run_object_filters(column, name, "column", True, None):
            modify_table_ops.ops.append(DropColumnOp.from_column_and_tablename(schema, tname, column))
            log.info("Detected removed column '%s.%s'", _described(schema, tname), name)


def compare_nullable(
    autogen_context: Any,
    alter_column_op: Any,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Note whether the column may hold NULL, if that has changed."""
    alter_column_op.existing_nullable = conn_col.nullable
    has_identities = autogen_context.compares_all and autogen_context.dialect.supports_identity_columns
    is_identity = has_identities and metadata_col.identity is not None
    nullable = metadata_col.nullable and not is_identity  # an identity is never NULL, whatever the models say
    if conn_col.nullable is nullable:
        return
    if not (has_identities and (is_identity or conn_col.identity)) and _follows_from_definition(conn_col, metadata_col):
        return
    alter_column_op.modify_nullable = nullable
    log.info("Detected %s on column '%s.%s'", "NULL" if nullable else "NOT NULL", tname, cname)


def compare_autoincrement(
    autogen_context: Any,
    alter_column_op: Any,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Note whether the column counts by itself, for a dialect that has to repeat it when the column is altered."""
    if metadata_col.table.autoincrement_column is metadata_col or metadata_col.autoincrement is True:
        alter_column_op.kw["autoincrement"] = True
    elif metadata_col.autoincrement is False:
        alter_column_op.kw["autoincrement"] = False


def _follows_from_definition(conn_col: Column[Any], metadata_col: Column[Any]) -> bool:
    """Return whether NULL follows from how values are generated, and the models say nothing of it."""
    if getattr(conn_col.type, "not_null", None) and not conn_col.nullable:
        return True  # a domain forbids NULL, so that the database tells it of the column
    generated = (metadata_col.computed, metadata_col.identity, conn_col.computed, conn_col.identity)
    # SQLAlchemy keeps what was said, but not under a public name.
    said = isinstance(getattr(metadata_col, "_user_defined_nullable", None), bool)
    return not said and any(one is not None for one in generated)


def _is_added(autogen_context: Any, schema: str | None, tname: str, column: Column[Any]) -> bool:
    if column.system or not autogen_context.run_object_filters(column, column.name, "column", False, None):
        return False
    log.info("Detected added column '%s.%s'", _described(schema, tname), column.name)
    return True


def _modelled(table: Table) -> Mapping[str, Column[Any]]:
    return {column.name: column for column in table.columns}


def _reflected(autogen_context: Any, schema: str | None, table: Table) -> Mapping[str, Column[Any]]:
    parents = {"schema_name": schema, "table_name": table.name}
    names = autogen_context.run_name_filters
    return {column.name: column for column in table.columns if names(column.name, "column", dict(parents))}


def _described(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


_in_group = partial(ComparatorSpec, group="tables")

COMPARATORS = (
    _in_group("table", compare_columns, element="columns", priority=Priority.FIRST, unchanged=looks.look_at_columns),
    _in_group(
        "table",
        compare_dropped_columns,
        element="dropped_columns",
        priority=Priority.LAST,
        unchanged=looks.look_at_presence,
    ),
    ComparatorSpec("tables", prepare_server_defaults, element="server_default", group="defaults"),
    _in_group("column", compare_nullable, element="nullable", unchanged=looks.look_at_nullable),
    _in_group("column", compare_autoincrement, element="autoincrement", unchanged=looks.look_at_presence),
    ComparatorSpec(
        "column",
        compare_server_default,
        element="server_default",
        group="defaults",
        unchanged=looks.look_at_default,
    ),
)
