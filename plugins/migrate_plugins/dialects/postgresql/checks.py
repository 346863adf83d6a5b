"""CHECK constraints on PostgreSQL, compared in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks, ToldCheck
from migrate_plugins.dialects.packing import Columns, Condition, TableKey
from migrate_plugins.dialects.postgresql.catalog import conditions_of_tables
from migrate_plugins.dialects.postgresql.conditions import PostgresqlConditions


class PostgresqlChecks(DefaultChecks):
    """The part of PostgreSQL's implementation that knows CHECK constraints."""

    compares_checks: ClassVar[bool] = True

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table, without those that it inherits."""
        told = conditions_of_tables(inspector, reflected.schema).get(reflected.name, ())
        return [ToldCheck(name, text) for name, text in told]

    def learn_checks(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Ask for the canonical form of all conditions at once."""
        self._canonical_conditions.learn(conditions, new_columns)

    def same_check(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether two conditions have the same canonical form."""
        return self._canonical_conditions.same(table, wanted, told.text)

    def survives(self, table: TableKey, wanted: str, told: ToldCheck, before: Columns, after: Columns) -> bool:
        """Return whether ALTER COLUMN TYPE leaves a condition as it would be created; it is parsed anew then."""
        return self._canonical_conditions.survives(table, wanted, told.text, before, after)

    @cached_property
    def _canonical_conditions(self) -> PostgresqlConditions:
        return PostgresqlConditions(getattr(self, "bind", None))
