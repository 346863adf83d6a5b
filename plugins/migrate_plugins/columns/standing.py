"""Refuse to write a revision that drops a column and adds it again while something stands on it."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate import AutogenContext
from migrate.plugin import CommandError, RewriterSpec, UpgradeOps
from migrate_plugins.columns.ops import ColumnSteps, DropColumnOp
from migrate_plugins.renames.ops import OldNames


def refuse_what_stands_on_columns(context: Any, revision: Any, upgrade_ops: UpgradeOps) -> UpgradeOps:
    """Let columns be made anew only where no view, nor anything else that no model knows, depends on them.

    Its definition, owner and privileges in this database need not be those of the others on which the revision runs,
    and so it is not dropped and created along with the column.

    Raises ``CommandError`` naming what depends on the column.
    """
    if AutogenContext(context, autogenerate=False).compares_all:
        names = OldNames()
        for operation in upgrade_ops.leaves():
            names.note(operation)
            for step in operation.ops if isinstance(operation, ColumnSteps) else ():
                if isinstance(step, DropColumnOp):
                    _refuse(context.impl, names, step)
    return upgrade_ops


def _refuse(impl: Any, names: OldNames, drop: DropColumnOp) -> None:
    table = names.table(drop.schema, drop.table_name)
    column = names.column(drop.schema, drop.table_name, drop.column_name)
    standing = impl.dependents_of_column(drop.schema, table, column)
    if standing:
        place = ".".join(part for part in (drop.schema, drop.table_name, drop.column_name) if part)
        raise CommandError(
            f"{place} would be dropped and added again, as this database alters no formula, but there depends on it: "
            f"{', '.join(standing)}",
            hint="drop that in a revision before this one, and create it anew in one after it",
        )


REWRITERS = (RewriterSpec(UpgradeOps, refuse_what_stands_on_columns),)
