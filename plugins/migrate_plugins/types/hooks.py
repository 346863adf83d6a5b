"""What types give to the registry."""

from __future__ import annotations

from migrate.plugin import ComparatorSpec, ImplementationSpec, OperationSpec, RendererSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.types import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.types import ddl

    return ddl.IMPLEMENTATIONS


@hookimpl
def migrate_register_comparators() -> tuple[ComparatorSpec, ...]:
    from migrate_plugins.types import compare, domains, enums

    return (*compare.COMPARATORS, *domains.COMPARATORS, *enums.COMPARATORS)


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_plugins.types import enum_render, render

    return (*render.RENDERERS, *enum_render.RENDERERS)
