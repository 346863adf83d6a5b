"""What renames give to the registry."""

from __future__ import annotations

from migrate.plugin import ComparatorSpec, OptionSpec, hookimpl


@hookimpl
def migrate_register_comparators() -> tuple[ComparatorSpec, ...]:
    from migrate_plugins.renames import compare

    return compare.COMPARATORS


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    from migrate_plugins.renames import policy

    return policy.OPTIONS
