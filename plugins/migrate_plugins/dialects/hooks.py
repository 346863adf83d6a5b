"""What dialects give to the registry."""

from __future__ import annotations

from migrate.plugin import DialectSpec, ImplementationSpec, hookimpl


@hookimpl
def migrate_register_dialects() -> tuple[DialectSpec, ...]:
    from migrate_plugins.dialects import catalogue

    return catalogue.DIALECTS


@hookimpl
def migrate_register_implementations() -> tuple[ImplementationSpec, ...]:
    from migrate_plugins.dialects.mssql import ddl

    return ddl.IMPLEMENTATIONS
