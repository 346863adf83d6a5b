"""What columns give to the registry."""

from __future__ import annotations

from migrate.plugin import (
    ComparatorSpec,
    ImplementationSpec,
    OperationSpec,
    OptionSpec,
    RendererSpec,
    RewriterSpec,
    hookimpl,
)


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.columns import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.columns import ddl

    return ddl.IMPLEMENTATIONS


@hookimpl
def migrate_register_comparators() -> tuple[ComparatorSpec, ...]:
    from migrate_plugins.columns import compare

    return compare.COMPARATORS


@hookimpl
def migrate_register_renderers() -> tuple[RendererSpec, ...]:
    from migrate_plugins.columns import render

    return render.RENDERERS


@hookimpl
def migrate_register_rewriters() -> tuple[RewriterSpec, ...]:
    from migrate_plugins.columns import backfill, standing

    return (*backfill.REWRITERS, *standing.REWRITERS)


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    what = "what autogenerate does with a column that is to be NOT NULL and has no default, where there are rows: "
    return (OptionSpec("not_null_without_default", str, default="fail", help=f"{what}fail or allow"),)
