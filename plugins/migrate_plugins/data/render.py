"""How statements and rows are written as Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.autogenerate.render import is_plain, literal, operations_prefix, sqlalchemy_prefix, value_source
from migrate.plugin import RendererSpec
from migrate_plugins.data.ops import BulkInsertOp, ExecuteSQLOp


def render_execute(autogen_context: Any, operation: ExecuteSQLOp) -> str:
    """Return ``op.execute('...')``.

    Raises ``NotImplementedError`` for a SQL expression.
    """
    if not isinstance(operation.sqltext, str):
        raise NotImplementedError(
            "A SQL expression in op.execute() cannot be written as Python; give it as a plain SQL string"
        )
    options = ""
    if operation.execution_options:
        options = f", execution_options={value_source(autogen_context, dict(operation.execution_options))}"
    return f"{operations_prefix(autogen_context)}execute({operation.sqltext!r}{options})"


def render_bulk_insert(autogen_context: Any, operation: BulkInsertOp) -> str:
    """Return ``op.bulk_insert(sa.table(...), [...])``.

    Raises ``NotImplementedError`` for a value that is no string, number or None.
    """
    arguments = [_table(autogen_context, operation.table), _rows(operation.rows)]
    if not operation.multiinsert:
        arguments.append("multiinsert=False")
    return f"{operations_prefix(autogen_context)}bulk_insert({', '.join(arguments)})"


def _table(autogen_context: Any, table: Any) -> str:
    prefix = sqlalchemy_prefix(autogen_context)
    columns = [f"{prefix}column({literal(column.name)}, {autogen_context.render(column.type)})" for column in table.c]
    schema = [f"schema={literal(table.schema)}"] if table.schema else []
    return f"{prefix}table({', '.join([literal(table.name), *columns, *schema])})"


def _rows(rows: Iterable[Mapping[str, Any]]) -> str:
    written = [dict(row) for row in rows]
    for row in written:
        for name, value in row.items():
            if not is_plain(value):
                raise NotImplementedError(
                    f"The value of {name!r} in op.bulk_insert() cannot be written as Python: {value!r}"
                )
    return repr(written)


RENDERERS = (
    RendererSpec(ExecuteSQLOp, render_execute),
    RendererSpec(BulkInsertOp, render_bulk_insert),
)
