"""The order of the operations on one table where its primary key or a condition on its rows changes."""

from __future__ import annotations

from typing import Any

from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp
from migrate_plugins.constraints.ops import CreatePrimaryKeyOp, DropConstraintOp

# An EXCLUDE constraint is dropped without saying what it is.
_DROPS = {"foreignkey": 0, "check": 1, None: 1, "primary": 3}
_STOP_COUNTING, _COLUMNS, _CREATE_KEY, _COUNT, _REST = 2, 4, 5, 6, 7


class CountingOp(AlterColumnOp):
    """Let a column of MySQL count by itself, or stop: one that counts has to be in a key at all times."""

    def __init__(self, table_name: str, column_name: str, *, counts: bool, **known: Any) -> None:
        super().__init__(table_name, column_name, autoincrement=counts, **known)

    def reverse(self) -> CountingOp:
        """Return the change back."""
        return CountingOp(
            self.table_name,
            self.column_name,
            counts=not self.kw["autoincrement"],
            schema=self.schema,
            existing_type=self.existing_type,
            existing_nullable=self.existing_nullable,
            existing_comment=self.existing_comment,
        )

    def has_changes(self) -> bool:
        """Return True."""
        return True

    def to_diff_tuple(self) -> list[tuple[Any, ...]]:
        """Return one tuple that says whether the column counts."""
        counts = self.kw["autoincrement"]
        return [("modify_autoincrement", self.schema, self.table_name, self.column_name, {}, not counts, counts)]


def put_in_order(operations: list[Any]) -> None:
    """Sort the operations on a table: what leans on a column or on the key goes before it changes, and comes after."""
    operations.sort(key=_rank)


def _rank(operation: Any) -> int:
    if isinstance(operation, DropConstraintOp):
        return _DROPS.get(operation.constraint_type, _REST)
    if isinstance(operation, CountingOp):
        return _COUNT if operation.kw["autoincrement"] else _STOP_COUNTING
    if isinstance(operation, CreatePrimaryKeyOp):
        return _CREATE_KEY
    return _COLUMNS if isinstance(operation, (AddColumnOp, AlterColumnOp)) else _REST
