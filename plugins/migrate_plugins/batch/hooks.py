"""What batch give to the registry."""

from __future__ import annotations

from typing import Any

from migrate.plugin import OperationSpec, OptionSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.batch import ops

    return ops.OPERATIONS


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    what = "whether a change that SQLite cannot make by ALTER TABLE is a batch by itself: auto, or explicit for"
    return (OptionSpec("batch", str, default="explicit", help=f"{what} only where batch_alter_table() says so"),)


@hookimpl
def migrate_connection_opened(context: Any) -> None:
    from migrate_plugins.batch import automatic

    automatic.switch_on(context)
