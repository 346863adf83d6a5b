"""Put conditions on the rows of many tables into few scratch tables.

A condition needs no more of its table than the columns that it mentions; columns of one name and one definition serve
the conditions of several tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from migrate_plugins.dialects.tokens import tokens

TableKey: TypeAlias = tuple[str | None, str]
"""Schema and name of a table; the default schema is None."""

Condition: TypeAlias = tuple[TableKey, str]
"""A table, and the text of a condition on its rows."""

Columns: TypeAlias = Mapping[str, str]
"""The definitions of a table's columns by their names: type and collation."""

_MOST = 200


@dataclass(slots=True)
class Pack:
    """A scratch table: its columns, and the conditions that it is to bear."""

    columns: dict[str, str] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)

    def takes(self, columns: Columns) -> bool:
        """Return whether a condition on these columns may come in."""
        own = self.columns
        return all(own.get(name, definition) == definition for name, definition in columns.items()) and (
            len(own) + len(columns) <= _MOST and len(self.conditions) < _MOST
        )

    def add(self, condition: Condition, columns: Columns) -> None:
        """Take a condition in, with the columns that it needs."""
        self.columns.update(columns)
        self.conditions.append(condition)

    def halves(self) -> tuple[Pack, Pack]:
        """Return two packs with half of the conditions each."""
        middle = len(self.conditions) // 2
        return (
            Pack(dict(self.columns), self.conditions[:middle]),
            Pack(dict(self.columns), self.conditions[middle:]),
        )


def packed(conditions: Iterable[Condition], columns: Mapping[TableKey, Columns]) -> list[Pack]:
    """Return as few packs as hold all the conditions."""
    packs: list[Pack] = []
    for condition in conditions:
        table, text = condition
        needed = mentioned(text, columns.get(table, {}))
        pack = next((pack for pack in packs if pack.takes(needed)), None)
        if pack is None:
            pack = Pack()
            packs.append(pack)
        pack.add(condition, needed)
    return packs


def mentioned(text: str, columns: Columns) -> Columns:
    """Return those of the columns that a text mentions, in quotes or not."""
    words = frozenset(tokens(text))
    return {name: columns[name] for name in columns if not words.isdisjoint(_spellings(name))}


def _spellings(name: str) -> tuple[str, ...]:
    doubled = name.replace('"', '""')
    return (name, name.lower(), f'"{doubled}"', f"`{name}`")
