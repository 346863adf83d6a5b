"""The indexes and unique constraints of one side of a comparison, in a form in which they can be matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, UniqueConstraint

DOUBLED = "doubled_constraint"
"""The key in an index's ``info`` of the unique constraint that the database keeps as this index."""


@dataclass(frozen=True, slots=True)
class Member:
    """An index or a unique constraint.

    ``columns`` are the sorted names of its columns, without expressions; ``doubled`` is the unique constraint that the
    database keeps as this index.
    """

    item: Any
    name: str | None
    columns: tuple[str, ...]
    is_constraint: bool
    is_unique: bool
    doubled: Member | None = None

    @property
    def kind(self) -> str:
        """The type's name for ``include_name`` and ``include_object``."""
        return "unique_constraint" if self.is_constraint else "index"

    @property
    def described(self) -> str:
        """The kind in words."""
        return "unique constraint" if self.is_constraint else "index"


@dataclass(frozen=True, slots=True)
class Side:
    """All members: by name, and those that have none."""

    by_name: dict[str, Member]
    unnamed: tuple[Member, ...]

    @property
    def all(self) -> tuple[Member, ...]:
        """All members."""
        return (*self.by_name.values(), *self.unnamed)


def conn_side(impl: Any, uniques: Iterable[UniqueConstraint], indexes: Iterable[Index]) -> Side:
    """Return the side of the database."""
    return _side([*(_unique(impl, item) for item in uniques), *(_index(impl, item) for item in indexes)])


def metadata_side(impl: Any, uniques: Iterable[UniqueConstraint], indexes: Iterable[Index]) -> Side:
    """Return the side of the models, with the names that the database would see."""
    return _side([*(_unique(impl, item) for item in uniques), *(_index(impl, item) for item in indexes)])


def _side(members: list[Member]) -> Side:
    named = {member.name: member for member in members if member.name is not None}
    unnamed = [member for member in members if member.name is None]
    return Side(named, tuple(sorted(unnamed, key=lambda member: member.columns)))


def _unique(impl: Any, item: UniqueConstraint) -> Member:
    columns = tuple(sorted(column.name for column in item.columns))
    return Member(item, impl.final_name(item), columns, is_constraint=True, is_unique=True)


def _index(impl: Any, item: Index) -> Member:
    columns = tuple(sorted(column.name for column in item.columns))
    constraint = item.info.get(DOUBLED)
    doubled = None if constraint is None else _unique(impl, constraint)
    return Member(item, impl.final_name(item), columns, False, bool(item.unique), doubled)
