"""CHECK constraints on MariaDB and MySQL, compared in their own words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks, ToldCheck, ToldColumnCheck
from migrate_plugins.dialects.indexes import Read, Told
from migrate_plugins.dialects.mysql.catalog import checks_of_columns, definition_lines, in_backticks, is_of_json
from migrate_plugins.dialects.mysql.conditions import MySQLConditions
from migrate_plugins.dialects.packing import Columns, Condition, TableKey


class MySQLChecks(DefaultChecks):
    """The part of MySQL's implementation that knows CHECK constraints."""

    compares_checks: ClassVar[bool] = True

    def read_told(
        self, kind: str, inspector: Inspector, schema: str | None, names: Collection[str], read: Read
    ) -> Told:
        """Return what the inspector tells, and without a name the conditions in columns, for tables that come back."""
        before: Any = super()
        answer: Told = before.read_told(kind, inspector, schema, names, read)
        impl: Any = self
        in_columns = checks_of_columns(inspector, schema) if kind == "check_constraints" and impl.compares_fully else {}
        if not in_columns:
            return answer
        return {key: [*told, *_as_constraints(in_columns.get(key[1], ()))] for key, told in answer.items()}

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table, all of which have names."""
        found = (check for check in reflected.check_constraints if check["name"] is not None)
        return [ToldCheck(check["name"], check["sqltext"]) for check in found]

    def fixed_checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldColumnCheck]:
        """Return the constraints in a table's columns, which MariaDB keeps apart."""
        conditions = checks_of_columns(inspector, reflected.schema).get(reflected.name, ())
        if not conditions:
            return ()
        impl: Any = self
        table = impl.table_identifier(reflected.schema, reflected.name)
        lines = definition_lines(inspector, table)
        return [
            ToldColumnCheck(None, text, column, _statements(table, lines, column, text)) for column, text in conditions
        ]

    def learn_checks(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Ask for the canonical form of all conditions at once."""
        self._canonical_conditions.learn(conditions, new_columns)

    def same_check(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether two conditions have the same canonical form."""
        if wanted == told.text:
            return True
        form = self._canonical_conditions.of((table, wanted))
        return None if form is None else form == told.text

    @cached_property
    def _canonical_conditions(self) -> MySQLConditions:
        return MySQLConditions(getattr(self, "bind", None))


def _as_constraints(conditions: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"name": None, "sqltext": text} for column, text in conditions if not is_of_json(column, text)]


def _statements(table: str, lines: Iterable[str], column: str, text: str) -> tuple[str, str] | None:
    """Return the statements that say all of a column again, without a condition and with it.

    That on a JSON column is MariaDB's own, and not to be dropped.
    """
    name, clause = in_backticks(column), f" CHECK ({text})"
    line = next((line for line in lines if line.startswith(f"{name} ") and line.endswith(clause)), None)
    if line is None or is_of_json(column, text):
        return None
    modify = f"ALTER TABLE {table} MODIFY "
    return modify + line.removesuffix(clause), modify + line
