"""How the operations on enum types are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import operations_prefix, render_op
from migrate.plugin import RendererSpec
from migrate_plugins.types.ops import (
    AddEnumValueOp,
    CreateEnumOp,
    DropEnumOp,
    DropEnumValueOp,
    EnumOp,
    EnumValueOps,
    RenameEnumValueOp,
)


def render_create_enum(autogen_context: Any, operation: CreateEnumOp) -> str:
    """Return ``op.create_enum('mood', ['sad', 'ok'])``."""
    return _call(
        autogen_context, "create_enum", operation, list(operation.values), if_not_exists=operation.if_not_exists
    )


def render_drop_enum(autogen_context: Any, operation: DropEnumOp) -> str:
    """Return ``op.drop_enum('mood')``."""
    return _call(autogen_context, "drop_enum", operation, if_exists=operation.if_exists)


def render_add_enum_value(autogen_context: Any, operation: AddEnumValueOp) -> str:
    """Return ``op.add_enum_value('mood', 'great', after='ok')``."""
    return _call(
        autogen_context,
        "add_enum_value",
        operation,
        operation.value,
        before=operation.before,
        after=operation.after,
        if_not_exists=operation.if_not_exists,
    )


def render_drop_enum_value(autogen_context: Any, operation: DropEnumValueOp) -> str:
    """Return ``op.drop_enum_value('mood', 'great')``."""
    return _call(autogen_context, "drop_enum_value", operation, operation.value)


def render_rename_enum_value(autogen_context: Any, operation: RenameEnumValueOp) -> str:
    """Return ``op.rename_enum_value('mood', 'sad', 'unhappy')``."""
    return _call(autogen_context, "rename_enum_value", operation, operation.old_value, operation.new_value)


def render_enum_values(autogen_context: Any, operation: EnumValueOps) -> list[str]:
    """Return the additions of values in a block that commits them before anything uses them."""
    statements = [line for inner in operation.ops for line in render_op(autogen_context, inner)]
    if not operation.committed or not statements:
        return statements
    block = f"with {operations_prefix(autogen_context)}get_context().autocommit_block():"
    return [block, *statements, ""]


def _call(autogen_context: Any, directive: str, operation: EnumOp, *arguments: Any, **options: Any) -> str:
    given = {**options, "schema": operation.schema}
    named = [f"{name}={value!r}" for name, value in given.items() if value is not None]
    spelled = ", ".join([*(repr(one) for one in (operation.enum_name, *arguments)), *named])
    return f"{operations_prefix(autogen_context)}{directive}({spelled})"


RENDERERS = (
    RendererSpec(CreateEnumOp, render_create_enum),
    RendererSpec(DropEnumOp, render_drop_enum),
    RendererSpec(AddEnumValueOp, render_add_enum_value),
    RendererSpec(DropEnumValueOp, render_drop_enum_value),
    RendererSpec(RenameEnumValueOp, render_rename_enum_value),
    RendererSpec(EnumValueOps, render_enum_values),
)
