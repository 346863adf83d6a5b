"""Change how a column is computed: where no ALTER does it, the column is dropped and added, with what depends on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from sqlalchemy import CheckConstraint, Column, Computed, ForeignKeyConstraint, Index, Table, UniqueConstraint

from migrate.autogenerate.render import escape_parameters
from migrate.plugin import MigrateOperation
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, ColumnSteps, DropColumnOp
from migrate_plugins.constraints.ops import DropConstraintOp
from migrate_plugins.data.ops import ExecuteSQLOp
from migrate_plugins.indexes.ops import DropIndexOp

_OWN_COLUMNS = (UniqueConstraint, ForeignKeyConstraint)


def changes_computation(operation: AlterColumnOp) -> bool:
    """Return whether a column is to be computed, or computed otherwise, or no longer."""
    return operation.modify_server_default is not False and any(
        isinstance(default, Computed)
        for default in (operation.modify_server_default, operation.existing_server_default)
    )


def recomputed(
    autogen_context: Any, operation: AlterColumnOp, conn_col: Column[Any], metadata_col: Column[Any]
) -> MigrateOperation:
    """Return what carries the change out on this database, and back."""
    impl = autogen_context.migration_context.impl
    if impl.alters_computed:
        return operation
    rebuilt = _Rebuilt(impl, operation, conn_col)
    forth = _freed(impl, operation) if metadata_col.computed is None else None
    back = _freed(impl, operation.reverse()) if conn_col.computed is None else None
    return ColumnSteps(
        rebuilt.exchange(conn_col, metadata_col) if forth is None else forth,
        rebuilt.exchange(metadata_col, conn_col) if back is None else back,
        diff=operation.to_diff_tuple(),
        undone=operation.reverse().to_diff_tuple(),
    )


def _freed(impl: Any, operation: AlterColumnOp) -> list[MigrateOperation] | None:
    """Return how a column that is computed becomes plain where it stands, and what else changes of it then."""
    statement = impl.drop_expression(operation.schema, operation.table_name, operation.column_name)
    if statement is None:
        return None
    rest = copy(operation)
    rest.existing_server_default = None
    if rest.modify_server_default is None:
        rest.modify_server_default = False
    freed = ExecuteSQLOp(escape_parameters(statement))
    return [freed, rest] if rest.has_changes() else [freed]


class _Rebuilt:
    """A column that is dropped and added again, and what depends on it meanwhile.

    What depends on it comes back as it was: its own changes are operations of their own, which come later.
    """

    def __init__(self, impl: Any, operation: AlterColumnOp, conn_col: Column[Any]) -> None:
        self._impl = impl
        self._place = operation.schema, operation.table_name
        self._drops = list(_drops(conn_col))

    def exchange(self, old: Column[Any], new: Column[Any]) -> list[MigrateOperation]:
        """Return the operations from one column to the other."""
        created_again = [drop.reverse() for drop in reversed(self._drops)]
        return [*self._drops, *self._exchanged(old, new), *created_again]

    def _exchanged(self, old: Column[Any], new: Column[Any]) -> Iterator[MigrateOperation]:
        schema, table = self._place
        yield DropColumnOp.from_column_and_tablename(schema, table, old)
        yield AddColumnOp.from_column_and_tablename(schema, table, new)
        if old.computed is not None and new.computed is None:
            yield ExecuteSQLOp(self._filled(old))

    def _filled(self, old: Column[Any]) -> str:
        """Return the statement that gives a plain column the values that it had while it was computed."""
        name, column = self._impl.table_identifier(*self._place), self._impl.identifier(old.name)
        assert old.computed is not None
        return escape_parameters(f"UPDATE {name} SET {column} = {self._impl.formula_of(old.computed)}")


def _drops(column: Column[Any]) -> Iterator[MigrateOperation]:
    """Yield the drops of the constraints and indexes that depend on a column of the database."""
    table: Table = column.table
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if _constraint_depends(constraint, column.name):
            yield DropConstraintOp.from_constraint(constraint)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if _mention(column.name, _parts(index)):
            yield DropIndexOp.from_index(index)


def _constraint_depends(constraint: Any, name: str) -> bool:
    if isinstance(constraint, CheckConstraint):
        return constraint.name is not None and _mention(name, [str(constraint.sqltext)])
    return isinstance(constraint, _OWN_COLUMNS) and name in [column.name for column in constraint.columns]


def _parts(index: Index) -> Iterator[str]:
    yield from (str(getattr(expression, "name", None) or expression) for expression in index.expressions)
    for options in index.dialect_options.values():
        yield from (str(name) for name in options.get("include") or ())
        if options.get("where") is not None:
            yield str(options["where"])


def _mention(name: str, texts: Iterable[str]) -> bool:
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(word.search(text) for text in texts)
