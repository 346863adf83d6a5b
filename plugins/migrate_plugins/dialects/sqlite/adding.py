"""Which columns ALTER TABLE ... ADD COLUMN takes, and why it takes no others.

The rules are those of https://sqlite.org/lang_altertable.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.sqlite.elements import HINT
from migrate_plugins.dialects.unsupported import Unsupported

_STRING = re.compile(r"\s*'([^']|'')*'\s*")


def cannot_be_added(column: Column[Any]) -> bool:
    """Return whether ADD COLUMN refuses the column where the table has rows, though a rebuild could add it."""
    return _is_key(column) is not None or _is_computed_for_rows(column) is not None


def refuse_column(table: str, column: Column[Any], has_rows: Callable[[], bool]) -> None:
    """Raise ``Unsupported`` for a column that ADD COLUMN would refuse; ``has_rows()`` is asked where rows matter."""
    reason, hint = _is_key(column), HINT.format(table=table)
    if reason is None and (with_rows := _is_computed_for_rows(column) or _lacks_value(column)) and has_rows():
        reason = f"the table has rows, and the column {with_rows}"
        if _lacks_value(column):
            hint = (
                "give it a server_default; or add it as nullable, fill it, and make it NOT NULL with batch_alter_table"
            )
    if reason is not None:
        raise Unsupported(f"SQLite cannot add the column {column.name!r} to table {table!r}: {reason}", hint=hint)


def _is_key(column: Column[Any]) -> str | None:
    if column.primary_key:
        return "it is part of the primary key"
    return "it is UNIQUE" if column.unique and not column.index else None


def _is_computed_for_rows(column: Column[Any]) -> str | None:
    if column.computed is not None:
        return "is computed and stored" if column.computed.persisted else None
    argument = getattr(column.server_default, "arg", "")
    constant = isinstance(argument, (str, TypeEngine)) or _is_literal(argument)
    return None if constant else "has a default that is not constant"


def _lacks_value(column: Column[Any]) -> str | None:
    lacks = column.nullable is False and column.server_default is None and column.computed is None
    return "is NOT NULL without a default" if lacks else None


def _is_literal(argument: Any) -> bool:
    text = str(getattr(argument, "text", "("))
    return _STRING.fullmatch(text) is not None or ("(" not in text and not text.upper().startswith("CURRENT_"))
