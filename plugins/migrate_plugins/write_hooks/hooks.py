"""What write hooks give to the registry."""

from __future__ import annotations

from migrate.plugin import WriteHookSpec, hookimpl


@hookimpl
def migrate_register_write_hooks() -> tuple[WriteHookSpec, ...]:
    from migrate_plugins.write_hooks import catalogue

    return catalogue.WRITE_HOOKS
