"""What makes two foreign keys the same: where they lead, and what happens on update and delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.exc import NoReferencedColumnError, NoReferencedTableError

from migrate_plugins.tables.ops import target_of as names_of_target


@dataclass(frozen=True, slots=True)
class ForeignKeySignature:
    """A foreign key as a value; its name is no part of it, nor is the order of its columns."""

    columns: tuple[str, ...]
    referred_schema: str | None
    referred_table: str
    referred_columns: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]

    def order(self) -> tuple[Any, ...]:
        """Return a key to sort by."""
        return (self.columns, self.referred_schema or "", self.referred_table, self.referred_columns, str(self.options))

    def __str__(self) -> str:
        target = f"{self.referred_schema}.{self.referred_table}" if self.referred_schema else self.referred_table
        return f"({','.join(self.columns)})({target}.{','.join(self.referred_columns)})"


def signature(key: ForeignKeyConstraint, default_schema: str | None, options: Mapping[str, Any]) -> ForeignKeySignature:
    """Return what has to be the same on both sides; the default schema's name counts as none."""
    targets = [target_of(element) for element in key.elements]
    schema, table, _ = targets[0]
    pairs = sorted(zip((column.name for column in key.columns), (name for _, _, name in targets), strict=True))
    return ForeignKeySignature(
        columns=tuple(local for local, _ in pairs),
        referred_schema=None if schema == default_schema else schema,
        referred_table=table,
        referred_columns=tuple(referred for _, referred in pairs),
        options=tuple(sorted((name, value) for name, value in options.items() if value is not None)),
    )


def target_of(element: Any) -> tuple[str | None, str, str]:
    """Return schema, table and column to which one column of a foreign key leads."""
    try:
        column = element.column
    except (NoReferencedTableError, NoReferencedColumnError):
        schema, table, name = names_of_target(element)
        return schema, table, name or element.parent.key
    return column.table.schema, column.table.name, column.name
