"""Name the constraints that are added without a name as the database would, so that the downgrade can drop them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.schema import conv

from migrate.plugin import ComparatorSpec, Priority, UpgradeOps
from migrate_plugins.constraints.default_names import composed
from migrate_plugins.constraints.foreign_keys import CreateForeignKeyOp
from migrate_plugins.constraints.keys import CreateUniqueConstraintOp

_LABELS = {CreateUniqueConstraintOp: "key", CreateForeignKeyOp: "fkey"}


def name_constraints(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Name new unique constraints and foreign keys as PostgreSQL does, by their table and columns."""
    for operation in _unnamed(autogen_context, upgrade_ops):
        taken = _taken(autogen_context, upgrade_ops)
        label, number = _LABELS[type(operation)], 0
        name = composed(_table(operation), "_".join(_columns(operation)), label)
        while name in taken:
            number += 1
            name = composed(_table(operation), "_".join(_columns(operation)), f"{label}{number}")
        operation.constraint_name = name


def name_constraints_as_mysql(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Name new unique constraints by their first column, and number the foreign keys of a table."""
    for operation in _unnamed(autogen_context, upgrade_ops):
        taken = _taken(autogen_context, upgrade_ops)
        if isinstance(operation, CreateForeignKeyOp):
            operation.constraint_name = conv(f"{operation.source_table}_ibfk_{_last_number(operation, taken) + 1}")
            continue
        first, number = _columns(operation)[0], 1
        name = first
        while name in taken:
            number += 1
            name = f"{first}_{number}"
        operation.constraint_name = conv(name)


def _unnamed(autogen_context: Any, upgrade_ops: UpgradeOps) -> Iterator[Any]:
    if autogen_context.compares_all and "database" in autogen_context.notes:
        for operation in list(upgrade_ops.leaves()):
            if type(operation) in _LABELS and getattr(operation, "constraint_name", None) is None:
                yield operation


def _table(operation: Any) -> str:
    return str(operation.source_table if isinstance(operation, CreateForeignKeyOp) else operation.table_name)


def _columns(operation: Any) -> list[str]:
    return list(operation.local_cols if isinstance(operation, CreateForeignKeyOp) else operation.columns)


def _taken(autogen_context: Any, upgrade_ops: UpgradeOps) -> set[str]:
    """Return the names of the database's constraints and indexes, and of those that are created."""
    names: set[str] = set()
    for table in autogen_context.notes["database"].tables.values():
        for one in (*table.unique_constraints, *table.indexes, *table.foreign_keys, *table.check_constraints):
            names.add(str(one["name"]))
        names.add(str(table.primary_key["name"]))
    for operation in upgrade_ops.leaves():
        names |= {str(getattr(operation, key, None)) for key in ("constraint_name", "index_name")}
    return names


def _last_number(operation: CreateForeignKeyOp, taken: set[str]) -> int:
    numbered = re.compile(rf"{re.escape(operation.source_table)}_ibfk_(\d+)")
    return max((int(found[1]) for name in taken if (found := numbered.fullmatch(name))), default=0)


COMPARATORS = (
    ComparatorSpec("schema", name_constraints, element="names", priority=Priority.LAST),
    ComparatorSpec("schema", name_constraints_as_mysql, element="names", dialect="mysql", priority=Priority.LAST),
)
