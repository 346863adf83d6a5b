"""Conditions in PostgreSQL's own words, read back from temporary tables that are rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.conditions import CanonicalConditions
from migrate_plugins.dialects.packing import Columns, Condition, Pack, TableKey
from migrate_plugins.dialects.postgresql.catalog import columns_of
from migrate_plugins.dialects.tokens import is_self_contained

_TABLE = "migrate_scratch"
_READ = text(
    "SELECT conname, CASE contype WHEN 'c' THEN pg_catalog.pg_get_expr(conbin, conrelid)"
    " ELSE pg_catalog.pg_get_constraintdef(oid) END FROM pg_catalog.pg_constraint"
    f" WHERE conrelid = 'pg_temp.{_TABLE}'::pg_catalog.regclass AND contype IN ('c', 'x')"
)


class PostgresqlConditions(CanonicalConditions):
    """Know the canonical form of conditions on PostgreSQL."""

    def is_safe(self, text: str) -> bool:
        """Return whether a text can only be read as one expression."""
        return is_self_contained(text)

    def columns_of(self, connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
        """Return the columns of tables, from the catalog alone: no lock is taken on them."""
        return columns_of(connection, tables)

    def clause(self, text: str) -> str:
        """Return the constraint that a text stands for."""
        return f"CHECK ({text})"

    def same(self, table: TableKey, wanted: str, told: str) -> bool | None:
        """Return whether two conditions have the same canonical form, or None where that cannot be told.

        What PostgreSQL writes is not always what it makes of that when it reads it: a constraint that was created from
        such a text, by a downgrade for instance, has another form than the one that was dropped.
        """
        if wanted == told:
            return True
        form = self.of((table, wanted))
        if form is None or form == told:
            return None if form is None else True
        self.learn([(table, form), (table, told)], {})
        second = self.of((table, form))
        return second is not None and second in (told, self.of((table, told)))

    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the conditions of a pack, or None if the database refuses one of them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{quote(name)} {definition}" for name, definition in pack.columns.items()]
        parts += [f"CONSTRAINT c{number} {self.clause(one)}" for number, (_, one) in enumerate(pack.conditions)]
        try:
            savepoint = connection.begin_nested()
        except DBAPIError:  # without a transaction there would be nothing to roll back
            self.give_up()
            return None
        try:
            # Without parameters, so that a percent sign is one.
            connection.exec_driver_sql(
                f"CREATE TEMPORARY TABLE {_TABLE} ({', '.join(parts)})", execution_options={"no_parameters": True}
            )
            forms: dict[str, Any] = {row[0]: row[1] for row in connection.execute(_READ)}
        except DBAPIError:
            return None
        finally:
            savepoint.rollback()
        return {condition: forms[f"c{number}"] for number, condition in enumerate(pack.conditions)}
