"""How the operations on indexes are written as Python."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column

from migrate.autogenerate.render import (
    dialect_arguments,
    literal,
    name_source,
    operations_prefix,
    render_op,
    sql_of,
    sqlalchemy_prefix,
    unlabelled,
)
from migrate.plugin import RendererSpec
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp, OneWayOps


def render_create_index(autogen_context: Any, operation: CreateIndexOp) -> list[str]:
    """Return ``op.create_index('name', 'table', [...], unique=False)``, in a block if no transaction may be around."""
    arguments = [name_source(autogen_context, operation.index_name)]
    if not autogen_context.in_batch:
        arguments.append(literal(operation.table_name))
    arguments += (_columns(autogen_context, operation), f"unique={bool(operation.unique)}")
    if operation.schema and not autogen_context.in_batch:
        arguments.append(f"schema={literal(operation.schema)}")
    arguments += dialect_arguments(autogen_context, operation.kw, in_order=True)
    if operation.if_not_exists is not None:
        arguments.append(f"if_not_exists={operation.if_not_exists!r}")
    return _statements(autogen_context, operation, f"create_index({', '.join(arguments)})")


def render_drop_index(autogen_context: Any, operation: DropIndexOp) -> list[str]:
    """Return ``op.drop_index('name', table_name='table')``, in a block if no transaction may be around."""
    arguments = [name_source(autogen_context, operation.index_name)]
    if not autogen_context.in_batch:
        arguments.append(f"table_name={literal(operation.table_name)}")
        if operation.schema:
            arguments.append(f"schema={literal(operation.schema)}")
    options = {name: value for name, value in operation.kw.items() if name != "unique"}
    arguments += dialect_arguments(autogen_context, options, in_order=True)
    if operation.if_exists is not None:
        arguments.append(f"if_exists={operation.if_exists!r}")
    return _statements(autogen_context, operation, f"drop_index({', '.join(arguments)})")


def _statements(autogen_context: Any, operation: CreateIndexOp | DropIndexOp, call: str) -> list[str]:
    prefix = operations_prefix(autogen_context)
    if autogen_context.in_batch or not operation.kw.get("postgresql_concurrently"):
        return [f"{prefix}{call}"]
    # PostgreSQL refuses it in a transaction, where a revision would run it.
    return [f"with {prefix}get_context().autocommit_block():", f"{prefix}{call}", ""]


def render_one_way(autogen_context: Any, operation: OneWayOps) -> list[str]:
    """Return the statements of this direction."""
    return [statement for inner in operation.ops for statement in render_op(autogen_context, inner)]


def _columns(autogen_context: Any, operation: CreateIndexOp) -> str:
    return f"[{', '.join(_column(autogen_context, column) for column in operation.columns)}]"


def _column(autogen_context: Any, column: Any) -> str:
    if isinstance(column, str):
        return literal(column)
    if isinstance(column, Column):
        return literal(column.name)
    expression, label = unlabelled(column)
    sql = sql_of(autogen_context, expression, is_index=True)
    source = f"{sqlalchemy_prefix(autogen_context)}literal_column({sql!r})"
    return source if label is None else f"{source}.label({label!r})"


RENDERERS = (
    RendererSpec(CreateIndexOp, render_create_index),
    RendererSpec(DropIndexOp, render_drop_index),
    RendererSpec(OneWayOps, render_one_way),
)
