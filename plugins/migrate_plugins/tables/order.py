"""Put the operations into an order in which the database accepts them.

Tables are created before those that refer to them and dropped after them; foreign keys in a circle are created and
dropped by themselves.  Where two tables are changed at once, a foreign key is dropped before what it refers to, and
created after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlalchemy.exc import NoReferencedTableError
from sqlalchemy.schema import sort_tables_and_constraints

from migrate.plugin import MigrateOperation
from migrate_plugins.columns.ops import AddColumnOp, DropColumnOp
from migrate_plugins.constraints.ops import (
    CreateForeignKeyOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
    DropConstraintOp,
)
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp
from migrate_plugins.tables.build import DOUBLED
from migrate_plugins.tables.ops import CreateTableOp, DropTableOp, ModifyTableOps

Key = tuple[str | None, str]

_SHRINKS = (DropColumnOp, DropConstraintOp, DropIndexOp)


def sorted_together(tables: Iterable[Table], collections: Sequence[MetaData]) -> list[list[Table]]:
    """Return the tables of each collection, or all in one where a foreign key leads from one collection to another."""
    chosen = list(tables)
    if len(collections) > 1 and any(_refers_elsewhere(table) for table in chosen):
        return [chosen]
    return [[table for table in chosen if table.metadata is metadata] for metadata in collections]


def _refers_elsewhere(table: Table) -> bool:
    with suppress(NoReferencedTableError):  # a name is looked up in the table's own collection
        return any(key.referred_table.metadata is not table.metadata for key in table.foreign_key_constraints)
    return False


def created_in_order(tables: Iterable[Table]) -> tuple[list[Table], list[ForeignKeyConstraint]]:
    """Return the tables so that each comes after those it refers to, and the foreign keys that have to wait."""
    return _sorted(sorted(tables, key=lambda table: table.key))


def dropped_in_order(
    tables: Iterable[Table], *, keys_need_indexes: bool = False
) -> tuple[list[Table], list[ForeignKeyConstraint]]:
    """Return the tables so that each comes before those it refers to, and the foreign keys that have to go first.

    ``keys_need_indexes`` tells that the database lets no index go on which a foreign key leans.
    """
    ordered, keys = _sorted(sorted(tables, key=lambda table: table.key, reverse=True))
    leans = _leans_on_index if keys_need_indexes else _leans_on_own_index
    leaning = {key for table in ordered for key in table.foreign_key_constraints if leans(key)}
    return ordered[::-1], sorted({*keys, *leaning}, key=_place)


def _sorted(tables: Sequence[Table]) -> tuple[list[Table], list[ForeignKeyConstraint]]:
    ordered: list[Table] = []
    waiting: list[ForeignKeyConstraint] = []
    pairs: Any = sort_tables_and_constraints(tables)  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
    for table, keys in pairs:
        if table is None:
            waiting.extend(keys)
        else:
            ordered.append(table)
    return ordered, sorted(waiting, key=_place)


def _leans_on_own_index(key: ForeignKeyConstraint) -> bool:
    """Return whether a table refers to itself by an index that is dropped before it (MySQL's unique constraints)."""
    return key.referred_table is key.table and any(DOUBLED in index.info for index in key.table.indexes)


def _leans_on_index(key: ForeignKeyConstraint) -> bool:
    """Return whether a foreign key leans on an index that the database has not made for it by itself."""
    columns = [column.name for column in key.columns]
    indexes: dict[object, list[str]] = {
        index.name: [column.name for column in index.columns] for index in key.table.indexes
    }
    by_itself = indexes.get(key.name) == columns
    others = (own for name, own in indexes.items() if not (by_itself and name == key.name))
    return _leans_on_own_index(key) or any(own[: len(columns)] == columns for own in others)


def _place(key: ForeignKeyConstraint) -> tuple[str, list[str], str]:
    return key.table.key, [column.name for column in key.columns], str(key.name)


# Tables that are changed at once ------------------------------------------------------------------------------------


_Taken = tuple[ModifyTableOps, MigrateOperation]


def untangled(operations: list[MigrateOperation], default_schema: str | None) -> list[MigrateOperation]:
    """Return the operations with foreign keys, and what they need, moved out of each other's way."""
    return _Tangle(operations, default_schema).resolved()


class _Tangle:
    """Operations on several tables at once; the default schema goes by its name or by None."""

    def __init__(self, operations: Sequence[MigrateOperation], default_schema: str | None) -> None:
        self._operations = operations
        self._groups = [one for one in operations if isinstance(one, ModifyTableOps)]
        self._default_schema = default_schema

    def resolved(self) -> list[MigrateOperation]:
        early = _grouped(self._keys_in_the_way())
        needed = _grouped(self._needed_by_new_tables())
        late = _grouped(self._keys_too_early())
        rest = (one for one in self._operations if not (isinstance(one, ModifyTableOps) and one.is_empty()))
        return [*early, *needed, *rest, *late]

    def _keys_in_the_way(self) -> list[_Taken]:
        """Take out drops of foreign keys that refer to a table that is dropped, or that has lost something before."""
        gone = {self._key(one) for one in self._operations if isinstance(one, DropTableOp)}
        taken: list[_Taken] = []
        for group in self._groups:
            dropped = [one for one in group.ops if _drops_key(one)]
            taken += _take(group, [one for one in dropped if self._referred(one.reverse()) in gone])
            if any(isinstance(one, _SHRINKS) and not _drops_key(one) for one in group.ops):
                gone.add(self._key(group))
        return taken

    def _needed_by_new_tables(self) -> list[_Taken]:
        """Take out what new tables refer to of that which is added to others."""
        new = [one for one in self._operations if isinstance(one, CreateTableOp)]
        own = {self._key(one) for one in new}
        wanted: dict[Key, list[frozenset[str]]] = {}
        for operation in new:
            for target, columns in self._targets(operation):
                wanted.setdefault(target, []).append(columns)
        taken: list[_Taken] = []
        for group in self._groups:
            if self._key(group) not in own:
                taken += _take(group, _grown(group, wanted.get(self._key(group), ())))
        return taken

    def _keys_too_early(self) -> list[_Taken]:
        """Take out creations of foreign keys to what another table gets only afterwards."""
        later: dict[Key, ModifyTableOps] = {}
        taken: list[_Taken] = []
        for group in reversed(self._groups):
            keys = [one for one in group.ops if isinstance(one, CreateForeignKeyOp)]
            taken[0:0] = _take(group, [one for one in keys if self._waits_for(one, later)])
            later[self._key(group)] = group
        return taken

    def _waits_for(self, key: CreateForeignKeyOp, later: Mapping[Key, ModifyTableOps]) -> bool:
        group = later.get(self._referred(key) or (None, ""))
        return group is not None and (_drops_primary_key(group) or bool(_grown(group, [frozenset(key.remote_cols)])))

    def _key(self, operation: CreateTableOp | DropTableOp | ModifyTableOps) -> Key:
        return self._normal(operation.schema), operation.table_name

    def _referred(self, operation: MigrateOperation) -> Key | None:
        if not isinstance(operation, CreateForeignKeyOp):
            return None
        return self._normal(operation.kw.get("referent_schema")), operation.referent_table

    def _targets(self, operation: CreateTableOp) -> Iterator[tuple[Key, frozenset[str]]]:
        for item in operation.columns:
            if isinstance(item, ForeignKeyConstraint):
                target = self._normal(item.referred_table.schema), item.referred_table.name
                yield target, frozenset(element.column.name for element in item.elements)

    def _normal(self, schema: str | None) -> str | None:
        return None if schema == self._default_schema else schema


def _grown(group: ModifyTableOps, wanted: Iterable[frozenset[str]]) -> list[MigrateOperation]:
    """Return what makes a table ready for foreign keys to these sets of columns: columns and keys."""
    sets = list(wanted)
    keys = [one for one in group.ops if _key_columns(one) in sets]
    needed = frozenset[str]().union(*sets)
    columns = [one for one in group.ops if isinstance(one, AddColumnOp) and one.column.name in needed]
    return [*columns, *keys]


def _key_columns(operation: MigrateOperation) -> frozenset[str] | None:
    """Return the columns of an operation that makes them unique, else None."""
    if isinstance(operation, (CreatePrimaryKeyOp, CreateUniqueConstraintOp)):
        return frozenset(operation.columns)
    if isinstance(operation, CreateIndexOp) and operation.unique:
        return frozenset(column for column in operation.columns if isinstance(column, str))
    return None


def _drops_key(operation: MigrateOperation) -> bool:
    return isinstance(operation, DropConstraintOp) and operation.constraint_type == "foreignkey"


def _drops_primary_key(group: ModifyTableOps) -> bool:
    return any(isinstance(one, DropConstraintOp) and one.constraint_type == "primary" for one in group.ops)


def _take(group: ModifyTableOps, wanted: Sequence[MigrateOperation]) -> list[_Taken]:
    for operation in wanted:
        group.ops.remove(operation)
    return [(group, operation) for operation in wanted]


def _grouped(taken: Iterable[_Taken]) -> list[MigrateOperation]:
    groups: dict[int, ModifyTableOps] = {}
    for group, operation in taken:
        own = groups.setdefault(id(group), ModifyTableOps(group.table_name, [], schema=group.schema))
        own.ops.append(operation)
    return list(groups.values())
