"""What commands give to the registry."""

from __future__ import annotations

from migrate.plugin import CommandSpec, hookimpl


@hookimpl
def migrate_register_commands() -> tuple[CommandSpec, ...]:
    from migrate_plugins.commands import catalogue

    return catalogue.COMMANDS
