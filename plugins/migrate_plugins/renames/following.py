"""Names of indexes and constraints that follow a rename, because a naming convention makes them of the others.

A thing of the database is taken for one of the models if it has the same columns under another name.  Where the
database cannot rename it, the comparison of names drops it and creates it; that sees no names of foreign keys, so these
are made anew here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from migrate.plugin import MigrateOperation
from migrate_plugins.constraints.ops import CreateForeignKeyOp, DropConstraintOp
from migrate_plugins.renames.ops import RenameConstraintOp, RenameIndexOp, RenameOp
from migrate_plugins.tables.ops import ModifyTableOps, target_of

Shape: TypeAlias = tuple[Any, ...]
Named: TypeAlias = Sequence[tuple[str, Shape]]
"""Names with what tells the things apart; a shape that several have tells nothing."""


def following(dialect: str, view: Any, table: Table, *, in_batch: bool) -> list[MigrateOperation]:
    """Return the operations by which names follow; ``view`` is the reflected table under its new names."""
    kinds = _KINDS.get(dialect, ())
    operations: list[MigrateOperation] = []
    for kind, found, wanted in kinds:
        for old, new in _changed(found(view), wanted(table)):
            operations.append(kind(table.name, old, new, schema=view.schema))
            view.rename_label(old, new)
    if not any(kind is RenameConstraintOp for kind, *_ in kinds) and (dialect != "sqlite" or in_batch):
        operations += _keys_made_anew(view, table)
    return operations


def _changed(found: Named, wanted: Named) -> Iterator[tuple[str, str]]:
    """Yield old and new names of what both sides have under different names."""
    names, told = {name for name, _ in wanted}, {name for name, _ in found}
    shapes = [shape for _, shape in wanted], [shape for _, shape in found]
    for new, shape in wanted:
        old = next((name for name, one in found if one == shape), None)
        clear = all(one.count(shape) == 1 for one in shapes)
        if old is not None and clear and new not in told and old not in names:
            yield old, new


def _keys_made_anew(view: Any, table: Table) -> Iterator[MigrateOperation]:
    changed = dict(_changed(_found_keys(view), _wanted_keys(table)))
    if not changed:
        return
    operations: list[MigrateOperation] = []
    for told in view.foreign_keys:
        if told["name"] in changed:
            old, new = _creation(view, told), _creation(view, {**told, "name": changed[told["name"]]})
            operations += (
                DropConstraintOp(told["name"], view.name, "foreignkey", schema=view.schema, _reverse=old),
                new,
            )
    for name, new_name in changed.items():
        view.rename_label(name, new_name)
    yield ModifyTableOps(table.name, operations, schema=view.schema)


def _creation(view: Any, told: Mapping[str, Any]) -> CreateForeignKeyOp:
    return CreateForeignKeyOp(
        told["name"],
        view.name,
        told["referred_table"],
        told["constrained_columns"],
        told["referred_columns"],
        source_schema=view.schema,
        referent_schema=told["referred_schema"],
        **told.get("options", {}),
    )


# What the database has --------------------------------------------------------------------------------------------


def _found_indexes(view: Any) -> Named:
    return [
        (index["name"], (tuple(index["column_names"]), bool(index["unique"])))
        for index in view.indexes
        if "expressions" not in index and not index.get("duplicates_constraint")
    ]


def _found_uniques(view: Any) -> Named:
    return [(one["name"], tuple(one["column_names"])) for one in view.unique_constraints if one["name"]]


def _found_keys(view: Any) -> Named:
    return [
        (key["name"], (tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"])))
        for key in view.foreign_keys
        if key["name"]
    ]


def _found_primary_key(view: Any) -> Named:
    key = view.primary_key
    return [(key["name"], ())] if key.get("name") else []


# What the models want ---------------------------------------------------------------------------------------------


def _named(items: Sequence[tuple[Any, Shape]]) -> Named:
    return [(str(name), shape) for name, shape in items if isinstance(name, str)]


def _wanted_indexes(table: Table) -> Named:
    return _named([(index.name, _shape(index)) for index in _indexes(table)])


def _wanted_uniques(table: Table) -> Named:
    return _named([(one.name, tuple(column.name for column in one.columns)) for one in _uniques(table)])


def _wanted_indexes_and_uniques(table: Table) -> Named:
    return [*_wanted_indexes(table), *((name, (columns, True)) for name, columns in _wanted_uniques(table))]


def _wanted_keys(table: Table) -> Named:
    return _named([(key.name, _target(key)) for key in table.foreign_key_constraints])


def _wanted_primary_key(table: Table) -> Named:
    return _named([(table.primary_key.name, ())])


def _indexes(table: Table) -> list[Index]:
    plain = (index for index in table.indexes if all(isinstance(one, Column) for one in index.expressions))
    return sorted(plain, key=lambda index: str(index.name))


def _uniques(table: Table) -> list[UniqueConstraint]:
    found = (one for one in table.constraints if isinstance(one, UniqueConstraint))
    return sorted(found, key=lambda one: str(one.name))


def _shape(index: Index) -> Shape:
    return tuple(column.name for column in index.columns), bool(index.unique)


def _target(key: ForeignKeyConstraint) -> Shape:
    targets = [target_of(element) for element in key.elements]
    return tuple(column.name for column in key.columns), targets[0][1], tuple(name for _, _, name in targets)


_Kinds: TypeAlias = tuple[tuple[type[RenameOp], Any, Any], ...]

_CONSTRAINTS: _Kinds = (
    (RenameConstraintOp, _found_primary_key, _wanted_primary_key),
    (RenameConstraintOp, _found_uniques, _wanted_uniques),
    (RenameConstraintOp, _found_keys, _wanted_keys),
    (RenameIndexOp, _found_indexes, _wanted_indexes),
)
_INDEXES: _Kinds = ((RenameIndexOp, _found_indexes, _wanted_indexes_and_uniques),)
_KINDS: dict[str, _Kinds] = {"postgresql": _CONSTRAINTS, "mysql": _INDEXES, "mariadb": _INDEXES}
