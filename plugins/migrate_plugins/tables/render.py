"""How the operations on tables are written as Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Table

from migrate.autogenerate import render as words
from migrate.autogenerate.render import is_plain, literal, operations_prefix, render_op, value_source
from migrate.plugin import RendererSpec
from migrate_plugins.tables.ops import CreateTableOp, DropTableOp, ModifyTableOps, RenameTableOp


def render_create_table(autogen_context: Any, operation: CreateTableOp) -> str:
    """Return ``op.create_table(...)`` with a line for each column, constraint and keyword."""
    items = list(_items(autogen_context, operation))
    inside = ",\n".join(items)
    if len(items) > words.MAX_PYTHON_ARGS:
        inside = f"*[{inside}]"
    arguments = [literal(operation.table_name), *([inside] if items else ()), *_keywords(autogen_context, operation)]
    joined = ",\n".join(arguments)
    return f"{operations_prefix(autogen_context)}create_table({joined}\n)"


def render_drop_table(autogen_context: Any, operation: DropTableOp) -> str:
    """Return ``op.drop_table('name')``."""
    arguments = [literal(operation.table_name)]
    if operation.schema:
        arguments.append(f"schema={literal(operation.schema)}")
    if operation.if_exists is not None:
        arguments.append(f"if_exists={operation.if_exists!r}")
    return f"{operations_prefix(autogen_context)}drop_table({', '.join(arguments)})"


def render_rename_table(autogen_context: Any, operation: RenameTableOp) -> str:
    """Return ``op.rename_table('old', 'new')``."""
    arguments = [literal(operation.table_name), literal(operation.new_table_name)]
    if operation.schema:
        arguments.append(f"schema={literal(operation.schema)}")
    return f"{operations_prefix(autogen_context)}rename_table({', '.join(arguments)})"


def render_modify_table(autogen_context: Any, operation: ModifyTableOps) -> list[str]:
    """Return the statements of all operations on one table, in batch mode as one block."""
    if not autogen_context.opts.get("render_as_batch", False):
        return _statements(autogen_context, operation)
    with autogen_context.inside_batch():
        statements = _statements(autogen_context, operation)
    if not statements:
        return []
    arguments = f"{literal(operation.table_name)}, schema={literal(operation.schema)}"
    prefix = operations_prefix(autogen_context)
    return [f"with {prefix}batch_alter_table({arguments}) as batch_op:", *statements, ""]


def _statements(autogen_context: Any, operation: ModifyTableOps) -> list[str]:
    return [statement for inner in operation.ops for statement in render_op(autogen_context, inner)]


def _items(autogen_context: Any, operation: CreateTableOp) -> Iterator[str]:
    columns, constraints = _parts(autogen_context, operation)
    yield from _rendered(autogen_context, columns)
    yield from sorted(_rendered(autogen_context, constraints))


def _parts(autogen_context: Any, operation: CreateTableOp) -> tuple[list[Any], list[Any]]:
    """Return the columns and the constraints of the table as it will be."""
    original = _original_table(operation)
    table = operation.to_table(autogen_context.migration_context) if original is None else original
    if operation._namespace_metadata is not None:
        words.look_up_in(table.metadata, operation._namespace_metadata)
    if original is None:
        return list(table.columns), list(table.constraints)
    columns = [item for item in operation.columns if isinstance(item, Column)]
    return columns, [item for item in operation.columns if not isinstance(item, Column)]


def _original_table(operation: CreateTableOp) -> Table | None:
    """Return the table whose own columns and constraints the operation still holds, so that no copy is needed."""
    if not operation._constraints_included:
        return None
    tables: dict[int, Table] = {
        id(table): table for item in operation.columns if (table := getattr(item, "table", None)) is not None
    }
    if len(tables) != 1 or any(getattr(item, "table", None) is None for item in operation.columns):
        return None
    return next(iter(tables.values()))


def _rendered(autogen_context: Any, items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        source = autogen_context.render(item)
        if source:
            yield source


def _keywords(autogen_context: Any, operation: CreateTableOp) -> Iterator[str]:
    if operation.schema:
        yield f"schema={literal(operation.schema)}"
    if operation.comment is not None:
        yield f"comment={operation.comment!r}"
    info = {name: value for name, value in operation.info.items() if is_plain(name) and is_plain(value)}
    if info:
        yield f"info={info!r}"
    for name in sorted(operation.kw):
        yield f"{name}={value_source(autogen_context, operation.kw[name])}"
    if operation.prefixes:
        yield f"prefixes={list(operation.prefixes)!r}"
    if operation.if_not_exists is not None:
        yield f"if_not_exists={operation.if_not_exists!r}"


RENDERERS = (
    RendererSpec(CreateTableOp, render_create_table),
    RendererSpec(DropTableOp, render_drop_table),
    RendererSpec(RenameTableOp, render_rename_table),
    RendererSpec(ModifyTableOps, render_modify_table),
)
