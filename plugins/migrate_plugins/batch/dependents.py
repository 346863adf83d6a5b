"""The views and triggers that mention a table: whether SQLite can still compile them after a change.

SQLite checks neither when they are created, nor all of them when a column is dropped; a trigger that names a column
which is gone breaks the next INSERT, and one for UPDATE OF such a column never fires again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from migrate.plugin import CommandError
from migrate_plugins.batch.sqltext import Token, mentions, significant, tokenize

_EVENTS = frozenset({"INSERT", "UPDATE", "DELETE"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger: its name, its table or view, what it waits for, and the columns of an UPDATE OF."""

    name: str
    on: str
    event: str
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, on: str, sql: str) -> Trigger:
        """Read the head of a CREATE TRIGGER statement."""
        tokens = significant(tokenize(sql))
        start = next(
            number
            for number, (token, following) in enumerate(pairwise(tokens))
            if token.keyword in _EVENTS and following.keyword in ("OF", "ON")
        )
        return cls(name, on, tokens[start].keyword, tuple(_listed(tokens[start + 1 :])))


class Dependents:
    """The views and triggers that mention a table, and which of them did not compile in the first place."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        rows = connection.exec_driver_sql(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid"
        ).all()
        concerned = [row for row in rows if row[2].lower() == table.lower() or mentions(row[3], table)]
        self._views = [row[1] for row in concerned if row[0] == "view"]
        self._triggers = [Trigger.of(*row[1:]) for row in concerned if row[0] == "trigger"]
        self._broken_before = {who for who, _ in self._broken()}

    def check(self) -> None:
        """Compile all of them.

        Raises ``CommandError`` for the first that no longer fits the table.
        """
        for who, words in self._broken():
            if who not in self._broken_before:
                raise CommandError(
                    f"{who} does not fit the changed table {self._table!r}: {words}",
                    hint="drop it before the batch, and create it anew afterwards",
                )

    def _broken(self) -> Iterator[tuple[str, str]]:
        """Yield who does not compile, and why."""
        for view in self._views:
            yield from self._refusal(f"The view {view!r}", f"SELECT * FROM {self._quote(view)}")
        for on, event in dict.fromkeys((trigger.on, trigger.event) for trigger in self._triggers):
            fired = [trigger for trigger in self._triggers if (trigger.on, trigger.event) == (on, event)]
            columns = self._columns(on)
            for trigger in fired:
                yield from (
                    (f"The trigger {trigger.name!r}", f"no such column: {name}")
                    for name in trigger.columns
                    if name.lower() not in map(str.lower, columns)
                )
            yield from self._refusal(_named(fired), self._statement(on, event, columns))

    def _refusal(self, who: str, statement: str) -> Iterator[tuple[str, str]]:
        # The driver keeps compiled statements by their text, and EXPLAIN does not notice that the schema has changed.
        unique = f"EXPLAIN {statement} -- {uuid4()}"
        try:
            self._connection.exec_driver_sql(unique).close()
        except OperationalError as cause:
            yield who, str(cause.orig)

    def _statement(self, on: str, event: str, columns: list[str]) -> str:
        """Return a statement that fires the triggers; all columns are named, so that each UPDATE OF is met."""
        quoted = self._quote(on)
        if event == "INSERT":
            return f"INSERT INTO {quoted} DEFAULT VALUES"
        if event == "DELETE":
            return f"DELETE FROM {quoted}"
        names = [self._quote(name) for name in columns]
        return f"UPDATE {quoted} SET {', '.join(f'{name} = {name}' for name in names)}"

    def _columns(self, table: str) -> list[str]:
        """Return the columns that can be written; those that are generated cannot."""
        rows = self._connection.exec_driver_sql("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,))
        return [row[0] for row in rows]

    def _quote(self, name: str) -> str:
        return self._connection.dialect.identifier_preparer.quote_identifier(name)


def _listed(tokens: list[Token]) -> Iterator[str]:
    """Yield the names between OF and ON."""
    if tokens[0].keyword == "OF":
        for token in tokens[1:]:
            if token.keyword == "ON":
                return
            if token.kind != "sign":
                yield token.identifier or token.text


def _named(triggers: list[Trigger]) -> str:
    names = ", ".join(repr(trigger.name) for trigger in triggers)
    return f"The trigger {names}" if len(triggers) == 1 else f"One of the triggers {names}"
