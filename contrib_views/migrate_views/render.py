"""How operations on views and procedures are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import operations_prefix
from migrate.plugin import RendererSpec
from migrate_views.ops import ReversibleOp


def render(autogen_context: Any, operation: ReversibleOp) -> str:
    """Return for example ``op.create_view(ReplaceableObject('v', 'SELECT 1'))``."""
    autogen_context.imports.add("from migrate_views import ReplaceableObject")
    target = f"ReplaceableObject({operation.target.name!r}, {operation.target.sqltext!r})"
    return f"{operations_prefix(autogen_context)}{operation.verb}_{operation.kind}({target})"


RENDERERS = (RendererSpec(ReversibleOp, render),)
