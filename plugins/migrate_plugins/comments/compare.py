"""Compare the comments of tables and columns; an empty one counts as none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Table

from migrate.plugin import ComparatorSpec, surely_unchanged
from migrate_plugins.comments.ops import CreateTableCommentOp, DropTableCommentOp

log = logging.getLogger("migrate.autogenerate")


def compare_table_comment(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add an operation if the table's comment has changed; a comment of new tables comes with them."""
    if conn_table is None or metadata_table is None or not autogen_context.dialect.supports_comments:
        return
    old, new = conn_table.comment or None, metadata_table.comment or None
    if old == new:
        return
    if new is None:
        modify_table_ops.ops.append(DropTableCommentOp(tname, existing_comment=old, schema=schema))
    else:
        modify_table_ops.ops.append(CreateTableCommentOp(tname, new, existing_comment=old, schema=schema))
    log.info("Detected comment on table %r", f"{schema}.{tname}" if schema else tname)


def compare_column_comment(
    autogen_context: Any,
    alter_column_op: Any,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Note the column's comment, and whether it has changed."""
    if not autogen_context.dialect.supports_comments:
        return
    old, new = conn_col.comment or None, metadata_col.comment or None
    alter_column_op.existing_comment = old
    if old != new:
        alter_column_op.modify_comment = new
        log.info("Detected comment on column '%s.%s'", tname, cname)


def _look_at_table(autogen_context: Any) -> Callable[[Any, Any], bool]:
    if not autogen_context.dialect.supports_comments:
        return surely_unchanged
    return lambda reflected, table: (reflected.comment or None) == (table.comment or None)


def _look_at_column(autogen_context: Any) -> Callable[[Any, Any], bool]:
    if not autogen_context.dialect.supports_comments:
        return surely_unchanged
    return lambda told, column: (told.get("comment") or None) == (column.comment or None)


COMPARATORS = (
    ComparatorSpec("table", compare_table_comment, element="table_comment", unchanged=_look_at_table),
    ComparatorSpec("column", compare_column_comment, element="column_comment", unchanged=_look_at_column),
)
