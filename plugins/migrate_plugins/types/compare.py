"""Compare the type of a column."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Column, DefaultClause
from sqlalchemy.types import NullType, TypeEngine

from migrate.plugin import ComparatorSpec

log = logging.getLogger("migrate.autogenerate")


def compare_type(
    autogen_context: Any,
    alter_column_op: Any,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Note the column's type, and whether it has changed."""
    alter_column_op.existing_type = conn_col.type
    if isinstance(conn_col.type, NullType):
        log.info("Couldn't determine database type for column '%s.%s'", tname, cname)
    elif isinstance(metadata_col.type, NullType):
        log.info("Column '%s.%s' has no type within the model; can't compare", tname, cname)
    elif types_differ(autogen_context, conn_col, metadata_col):
        alter_column_op.modify_type = metadata_col.type
        if autogen_context.compares_all:
            _convert(autogen_context, alter_column_op, conn_col, metadata_col)
        log.info("Detected type change from %r to %r on '%s.%s'", conn_col.type, metadata_col.type, tname, cname)


def _convert(autogen_context: Any, alter_column_op: Any, conn_col: Column[Any], metadata_col: Column[Any]) -> None:
    """Note how the values become those of the new type; the default has to be set anew then."""
    conversions = autogen_context.migration_context.impl.conversions(conn_col, metadata_col)
    alter_column_op.kw.update(conversions)
    default = conn_col.server_default
    if conversions and isinstance(default, DefaultClause) and alter_column_op.modify_server_default is False:
        alter_column_op.existing_server_default = default
        alter_column_op.modify_server_default = metadata_col.server_default


def types_differ(autogen_context: Any, conn_col: Column[Any], metadata_col: Column[Any]) -> bool:
    """Return whether the types differ.

    Ask the project's function, then the type itself, then the dialect; the first that has an opinion decides.
    """
    option = autogen_context.opts.get("compare_type", True)
    if option is False:
        return False
    context = autogen_context.migration_context
    if callable(option):
        answer = option(context, conn_col, metadata_col, conn_col.type, metadata_col.type)
        if answer is not None:
            return bool(answer)
    compare = getattr(metadata_col.type, "compare_against_backend", None)
    if compare is not None:
        is_same = compare(autogen_context.dialect, conn_col.type)
        if is_same is not None:
            return not is_same
    context.impl.compares_fully = autogen_context.compares_all
    return bool(context.impl.compare_type(conn_col, metadata_col))


def look_at_type(autogen_context: Any) -> Callable[[Any, Any], bool] | None:
    """Return a look that remembers which pairs of types it has found the same."""
    if callable(autogen_context.opts.get("compare_type", True)):
        return None
    impl = autogen_context.migration_context.impl
    same: dict[Hashable, bool] = {}
    keys: dict[TypeEngine[Any], Hashable] = {}  # one object may be the type of many columns

    def look(told: dict[str, Any], column: Column[Any]) -> bool:
        found, wanted = told["type"], column.type
        if isinstance(found, NullType) or isinstance(wanted, NullType):
            return True  # as nothing can be compared
        if found not in keys:
            keys[found] = _key(found)
        key = (keys[found], _key(wanted))
        try:
            known = same.get(key)
        except TypeError:  # a type with something in it that cannot be a key
            return not types_differ(autogen_context, impl.column_as_told(told), column)
        if known is None:
            known = same[key] = not types_differ(autogen_context, impl.column_as_told(told), column)
        return known

    return look


def _key(type_: TypeEngine[Any]) -> Hashable:
    """Return what a type is made of; two types with the same key are the same."""
    attributes = type_.__dict__
    if "item_type" in attributes or "impl" in attributes:  # the key of a type in it, as the type itself equals no other
        values = (_key(value) if isinstance(value, TypeEngine) else value for value in attributes.values())
        return type_.__class__, *values
    return type_.__class__, *attributes.values()


COMPARATORS = (ComparatorSpec("column", compare_type, element="type", unchanged=look_at_type),)
