"""What renames give to the registry."""

from __future__ import annotations

from migrate.plugin import ComparatorSpec, ImplementationSpec, OperationSpec, OptionSpec, RendererSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.renames import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.renames import ddl

    return ddl.IMPLEMENTATIONS


@hookimpl
def migrate_register_comparators() -> tuple[ComparatorSpec, ...]:
    from migrate_plugins.renames import compare

    return compare.COMPARATORS


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_plugins.renames import render

    return render.RENDERERS


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    from migrate_plugins.renames import policy

    return policy.OPTIONS
