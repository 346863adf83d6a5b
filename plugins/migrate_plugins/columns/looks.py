"""Quick looks at columns: is there certainly nothing to do?  On plain data, before any object is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeAlias

from sqlalchemy import Column, DefaultClause, TextClause

from migrate.plugin import surely_unchanged

Look: TypeAlias = Callable[[Any, Any], bool]


def look_at_columns(autogen_context: Any) -> Look | None:
    """Return a look that is satisfied if both sides have the same columns, and nothing in one has changed."""
    looks = autogen_context.quick_looks("column")
    if looks is None or not autogen_context.migration_context.impl.tells_columns_plainly:
        return None
    names_filtered = autogen_context.filters.looks_at_names

    def look(reflected: Any, table: Any) -> bool:
        if table.dispatch.column_reflect:
            return False  # a listener wants to see, and may change, what is reflected
        modelled = {column.name: column for column in table.columns if not column.system}
        told = reflected.columns
        if len(told) != len(modelled) or (names_filtered and not _all_allowed(autogen_context, reflected)):
            return False
        for column_told in told:
            column = modelled.get(column_told["name"])
            if column is None:
                return False
            for look_at_column in looks:
                if not look_at_column(column_told, column):
                    return False
        return True

    return look


def look_at_presence(autogen_context: Any) -> Look:
    """Return a look for what can only differ where the look at all columns is not satisfied."""
    return surely_unchanged


def look_at_nullable(autogen_context: Any) -> Look:
    """Return a look that is satisfied if both sides agree on NULL."""

    def look(told: Any, column: Column[Any]) -> bool:
        return told["nullable"] is column.nullable

    return look


def look_at_default(autogen_context: Any) -> Look | None:
    """Return a look that is satisfied if no default can have changed, whatever the option asks for."""
    from migrate_plugins.columns.defaults import compares_defaults

    option = compares_defaults(autogen_context)
    if callable(option):
        return None
    look_at_generated = _look_at_generated(autogen_context.migration_context.impl)
    return look_at_generated if option is False else _look_with_memory(autogen_context, look_at_generated)


def _look_at_generated(impl: Any) -> Look:
    """Return a look that is satisfied with columns that are not generated, or are computed by the same words."""

    def look(told: dict[str, Any], column: Column[Any]) -> bool:
        computed = told.get("computed")
        if "identity" in told or column.identity is not None:
            return False
        if computed is None or column.computed is None:
            return computed is column.computed
        same: bool = impl.surely_same_computed(column.computed, computed["sqltext"], computed.get("persisted"))
        return same

    return look


def _look_with_memory(autogen_context: Any, look_at_generated: Look) -> Look:
    """Return a look that remembers which pairs of defaults it has found the same."""
    from migrate_plugins.columns.defaults import server_defaults_differ

    same: dict[Hashable, bool] = {}
    impl = autogen_context.migration_context.impl
    inspector = autogen_context.inspector
    surely_same = impl.surely_same_default

    def look(told: dict[str, Any], column: Column[Any]) -> bool:
        if surely_same(told, column):
            return True
        if not look_at_generated(told, column):
            return False
        if column.computed is not None:
            return True
        told = dict(told)
        impl.autogen_column_reflect(inspector, column.table, told)
        counts = column.primary_key and column is column.table.autoincrement_column
        key = (told["default"], _default_key(column.server_default), type(column.type), counts)
        if key not in same:
            conn_col = impl.column_as_told(told)
            same[key] = not server_defaults_differ(autogen_context, conn_col, column)
        return same[key]

    return look


def _default_key(default: Any) -> Hashable:
    if not isinstance(default, DefaultClause):
        return id(default)
    argument = default.arg
    if isinstance(argument, str):
        return ("value", argument)
    return ("text", argument.text) if isinstance(argument, TextClause) else ("expression", str(argument))


def _all_allowed(autogen_context: Any, reflected: Any) -> bool:
    parents = {"schema_name": reflected.schema, "table_name": reflected.name}
    allowed = autogen_context.run_name_filters
    return all(allowed(told["name"], "column", dict(parents)) for told in reflected.columns)
