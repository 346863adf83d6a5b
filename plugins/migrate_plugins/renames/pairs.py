"""Which drop and which creation look like a rename, and why.

Points are given for what a rename leaves as it is; ten are all there are, and six make a pair likely.  For columns the
type counts most: one of another kind is no rename, nor is one that leaves or enters the primary key.  For tables it is
the share of the columns that both have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint

from migrate_plugins.tables.ops import target_of

LIKELY = 6.0

_SAME_TYPE, _TYPE_OF_SAME_KIND, _SAME_NULL, _SAME_PLACE, _SAME_KEYS = 4, 2, 1, 2, 3
_SHARED_COLUMNS, _SAME_PRIMARY_KEY, _SAME_FOREIGN_KEYS = 8, 1, 1


@dataclass(frozen=True, slots=True)
class Pair:
    """What is gone and what is new, with the points for it and the reasons in words."""

    old: str
    new: str
    points: float
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons as a part of a sentence."""
        return ", ".join(self.reasons)


def likely(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs that look like renames, the most likely first."""
    return sorted(
        (pair for pair in pairs if pair.points >= LIKELY), key=lambda pair: (-pair.points, pair.old, pair.new)
    )


# Columns ----------------------------------------------------------------------------------------------------------


def column_pairs(impl: Any, reflected: Any, table: Table, gone: Sequence[str], added: Sequence[str]) -> list[Pair]:
    """Return the likely pairs of a column that only the database has and one that only the models have."""
    told = {one["name"]: impl.column_as_told(one) for one in reflected.columns if one["name"] in gone}
    Table(reflected.name, MetaData(), *told.values(), schema=reflected.schema)
    wanted = {column.name: column for column in table.columns if column.name in added}
    same_type: Callable[[Any, Any], bool] = lambda one, other: not impl.compare_type(one, other)  # noqa: E731
    compared = _Columns(reflected, table, same_type)
    return likely(compared.pair(told[old], wanted[new]) for old in gone for new in added)


class _Columns:
    """The columns of both sides with their places and keys."""

    def __init__(self, reflected: Any, table: Table, same_type: Callable[[Any, Any], bool]) -> None:
        self._reflected = reflected
        self._table = table
        self._same_type = same_type
        self._places = [
            {name: at for at, name in enumerate(names)}
            for names in ([told["name"] for told in reflected.columns], [column.name for column in table.columns])
        ]

    def pair(self, found: Column[Any], wanted: Column[Any]) -> Pair:
        """Return the pair with its points; none for what cannot be a rename."""
        old, new = found.name, wanted.name
        if not _same_kind(found, wanted) or not self._same_primary_key(old, new):
            return Pair(old, new, 0, ())
        same_type = self._same_type(found, wanted)
        facts = (
            (same_type, _SAME_TYPE, f"the same type {_spelled(wanted)}"),
            (not same_type, _TYPE_OF_SAME_KIND, f"a type of the same kind ({_spelled(found)}, {_spelled(wanted)})"),
            (bool(found.nullable) is bool(wanted.nullable), _SAME_NULL, _null(wanted)),
            (self._places[0][old] == self._places[1][new], _SAME_PLACE, "the same place in the table"),
            (self._keys_found(old) == self._keys_wanted(wanted), _SAME_KEYS, "the same keys"),
        )
        given = [(points, reason) for holds, points, reason in facts if holds]
        return Pair(old, new, sum(points for points, _ in given), tuple(reason for _, reason in given))

    def _same_primary_key(self, old: str, new: str) -> bool:
        members = self._reflected.primary_key["constrained_columns"]
        return (old in members) is (new in self._table.primary_key.columns)

    def _keys_found(self, name: str) -> set[tuple[str, ...]]:
        """Return what the column refers to, and whether it is unique by itself."""
        keys = {
            (key["referred_table"], key["referred_columns"][key["constrained_columns"].index(name)])
            for key in self._reflected.foreign_keys
            if name in key["constrained_columns"]
        }
        uniques = [*self._reflected.unique_constraints, *(one for one in self._reflected.indexes if one["unique"])]
        return keys | ({("unique",)} if any(one["column_names"] == [name] for one in uniques) else set())

    def _keys_wanted(self, column: Column[Any]) -> set[tuple[str, ...]]:
        keys = {tuple(map(str, target_of(key)[1:])) for key in column.foreign_keys}
        uniques = [
            [one.name for one in item.columns]
            for item in (*self._table.constraints, *self._table.indexes)
            if isinstance(item, UniqueConstraint) or (isinstance(item, Index) and item.unique)
        ]
        return keys | ({("unique",)} if [column.name] in uniques else set())


def _same_kind(found: Column[Any], wanted: Column[Any]) -> bool:
    kinds = {type_._type_affinity for type_ in (found.type, wanted.type)}
    return len(kinds) == 1


def _spelled(column: Column[Any]) -> str:
    return str(column.type)


def _null(column: Column[Any]) -> str:
    return "both NULL" if column.nullable else "both NOT NULL"


# Tables -----------------------------------------------------------------------------------------------------------


def table_pairs(gone: Iterable[Any], added: Iterable[Table]) -> list[Pair]:
    """Return the likely pairs of a table that only the database has and one that only the models have."""
    sides = [_ReflectedShape(one) for one in gone], [_ModelledShape(one) for one in added]
    return likely(_table_pair(found, wanted) for found in sides[0] for wanted in sides[1])


class _Shape:
    """What a table looks like, whichever side tells it."""

    name: str
    columns: frozenset[tuple[str, Any]]
    primary_key: list[str]
    referred: set[str]


class _ReflectedShape(_Shape):
    def __init__(self, reflected: Any) -> None:
        self.name = reflected.name
        self.columns = frozenset((one["name"], one["type"]._type_affinity) for one in reflected.columns)
        self.primary_key = list(reflected.primary_key["constrained_columns"])
        self.referred = {key["referred_table"] for key in reflected.foreign_keys}


class _ModelledShape(_Shape):
    def __init__(self, table: Table) -> None:
        self.name = table.name
        self.columns = frozenset((column.name, column.type._type_affinity) for column in table.columns)
        self.primary_key = [column.name for column in table.primary_key.columns]
        self.referred = {target_of(key)[1] for column in table.columns for key in column.foreign_keys}


def _table_pair(found: _Shape, wanted: _Shape) -> Pair:
    shared, all_ = len(found.columns & wanted.columns), len(found.columns | wanted.columns)
    if not shared:
        return Pair(found.name, wanted.name, 0, ())
    facts = (
        (True, _SHARED_COLUMNS * shared / all_, f"{shared} of {all_} columns in common"),
        (found.primary_key == wanted.primary_key, _SAME_PRIMARY_KEY, "the same primary key"),
        (found.referred == wanted.referred, _SAME_FOREIGN_KEYS, "foreign keys to the same tables"),
    )
    given = [(points, reason) for holds, points, reason in facts if holds]
    return Pair(found.name, wanted.name, sum(points for points, _ in given), tuple(reason for _, reason in given))
