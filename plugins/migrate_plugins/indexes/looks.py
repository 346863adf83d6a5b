"""A quick look at indexes and unique constraints: is there certainly nothing to do?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Column, Index, Table, TextClause, UniqueConstraint

_Plain: TypeAlias = tuple[bool, tuple[str, ...]]
"""Whether an index is unique, and its columns."""


def look_at_indexes(autogen_context: Any) -> Callable[[Any, Any], bool] | None:
    """Return a look that is satisfied if both sides have the same plain indexes and unique constraints.

    Expressions, orders, options of a dialect and whatever else is not plain are left to the full comparison.
    """
    impl = autogen_context.migration_context.impl
    if not impl.tells_indexes_plainly or autogen_context.filters.looks_at_names:
        return None
    longest = autogen_context.dialect.max_identifier_length

    def look(reflected: Any, table: Table) -> bool:
        indexes = _told_indexes(reflected.indexes)
        if indexes is None or not _same_uniques(reflected.unique_constraints, table, indexes, longest):
            return False
        for index in table.indexes:
            plain = _plain(index, longest)
            if plain is None or indexes.pop(str(index.name), None) != plain:
                return False
        return not indexes or (impl.indexes_foreign_keys and _serve_foreign_keys(indexes.values(), reflected))

    return look


def _told_indexes(told: Iterable[Mapping[str, Any]]) -> dict[str, _Plain] | None:
    found: dict[str, _Plain] = {}
    for index in told:
        if index.get("duplicates_constraint"):
            continue
        if "expressions" in index or index.get("column_sorting") or _has_options(index):
            return None
        found[index["name"]] = (bool(index["unique"]), tuple(index["column_names"]))
    return found


def _same_uniques(told: Iterable[Mapping[str, Any]], table: Table, indexes: dict[str, _Plain], longest: int) -> bool:
    """Return whether unique constraints are the same; the indexes that double them are taken out."""
    found = {frozenset(unique["column_names"]): unique for unique in told}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            unique = found.pop(frozenset([column.name for column in constraint]), None)
            if unique is None or not _is_told(constraint, unique, longest):
                return False
            indexes.pop(unique.get("duplicates_index") or "", None)
    return all(unique.get("duplicates_index") for unique in found.values())


def _is_told(constraint: UniqueConstraint, unique: Mapping[str, Any], longest: int) -> bool:
    name = constraint.name
    if _has_options(unique) or _has_arguments(constraint):
        return False
    if unique.get("deferrable") or constraint.deferrable or constraint.initially:
        return False
    return name is None or (isinstance(name, str) and len(name) <= longest and name == unique["name"])


def _plain(index: Index, longest: int) -> _Plain | None:
    name = index.name
    if not isinstance(name, str) or len(name) > longest or _has_arguments(index):
        return None
    columns = [column for column in index.expressions if isinstance(column, Column)]
    if len(columns) != len(index.expressions):
        return None
    return bool(index.unique), tuple([column.name for column in columns])


def _has_arguments(item: Index | UniqueConstraint) -> bool:
    """Return whether an item of the models was given something for one dialect alone."""
    # `dialect_options` comes to be when it is first asked for, and most have none.
    return "dialect_options" in vars(item) and bool(item.dialect_kwargs)


def _serve_foreign_keys(indexes: Iterable[_Plain], reflected: Any) -> bool:
    keys = {tuple(key["constrained_columns"]) for key in reflected.foreign_keys}
    return all(not unique and columns in keys for unique, columns in indexes)


def _has_options(told: Mapping[str, Any]) -> bool:
    options = told.get("dialect_options") or {}
    # SQLite's conditions are told as clauses, which refuse to be true or false.
    return any(value is not None and (isinstance(value, TextClause) or bool(value)) for value in options.values())
