"""CHECK constraints that MariaDB keeps in a column: no statement drops them, and any that modifies the column does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from migrate.autogenerate.render import escape_parameters, render_op
from migrate.operations import Operations
from migrate.plugin import ImplementationSpec, RendererSpec
from migrate_plugins.constraints.checks import CreateCheckConstraintOp
from migrate_plugins.constraints.conditions import Matches, Same, matched
from migrate_plugins.constraints.ops import DropConstraintOp
from migrate_plugins.data.ops import ExecuteSQLOp


class CreateColumnCheckOp(CreateCheckConstraintOp):
    """Put a condition into a column again."""

    statement: str


class DropColumnCheckOp(DropConstraintOp):
    """Take a condition out of a column, by a statement that says all else of the column again."""

    statement: str

    @classmethod
    def of(cls, create: CreateCheckConstraintOp, statements: tuple[str, str]) -> DropColumnCheckOp:
        """Return the drop of a condition; the statements are those without it and with it."""
        put_back = CreateColumnCheckOp(None, create.table_name, create.condition, schema=create.schema)
        drop = cls(None, create.table_name, "check", schema=create.schema, _reverse=put_back)
        drop.statement, put_back.statement = (escape_parameters(one) for one in statements)
        return drop

    def reverse(self) -> Any:
        """Return the operation that puts it back."""
        return self._reverse


def checks_in_columns(impl: Any, inspector: Any, reflected: Any) -> Sequence[Any]:
    """Return the conditions in a table's columns; where something is renamed, the statements know but the old name."""
    told: Sequence[Any] = reflected.checks(impl.fixed_checks_as_told, inspector)
    if not told:
        return ()
    is_itself = reflected.key == (reflected.schema, reflected.name)
    names = {column["name"] for column in reflected.columns} if is_itself else set()
    return [one if one.column in names else replace(one, statements=None) for one in told]


def with_column_checks(found: Matches, told: Sequence[Any], same: Same) -> Matches:
    """Return the matches of a table with those of the conditions in its columns."""
    own = matched([*found.added], told, same)
    gone = tuple(one for one in own.removed if one.statements is not None)
    return replace(
        found,
        added=own.added,
        removed=(*found.removed, *gone),
        told=(*found.told, *gone),
        same=(*found.same, *own.same),
    )


def moved_out(matches: Matches, altered: frozenset[str]) -> Matches:
    """Count as changed the conditions in columns that are altered: they are gone then, and stand by themselves."""
    lost = [(told, check) for told, check in matches.same if getattr(told, "column", None) in altered]
    moved = tuple((told, replace(check, column=None)) for told, check in lost if told.statements is not None)
    return replace(matches, changed=(*matches.changed, *moved)) if moved else matches


def run_statement(operations: Operations, operation: Any) -> None:
    """Run the statement that modifies the column."""
    operations.invoke(ExecuteSQLOp(operation.statement))


def render_statement(autogen_context: Any, operation: Any) -> list[str]:
    """Return ``op.execute('ALTER TABLE ... MODIFY ...')``."""
    statements: list[str] = render_op(autogen_context, ExecuteSQLOp(operation.statement))
    return statements


RENDERERS = tuple(RendererSpec(kind, render_statement) for kind in (CreateColumnCheckOp, DropColumnCheckOp))
IMPLEMENTATIONS = tuple(ImplementationSpec(kind, run_statement) for kind in (CreateColumnCheckOp, DropColumnCheckOp))
