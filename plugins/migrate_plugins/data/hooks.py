"""What data give to the registry."""

from __future__ import annotations

from migrate.plugin import ImplementationSpec, OperationSpec, OptionSpec, RendererSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.data import control, ops

    return (*ops.OPERATIONS, *control.OPERATIONS)


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.data import control_ddl, ddl

    return (*ddl.IMPLEMENTATIONS, *control_ddl.IMPLEMENTATIONS)


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_plugins.data import control_render, render

    return (*render.RENDERERS, *control_render.RENDERERS)


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    binding = "read plain strings of op.execute() as sa.text() does, with parameters such as :name"
    return (OptionSpec("bind_parameters", bool, default=False, help=binding),)
