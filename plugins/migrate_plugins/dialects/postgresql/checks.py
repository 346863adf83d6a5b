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
        """Return whether two conditions have the same canonical form.

        What PostgreSQL writes is not always what it makes of that when it reads it: a constraint that was created from
        such a text, by a downgrade for instance, has another form than the one that was dropped.
        """
        if wanted == told.text:
            return True
        form = self._canonical_conditions.of((table, wanted))
        if form is None or form == told.text:
            return None if form is None else True
        self._canonical_conditions.learn([(table, form), (table, told.text)], {})
        second = self._canonical_conditions.of((table, form))
        return second is not None and second in (told.text, self._canonical_conditions.of((table, told.text)))

    @cached_property
    def _canonical_conditions(self) -> PostgresqlConditions:
        return PostgresqlConditions(getattr(self, "bind", None))
