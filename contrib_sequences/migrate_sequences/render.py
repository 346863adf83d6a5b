"""How operations on sequences are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import operations_prefix
from migrate.plugin import RendererSpec
from migrate_sequences.ops import CreateSequenceOp, DropSequenceOp


def render_create_sequence(autogen_context: Any, operation: CreateSequenceOp) -> str:
    """Return ``op.create_sequence('name', schema='s', start=1)``."""
    return _call(autogen_context, "create_sequence", operation.sequence_name, operation.schema, operation.options)


def render_drop_sequence(autogen_context: Any, operation: DropSequenceOp) -> str:
    """Return ``op.drop_sequence('name', schema='s')``."""
    return _call(autogen_context, "drop_sequence", operation.sequence_name, operation.schema, {})


def _call(autogen_context: Any, directive: str, name: str, schema: str | None, options: dict[str, Any]) -> str:
    keywords = {"schema": schema, **options} if schema else options
    arguments = ", ".join([repr(name), *(f"{key}={value!r}" for key, value in keywords.items())])
    return f"{operations_prefix(autogen_context)}{directive}({arguments})"


RENDERERS = (
    RendererSpec(CreateSequenceOp, render_create_sequence),
    RendererSpec(DropSequenceOp, render_drop_sequence),
)
