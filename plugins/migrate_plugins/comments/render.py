"""How the comments of tables are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import literal, operations_prefix
from migrate.plugin import RendererSpec
from migrate_plugins.comments.ops import CreateTableCommentOp, DropTableCommentOp


def render_create_table_comment(autogen_context: Any, operation: CreateTableCommentOp) -> str:
    """Return ``op.create_table_comment(...)``."""
    comment = f"existing_comment={operation.existing_comment!r}"
    return _call(autogen_context, "create_table_comment", operation, [repr(operation.comment), comment])


def render_drop_table_comment(autogen_context: Any, operation: DropTableCommentOp) -> str:
    """Return ``op.drop_table_comment(...)``."""
    comment = f"existing_comment={operation.existing_comment!r}"
    return _call(autogen_context, "drop_table_comment", operation, [comment])


def _call(autogen_context: Any, directive: str, operation: Any, arguments: list[str]) -> str:
    if not autogen_context.in_batch:
        arguments = [literal(operation.table_name), *arguments, f"schema={literal(operation.schema)}"]
    inside = ",\n    ".join(arguments)
    return f"{operations_prefix(autogen_context)}{directive}(\n    {inside}\n)"


RENDERERS = (
    RendererSpec(CreateTableCommentOp, render_create_table_comment),
    RendererSpec(DropTableCommentOp, render_drop_table_comment),
)
