"""CHECK constraints on MariaDB and MySQL, compared in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks, ToldCheck
from migrate_plugins.dialects.mysql.catalog import checks_of_columns
from migrate_plugins.dialects.mysql.conditions import MySQLConditions
from migrate_plugins.dialects.packing import Columns, Condition, TableKey


class MySQLChecks(DefaultChecks):
    """The part of MySQL's implementation that knows CHECK constraints."""

    compares_checks: ClassVar[bool] = True

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table."""
        return [ToldCheck(check["name"], check["sqltext"]) for check in reflected.check_constraints]

    def fixed_checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints in a table's columns, which MariaDB keeps apart."""
        conditions = checks_of_columns(inspector, reflected.schema).get(reflected.name, ())
        return [ToldCheck(None, text) for text in conditions]

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
