"""How renames of indexes and constraints are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import literal, operations_prefix
from migrate.plugin import RendererSpec
from migrate_plugins.renames.ops import RenameConstraintOp, RenameIndexOp, RenameOp


def render_rename(autogen_context: Any, operation: RenameOp) -> str:
    """Return ``op.rename_index('table', 'old', 'new')``, or the same of a constraint."""
    names = (operation.table_name, operation.old_name, operation.new_name)
    arguments = [literal(name) for name in names]
    if operation.schema:
        arguments.append(f"schema={literal(operation.schema)}")
    return f"{operations_prefix(autogen_context)}rename_{operation.kind}({', '.join(arguments)})"


RENDERERS = (RendererSpec(RenameIndexOp, render_rename), RendererSpec(RenameConstraintOp, render_rename))
