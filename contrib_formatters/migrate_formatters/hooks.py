"""What formatters give to the registry."""

from __future__ import annotations

from migrate.plugin import WriteHookSpec, hookimpl


@hookimpl
def migrate_register_write_hooks() -> tuple[WriteHookSpec, ...]:
    return (
        WriteHookSpec("black", "migrate_formatters.tools:black"),
        WriteHookSpec("zimports", "migrate_formatters.tools:zimports"),
    )
