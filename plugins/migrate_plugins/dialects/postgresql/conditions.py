"""Conditions in PostgreSQL's own words, read back from temporary tables that are rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, text

from migrate_plugins.dialects.conditions import CanonicalConditions
from migrate_plugins.dialects.packing import Columns, Condition, Pack, TableKey
from migrate_plugins.dialects.postgresql.catalog import columns_of
from migrate_plugins.dialects.postgresql.scratch import TABLE, NoSavepoint, tried
from migrate_plugins.dialects.texts import as_sent
from migrate_plugins.dialects.tokens import is_self_contained

_READ = text(
    "SELECT conname, CASE contype WHEN 'c' THEN pg_catalog.pg_get_expr(conbin, conrelid)"
    " ELSE pg_catalog.pg_get_constraintdef(oid) END FROM pg_catalog.pg_constraint"
    f" WHERE conrelid = 'pg_temp.{TABLE}'::pg_catalog.regclass AND contype IN ('c', 'x')"
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

    def survives(self, table: TableKey, wanted: str, told: str, before: Columns, after: Columns) -> bool:
        """Return whether a condition becomes the wanted one with new types of columns, and itself with the old ones.

        A cast that PostgreSQL has written once stays when it reads the condition with other types.
        """
        if self._connection is None or not self.is_safe(wanted):
            return True
        there, form = self._read(table, after, told), self._read(table, after, wanted)
        if there is None or form is None or there not in (form, self._read(table, after, form)):
            return False
        back = self._read(table, before, there)
        return back is not None and back in (told, self._read(table, before, told))

    def _read(self, table: TableKey, columns: Columns, condition: str) -> str | None:
        """Return what becomes of a condition that is read with these types of columns."""
        assert self._connection is not None
        forms = self.ask(self._connection, Pack(dict(columns), [(table, condition)]))
        return None if forms is None else forms[table, condition]

    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the conditions of a pack, or None if the database refuses one of them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{as_sent(connection.dialect, quote(name))} {one}" for name, one in pack.columns.items()]
        parts += [f"CONSTRAINT c{number} {self.clause(one)}" for number, (_, one) in enumerate(pack.conditions)]
        forms = self.read_back(connection, [f"CREATE TEMPORARY TABLE {TABLE} ({', '.join(parts)})"], _forms)
        return forms if forms is None else {one: forms[f"c{number}"] for number, one in enumerate(pack.conditions)}

    def read_back(
        self, connection: Connection, statements: Iterable[str], read: Callable[[Connection], Mapping[str, str]]
    ) -> Mapping[str, str] | None:
        """Return what statements make, as it is read, or None if the database refuses one of them."""
        try:
            return tried(connection, statements, read)
        except NoSavepoint:
            self.give_up()
            return None


def _forms(connection: Connection) -> Mapping[str, str]:
    return {row[0]: row[1] for row in connection.execute(_READ)}
