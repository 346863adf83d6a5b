"""Unique constraints of which a database makes one, as it makes no index twice.

PostgreSQL does so with those of a new table over the same columns, in the same order and with the same options, and
with the primary key; ALTER TABLE would add the others even so.  SQLite always does it, and its inspector tells one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from migrate_plugins.dialects.arguments import given_arguments
from migrate_plugins.dialects.keys import key_form

_DISTINCT = "postgresql_nulls_not_distinct"


def leave_out_merged(impl: Any, found: Iterable[UniqueConstraint], wanted: set[UniqueConstraint]) -> None:
    """Take out of the models' constraints what the database lacks, if another or the primary key does the same."""
    found = list(found)
    names = {impl.final_name(one) for one in found}
    columns = {frozenset(_columns(one)) for one in found}
    missing = [
        one
        for one in wanted
        if (frozenset(_columns(one)) not in columns if one.name is None else impl.final_name(one) not in names)
    ]
    there = {_form(one) for one in wanted if one not in missing}
    for one in missing:
        if _form(one) in there or (impl.merges_primary_key and _form(one) == _form(one.table.primary_key)):
            wanted.discard(one)


def _columns(constraint: UniqueConstraint | PrimaryKeyConstraint) -> tuple[str, ...]:
    return tuple(column.name for column in constraint.columns)


def _form(constraint: Any) -> Hashable:
    """Return what has to be the same for one index to do for both."""
    return _columns(constraint), key_form(constraint), bool(given_arguments(constraint).get(_DISTINCT))
