"""Refuse to write a revision that changes a column in a way that is not possible while something stands on it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from migrate.autogenerate import AutogenContext
from migrate.plugin import CommandError, MigrateOperation, RewriterSpec, UpgradeOps
from migrate_plugins.columns.ops import AlterColumnOp, ColumnSteps, DropColumnOp
from migrate_plugins.renames.ops import OldNames

_MADE_ANEW = "would be dropped and added again, as this database alters no formula, but there depends on it: "
_RETYPED = "is to get another type, which this database refuses while there depends on it: "
_TAKEN_BACK = "is no longer computed, and the downgrade drops it and adds it again, but there depends on it: "

_Place: TypeAlias = tuple[str | None, str, str]
"""Schema, table and column."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a column: by its new names, by those that the database knows, and what is done before it."""

    what: str
    place: _Place
    known: _Place
    earlier: Sequence[MigrateOperation]


def refuse_what_stands_on_columns(context: Any, revision: Any, upgrade_ops: UpgradeOps) -> UpgradeOps:
    """Let columns be made anew or get another type only where no view, nor anything else like it, depends on them.

    Its definition, owner and privileges in this database need not be those of the others on which the revision runs,
    and so it is not dropped and created along with the column.  Where an operation before it drops the view, that is
    none of its business.

    Raises ``CommandError`` naming what depends on the columns.
    """
    changes = list(_changes(upgrade_ops)) if AutogenContext(context, autogenerate=False).compares_all else []
    found = context.impl.dependents_of_columns([one.known for one in changes]) if changes else []
    refused = []
    for change, dependents in zip(changes, found, strict=True):
        standing = _standing(change, dependents)
        if not standing:
            continue
        told = f"{'.'.join(part for part in change.place if part)} {change.what}{', '.join(standing)}"
        if change.what == _TAKEN_BACK:
            warnings.warn(
                f"{told}. Drop that before a downgrade, and create it anew after it", UserWarning, stacklevel=2
            )
        else:
            refused.append(told)
    if refused:
        hint = "drop that in a revision before this one, and create it anew in one after it"
        raise CommandError("; ".join(refused), hint=hint)
    return upgrade_ops


def _changes(upgrade_ops: UpgradeOps) -> Iterator[_Change]:
    names, earlier = OldNames(), list(upgrade_ops.leaves())
    for number, operation in enumerate(earlier):
        for what, change in _of(operation):
            schema, table, column = change.schema, change.table_name, change.column_name
            known = schema, names.table(schema, table), names.column(schema, table, column)
            yield _Change(what, (schema, table, column), known, earlier[:number])
        names.note(operation)


def _of(operation: MigrateOperation) -> Iterator[tuple[str, Any]]:
    """Yield the changes in an operation that nothing must stand in the way of."""
    steps = operation.ops if isinstance(operation, ColumnSteps) else (operation,)
    for step in steps:
        if isinstance(step, AlterColumnOp) and step.modify_type is not None:
            yield _RETYPED, step
        elif isinstance(step, DropColumnOp) and step is not operation:
            yield _MADE_ANEW, step
    if isinstance(operation, ColumnSteps) and not any(isinstance(step, DropColumnOp) for step in steps):
        yield from ((_TAKEN_BACK, step) for step in operation.undo if isinstance(step, DropColumnOp))


def _standing(change: _Change, dependents: Sequence[Any]) -> list[str]:
    """Return what is still there when the change is made; a foreign key is made anew for another type."""
    gone = _dropped_views(change.earlier) if dependents else frozenset()
    in_the_way = [one for one in dependents if change.what != _RETYPED or not one.is_constraint]
    return [one.description for one in in_the_way if _named(one.description) not in gone]


def _named(description: str) -> str:
    """Return the name in ``materialized view "Of it".paid``, without what a name may be quoted by."""
    before, view, name = description.partition("view ")
    return name.replace('"', "") if view and before in ("", "materialized ") else ""


def _dropped_views(operations: Sequence[MigrateOperation]) -> frozenset[str]:
    """Return the names of the views that operations drop, of whatever plugin: what they say of themselves tells it."""
    names: set[str] = set()
    for operation in operations:
        with suppress(ValueError, NotImplementedError):  # one that cannot be told drops no view
            diff = cast("tuple[Any, ...]", operation.to_diff_tuple())
            what, *words = (*diff, "", "")
            if str(what).startswith(("drop_", "remove_")) and str(what).endswith("view"):
                first, second = (str(word or "").replace('"', "") for word in words[:2])
                names |= {first, second, f"{first}.{second}", f"{second}.{first}"}
    return frozenset(names - {""})


REWRITERS = (RewriterSpec(UpgradeOps, refuse_what_stands_on_columns),)
