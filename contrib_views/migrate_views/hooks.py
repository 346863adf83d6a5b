"""What views and procedures give to the registry."""

from __future__ import annotations

from migrate.plugin import ImplementationSpec, OperationSpec, RendererSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_views import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_views import ddl

    return ddl.IMPLEMENTATIONS


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_views import render

    return render.RENDERERS
