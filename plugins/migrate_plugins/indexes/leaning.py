"""Indexes that foreign keys lean on: MySQL and MariaDB keep one for each key, and let the last one of them not go.

They make an index for a foreign key that has none, and drop it as soon as there is another.  So the one that takes its
place cannot be dropped again by itself, neither on the way there nor on the way back: another one has to be made first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import conv

from migrate_plugins.constraints.ops import CreateUniqueConstraintOp, DropConstraintOp
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp, OneWayOps

Columns: TypeAlias = tuple[str, ...]
State: TypeAlias = Mapping[str, Columns]
"""The indexes of a table at some time: the columns of each by its name."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """A foreign key that is there all the time, and the index to make for it where it has no other."""

    columns: Columns
    index: CreateIndexOp

    def leans(self, indexes: State) -> bool:
        """Return whether it has an index to lean on."""
        return any(columns[: len(self.columns)] == self.columns for columns in indexes.values())


def never_without_index(
    operations: Iterable[Any], table: Table, gone: Collection[Any], by_itself: Iterable[Index], *, is_mariadb: bool
) -> list[Any]:
    """Return the operations on a table's indexes with what they need for its foreign keys, in both directions.

    ``gone`` are the names of the foreign keys that are dropped before; ``by_itself`` are the indexes of which the
    models say nothing, as the database may have made them.
    """
    there: State = {str(index.name): _of_index(index.columns, index.dialect_kwargs) for index in table.indexes}
    there = {**there, "PRIMARY": tuple(column.name for column in table.primary_key.columns)}
    made = {tuple(column.name for column in index.columns): index.name for index in by_itself}
    keys = [
        _leaning(key, made, there, is_mariadb=is_mariadb)
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
        if key in table.constraints and key.name not in gone
    ]
    steps, there = _forth(list(operations), keys, there)
    return _back(steps, keys, {name: columns for name, columns in there.items() if name not in made.values()})


def _leaning(key: ForeignKeyConstraint, made: Mapping[Columns, Any], there: State, *, is_mariadb: bool) -> Leaning:
    columns = tuple(column.name for column in key.columns)
    name: Any = made.get(columns) or (conv(f"ix_{key.name}") if str(key.name) in there else key.name)
    # Whether the database has dropped its own index, and whether an earlier run has made this one, cannot be known.
    unless = True if is_mariadb else None
    index = CreateIndexOp(name, key.table.name, list(columns), schema=key.table.schema, if_not_exists=unless)
    return Leaning(columns, index)


def _forth(operations: Iterable[Any], keys: Iterable[Leaning], there: State) -> tuple[list[Any], State]:
    """Return the operations with an index made before the last one of a key goes, and dropped if another comes."""
    steps: list[Any] = []
    bridges: list[Leaning] = []
    for operation in operations:
        after = _after(operation, there)
        for key in keys:
            if key.leans(there) and not key.leans(after):
                steps.append(key.index)
                bridges.append(key)
                after = {**after, str(key.index.index_name): key.columns}
        steps.append(operation)
        there = after
    for key in bridges:
        without = {name: columns for name, columns in there.items() if name != key.index.index_name}
        if key.leans(without):
            steps.append(key.index.reverse())
            there = without
    return steps, there


def _back(steps: Iterable[Any], keys: Iterable[Leaning], there: State) -> list[Any]:
    """Return the operations with what has to be made on the way back before the last index of a key goes."""
    found: list[Any] = []
    for step in reversed(list(steps)):
        before = _before(step, there)
        for key in keys:
            if key.leans(there) and not key.leans(before):
                found.append(OneWayOps(back=[key.index]))
                before = {**before, str(key.index.index_name): key.columns}
        found.append(step)
        there = before
    return found[::-1]


def _after(operation: Any, there: State) -> State:
    """Return the indexes after an operation."""
    if isinstance(operation, (CreateIndexOp, CreateUniqueConstraintOp)):
        return {**there, _name(operation): _columns(operation)}
    return {name: columns for name, columns in there.items() if name != _name(operation)}


def _before(operation: Any, there: State) -> State:
    """Return the indexes after an operation has been taken back."""
    if isinstance(operation, (DropIndexOp, DropConstraintOp)):
        return {**there, _name(operation): _columns(operation.reverse())}
    return {name: columns for name, columns in there.items() if name != _name(operation)}


def _name(operation: Any) -> str:
    is_index = isinstance(operation, (CreateIndexOp, DropIndexOp))
    name = operation.index_name if is_index else operation.constraint_name
    return str(name) if name is not None else f"on {_columns(operation)}"


def _columns(operation: Any) -> Columns:
    return _of_index(operation.columns, operation.kw)


def _of_index(elements: Iterable[Any], options: Mapping[str, Any]) -> Columns:
    """Return the columns on which a foreign key can lean: not parts of them, nor anything but columns."""
    if any(value and name.partition("_")[2] in ("length", "prefix") for name, value in options.items()):
        return ()
    return tuple(_plain(elements))


def _plain(elements: Iterable[Any]) -> Iterator[str]:
    for element in elements:
        if not isinstance(element, (str, Column)):
            return
        yield element if isinstance(element, str) else element.name


__all__ = ["never_without_index"]
