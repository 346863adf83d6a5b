"""What batch give to the registry."""

from __future__ import annotations

from migrate.plugin import OperationSpec, hookimpl


@hookimpl
def migrate_register_operations() -> tuple[OperationSpec, ...]:
    from migrate_plugins.batch import ops

    return ops.OPERATIONS
