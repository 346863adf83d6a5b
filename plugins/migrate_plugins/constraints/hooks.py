"""What constraints give to the registry."""

from __future__ import annotations

from migrate.plugin import ComparatorSpec, ImplementationSpec, OperationSpec, RendererSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.constraints import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.constraints import column_checks, ddl

    return (*ddl.IMPLEMENTATIONS, *column_checks.IMPLEMENTATIONS)


@hookimpl
def migrate_register_comparators() -> tuple[ComparatorSpec, ...]:
    from migrate_plugins.constraints import compare, unnamed

    return (*compare.COMPARATORS, *unnamed.COMPARATORS)


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_plugins.constraints import column_checks, render

    return (*render.RENDERERS, *column_checks.RENDERERS)
