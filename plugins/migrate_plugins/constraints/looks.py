"""Quick looks at constraints: is there certainly nothing to do?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table

from migrate.plugin import surely_unchanged
from migrate_plugins.constraints.primary_keys import changed_keys
from migrate_plugins.constraints.signatures import target_of

_NONE: frozenset[tuple[str, str]] = frozenset()
_OPTIONS = ("onupdate", "ondelete", "deferrable", "initially", "match")


def look_at_foreign_keys(autogen_context: Any) -> Callable[[Any, Any], bool] | None:
    """Return a look that is satisfied if both sides have the same foreign keys, with options of the same words."""
    if autogen_context.filters.looks_at_names:
        return None
    default = autogen_context.dialect.default_schema_name
    changed = changed_keys(autogen_context)

    def look(reflected: Any, table: Table) -> bool:
        keys, told = table.foreign_key_constraints, reflected.foreign_keys
        if len(keys) != len(told):
            return False
        if changed and any((one["referred_schema"], one["referred_table"]) in changed for one in told):
            return False
        known = {_told(one) for one in told}
        return all(_modelled(key, default) in known for key in keys)

    return look


def look_at_matches(
    autogen_context: Any, matches: Callable[[Any, Any, Table], Any]
) -> Callable[[Any, Any], bool] | None:
    """Return a look that is satisfied if ``matches(autogen_context, reflected, table)`` finds no difference."""
    if not autogen_context.compares_all:
        return surely_unchanged
    if autogen_context.filters.looks_at_names:
        return None
    return lambda reflected, table: not matches(autogen_context, reflected, table)


def _told(key: Mapping[str, Any]) -> Any:
    schema, table, options = key["referred_schema"], key["referred_table"], key.get("options")
    targets = [(schema, table, column) for column in key["referred_columns"]]
    return frozenset(zip(key["constrained_columns"], targets, strict=True)), _written(options)


def _modelled(key: ForeignKeyConstraint, default: str | None) -> Any:
    targets = [_normal(*target_of(element), default) for element in key.elements]
    names = [element.parent.name for element in key.elements]
    return frozenset(zip(names, targets, strict=True)), _written({name: getattr(key, name) for name in _OPTIONS})


def _normal(schema: str | None, table: str, column: str, default: str | None) -> tuple[str | None, str, str]:
    return None if schema == default else schema, table, column


def _written(options: Mapping[str, Any] | None) -> frozenset[tuple[str, str]]:
    return frozenset([(name, str(value).lower()) for name, value in options.items() if value]) if options else _NONE
