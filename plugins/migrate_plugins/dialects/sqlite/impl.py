"""SQLite: it alters little, so most changes of a table need batch mode."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from math import copysign, isnan
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Constraint, Table, TableClause, cast, literal, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.literals import Render
from migrate_plugins.dialects.sqlite.adding import cannot_be_added, refuse_column
from migrate_plugins.dialects.sqlite.compare import SQLiteComparison
from migrate_plugins.dialects.sqlite.elements import HINT, alters_checks, drops_columns, no_comments, renames_columns
from migrate_plugins.dialects.sqlite.foreign_keys import Enforcement
from migrate_plugins.dialects.sqlite.render import SqliteRendering
from migrate_plugins.dialects.sqlite.transactions import begin_immediate, leave_deferred
from migrate_plugins.dialects.sqlite.trials import SQLiteThrowaway, SQLiteTrials
from migrate_plugins.dialects.unsupported import Unsupported

Implementation = Callable[..., Any]

_NATIVE = frozenset({"create_index", "drop_index"})
_CHANGES = {"nullable": None, "type_": None, "server_default": False, "name": None, "comment": False,
            "autoincrement": None, "insert_before": None, "insert_after": None}  # fmt: skip
"""The arguments of ``alter_column()`` that change something, each with the value that does not."""


class SQLiteImpl(SQLiteComparison, SqliteRendering, SQLiteTrials, SQLiteThrowaway, DefaultImpl):
    """Carry out operations on SQLite, whose DDL is transactional in a real transaction.

    ``wrap`` is given the class of an operation and the function that carries it out, and returns the one to call;
    automatic batch mode sets it.
    """

    __dialect__: ClassVar[str] = "sqlite"
    transactional_ddl = True
    new_columns_need_table = False

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.wrap: Callable[[type, Implementation], Implementation] | None = None
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
            self._enforcement.pause(self.bind, self._expected, automatic=self.wrap is not None)
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
            return not cannot_be_added(arguments[1])
        if method == "drop_column":
            return drops_columns(self.dialect) and not keywords.get("if_exists")
        if method == "alter_column" and _changes(keywords) == {"name"}:
            return renames_columns(self.dialect)
        if method in _NATIVE or not alters_checks(self.dialect):
            return method in _NATIVE
        if method == "alter_column":
            return _changes(keywords) == {"nullable"}
        return method in ("add_constraint", "drop_constraint") and _is_plain_check(arguments[0])

    def add_column(self, table_name: str, column: Column[Any], *, schema: str | None = None, **kw: Any) -> None:
        """Add a column, or refuse one that SQLite cannot add, before anything is sent."""
        refuse_column(table_name, column, lambda: self._has_rows(table_name, schema))
        super().add_column(table_name, column, schema=schema, **kw)

    def adds(self, column: Column[Any]) -> bool:
        """Return whether ALTER TABLE can add the column also where there are rows, if it has a value for them."""
        return not cannot_be_added(column)

    def _has_rows(self, table_name: str, schema: str | None) -> bool:
        """Return whether a live table has rows; one that is not there is left to the statement that concerns it."""
        if self.as_sql or self.bind is None:
            return False
        statement = select(literal(1)).select_from(TableClause(table_name, schema=schema)).limit(1)
        try:
            return self.bind.execute(statement).first() is not None
        except OperationalError:
            return False

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
        """Return a string literal as bytes where the database's own client would stop reading, or lose a part.

        It stops at a NUL, and reads the end of a line on Windows as one on other systems.
        """
        if "\0" not in sql and "\r\n" not in sql:
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


def _changes(keywords: dict[str, Any]) -> set[str]:
    return {key for key, nothing in _CHANGES.items() if keywords.get(key, nothing) is not nothing}


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
