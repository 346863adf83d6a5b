"""Make a column of what an inspector tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Computed, FetchedValue, Identity, TextClause
from sqlalchemy.schema import DefaultClause

from migrate_plugins.dialects.texts import exact_text

_KEYS = ("nullable", "autoincrement", "quote", "info", "key", "comment")


def column_as_told(told: Mapping[str, Any]) -> Column[Any]:
    """Return a column without a table."""
    options = {key: told[key] for key in _KEYS if key in told}
    options.update(told.get("dialect_options", {}))
    return Column(told["name"], told["type"], *_defaults(told), **options)


def _defaults(told: Mapping[str, Any]) -> list[Any]:
    items: list[Any] = []  # SQLAlchemy types the arguments of Column by a protocol of its own
    default = told.get("default")
    if isinstance(default, FetchedValue):
        items.append(default)
    elif default is not None:
        clause = default if isinstance(default, TextClause) else exact_text(default)
        items.append(DefaultClause(clause, _reflected=True))
    if "computed" in told:
        items.append(Computed(**told["computed"]))
    if "identity" in told:
        items.append(Identity(**told["identity"]))
    return items
