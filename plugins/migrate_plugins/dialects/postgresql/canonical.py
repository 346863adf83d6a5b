"""Server defaults in PostgreSQL's own words, read back from a table that never comes to be.

A text of the models is only ever parsed, as the default of a column of a temporary table that is rolled back at once:
the database neither evaluates a default at that time, nor lets it hold a subquery.  A text that could end the
expression it stands in is not sent at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.tokens import is_self_contained

Default = tuple[str, str]
"""The type of a column as it is declared, and its default."""

_TABLE = "migrate_scratch"
_MOST = 500  # columns of a table; PostgreSQL allows 1600 (manual, "Limits"), fewer with wide types
_READ = text(
    "SELECT a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
    f" WHERE d.adrelid = 'pg_temp.{_TABLE}'::pg_catalog.regclass"
)


class CanonicalDefaults:
    """Know the canonical form of defaults, and ask for several at once."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection
        self._known: dict[Default, str | None] = {}

    def learn(self, defaults: Iterable[Default]) -> None:
        """Ask for the forms of defaults that are not known yet; what is no expression has none."""
        new = [default for default in dict.fromkeys(defaults) if default not in self._known]
        self._known.update(dict.fromkeys(new))
        safe = [default for default in new if all(is_self_contained(part) for part in default)]
        batches = [safe[start : start + _MOST] for start in range(0, len(safe), _MOST)]
        while batches and self._connection is not None:
            batch = batches.pop()
            found = self._ask(batch)
            if found is not None:
                self._known.update(found)
            elif len(batch) > 1:  # one of them is no default of its type: the others still are
                half = len(batch) // 2
                batches += [batch[:half], batch[half:]]

    def of(self, default: Default) -> str | None:
        """Return the canonical form of a default, or None where it has none or cannot be asked for."""
        self.learn((default,))
        return self._known[default]

    def _ask(self, batch: Sequence[Default]) -> dict[Default, str | None] | None:
        assert self._connection is not None
        columns = ", ".join(f"c{number} {type_} DEFAULT ({source})" for number, (type_, source) in enumerate(batch))
        try:
            savepoint = self._connection.begin_nested()
        except DBAPIError:  # without a transaction there would be nothing to roll back
            self._connection = None
            return None
        try:
            self._execute(f"CREATE TEMPORARY TABLE {_TABLE} ({columns})")
            forms: dict[str, Any] = {row[0]: row[1] for row in self._connection.execute(_READ)}
        except DBAPIError:
            return None
        finally:
            savepoint.rollback()
        return {default: forms.get(f"c{number}") for number, default in enumerate(batch)}

    def _execute(self, statement: str) -> None:
        assert self._connection is not None
        # Without parameters, so that a percent sign is one.
        self._connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
