"""SQLite: it alters little, so most changes of a table need batch mode."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import copysign, isnan
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Constraint, Table, cast
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.literals import Render
from migrate_plugins.dialects.sqlite.compare import SQLiteComparison
from migrate_plugins.dialects.sqlite.elements import HINT, alters_checks, drops_columns, no_comments
from migrate_plugins.dialects.sqlite.foreign_keys import Enforcement
from migrate_plugins.dialects.sqlite.render import SqliteRendering
from migrate_plugins.dialects.sqlite.transactions import begin_immediate, leave_deferred
from migrate_plugins.dialects.unsupported import Unsupported

_NATIVE = frozenset({"create_index", "drop_index"})
_CHANGES = frozenset({"type_", "server_default", "name", "comment", "autoincrement", "insert_before", "insert_after"})


class SQLiteImpl(SQLiteComparison, SqliteRendering, DefaultImpl):
    """Carry out operations on SQLite, whose DDL is transactional in a real transaction."""

    __dialect__: ClassVar[str] = "sqlite"
    transactional_ddl = True
    new_columns_need_table = False

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._enforcement = Enforcement()
        self._expected: Sequence[Any] = ()

    def expect(self, steps: Sequence[Any]) -> None:
        """Keep the steps, whose files tell whether tables may be built anew."""
        self._expected = steps

    def start_transaction(self, *, owned: bool) -> None:
        """Begin a transaction that includes DDL and keeps other writers out; wait as long as ``lock_timeout`` says.

        In one that may build tables anew foreign keys are not enforced, but checked at its end.
        """
        assert self.bind is not None  # nobody else begins transactions
        if not leave_deferred(self.bind, owned=owned):
            return
        if owned:
            self._enforcement.pause(self.bind, self._expected)
        begin_immediate(self.bind, seconds=float(self.context_opts.get("lock_timeout") or 0))

    def before_commit(self) -> None:
        """Check the foreign keys that were not enforced.

        Raises ``DatabaseError`` naming rows without a partner.
        """
        if self.bind is not None:
            self._enforcement.check(self.bind)

    def after_transaction(self) -> None:
        """Enforce foreign keys again."""
        if self.bind is not None:
            self._enforcement.resume(self.bind)

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Return whether a batch holds anything that ALTER TABLE cannot do, in the version of this connection."""
        return not all(self._is_native(*change) for change in batch_op.batch)

    def _is_native(self, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
        if method == "add_column":
            return not _cannot_be_added(arguments[1])
        if method == "drop_column":
            return drops_columns(self.dialect) and not keywords.get("if_exists")
        if method in _NATIVE or not alters_checks(self.dialect):
            return method in _NATIVE
        if method == "alter_column":
            return keywords.get("nullable") is not None and all(
                value in (None, False) for key, value in keywords.items() if key in _CHANGES
            )
        return method in ("add_constraint", "drop_constraint") and _is_plain_check(arguments[0])

    def create_table_comment(self, table: Table) -> None:
        """Refuse, as SQLite keeps no comments."""
        raise no_comments(table.name)

    def drop_table_comment(self, table: Table) -> None:
        """Refuse, as SQLite keeps no comments."""
        raise no_comments(table.name)

    def add_constraint(self, const: Any, **kw: Any) -> None:
        """Add a CHECK where SQLite can, and refuse any other constraint.

        A constraint that a type brings along is passed over with a warning of its own.
        """
        if alters_checks(self.dialect) and _is_plain_check(const):
            super().add_constraint(const, **kw)
        elif const._create_rule is None:
            raise _no_alter(const)
        elif sql.applies(self.dialect, const):
            warnings.warn(
                "Skipping unsupported ALTER for creation of implicit constraint. "
                "Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move "
                "strategy.",
                stacklevel=3,
            )

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a CHECK where SQLite can, and refuse any other constraint; one of a type's is passed over."""
        if alters_checks(self.dialect) and _is_plain_check(const):
            super().drop_constraint(const, **kw)
        elif const._create_rule is None:
            raise _no_alter(const)

    def written(self, sql: str) -> str:
        """Return a string literal with a NUL as bytes, since the database's own client stops reading at one."""
        if "\0" not in sql:
            return sql
        text = sql[1:-1].replace("''", "'")
        return f"CAST({self.bytes_literal(text.encode())} AS TEXT)"

    def infinite_literal(self, value: float, default: Render) -> str:
        """Return a number that is too large, or NULL for NaN, which is what the driver stores."""
        return "NULL" if isnan(value) else f"{copysign(9, value):.0f}e999"

    def cast_for_batch_migrate(
        self, existing: Column[Any], existing_transfer: dict[str, Any], new_type: TypeEngine[Any]
    ) -> None:
        """Convert values to a type of another kind; JSON is kept as it is, since it is text."""
        if existing.type._type_affinity is not new_type._type_affinity and not isinstance(new_type, JSON):
            existing_transfer["expr"] = cast(existing_transfer["expr"], new_type)


def _cannot_be_added(column: Column[Any]) -> bool:
    """Return whether ALTER TABLE ... ADD COLUMN refuses the column (https://sqlite.org/lang_altertable.html)."""
    default = column.server_default
    if column.primary_key:
        return True
    if column.computed is not None:
        return bool(column.computed.persisted)
    if default is None:
        return False
    argument = getattr(default, "arg", None)
    return not isinstance(argument, (str, TypeEngine)) and not _is_literal(argument)


def _is_literal(argument: Any) -> bool:
    text = str(getattr(argument, "text", "("))
    return "(" not in text and not text.upper().startswith("CURRENT_")


def _is_plain_check(const: Any) -> bool:
    """Return whether a constraint is a CHECK with a name that no type brings along."""
    return isinstance(const, CheckConstraint) and const._create_rule is None and isinstance(const.name, str)


def _no_alter(const: Any) -> Unsupported:
    table = getattr(getattr(const, "table", None), "name", None)
    return Unsupported(
        "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows "
        "for SQLite migrations using a copy-and-move strategy.",
        hint=HINT.format(table=table),
    )
