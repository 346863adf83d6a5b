"""Conditions on rows in the database's own words, read back from scratch tables that are gone at once.

A text of the models is only ever parsed, as a condition on the rows of a table without any.  One that could end the
condition it stands in is not sent at all.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from migrate_plugins.dialects.packing import Columns, Condition, Pack, TableKey, packed

log = logging.getLogger("migrate.autogenerate")


class CanonicalConditions(ABC):
    """Know the canonical form of conditions, and ask for many at once."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection
        self._known: dict[Condition, str | None] = {}

    def learn(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Ask for the forms of conditions that are not known yet; what is no condition on its table has none.

        ``new_columns`` stand for those that the tables do not have yet.
        """
        new = [condition for condition in dict.fromkeys(conditions) if condition not in self._known]
        self._known.update(dict.fromkeys(new))
        safe = [condition for condition in new if self.is_safe(condition[1])]
        if not safe or self._connection is None:
            return
        tables = {table for table, _ in safe}
        there = self.columns_of(self._connection, tables)
        columns = {table: {**new_columns.get(table, {}), **there.get(table, {})} for table in tables}
        waiting = packed(safe, columns)
        while waiting and self._connection is not None:
            pack = waiting.pop()
            forms = self.ask(self._connection, pack)
            if forms is not None:
                self._known.update(forms)
            elif len(pack.conditions) > 1:  # one of them is no condition on its table: the others still are
                waiting += pack.halves()

    def of(self, condition: Condition) -> str | None:
        """Return the canonical form of a condition, or None where it has none or could not be asked for."""
        return self._known.get(condition)

    def give_up(self) -> None:
        """Ask no more: the database lets no scratch table be made."""
        self._connection = None

    @abstractmethod
    def is_safe(self, text: str) -> bool:
        """Return whether a text can only be read as one expression."""

    @abstractmethod
    def columns_of(self, connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
        """Return the columns of tables in the database."""

    @abstractmethod
    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the conditions of a pack, or None if the database refuses one of them."""
