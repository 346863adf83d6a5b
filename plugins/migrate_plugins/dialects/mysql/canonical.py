"""Server defaults in MariaDB's own words, read back from a temporary table.

A text of the models is only ever parsed, as the default of a column in which no row is put.  A text that could end the
definition it stands in is not sent at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.tokens import is_self_contained, tokens

Default: TypeAlias = tuple[str, str]
"""The type of a column as it is declared, and its default."""

_TABLE = "migrate_scratch"
_MOST = 200  # columns of a table; InnoDB allows 1017, and a row of 65535 bytes
_COLUMN = re.compile(r"^  `c(\d+)` .*? DEFAULT (.*?)(?: CHECK \(.*)?,?$")


class CanonicalDefaults:
    """Know the canonical form of defaults, and ask for several at once."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection
        self._known: dict[Default, str | None] = {}

    def learn(self, defaults: Iterable[Default]) -> None:
        """Ask for the forms of defaults that are not known yet; what is no default of its type has none."""
        new = [default for default in dict.fromkeys(defaults) if default not in self._known]
        self._known.update(dict.fromkeys(new))
        safe = [default for default in new if all(is_safe(part) for part in default)]
        batches = [safe[start : start + _MOST] for start in range(0, len(safe), _MOST)]
        while batches and self._connection is not None:
            batch = batches.pop()
            found = _ask(self._connection, batch)
            if found is not None:
                self._known.update(found)
            elif len(batch) > 1:  # one of them is no default of its type: the others still are
                half = len(batch) // 2
                batches += [batch[:half], batch[half:]]

    def of(self, default: Default) -> str | None:
        """Return the canonical form of a default, or None where it has none or cannot be asked for."""
        self.learn((default,))
        return self._known[default]


def is_safe(part: str) -> bool:
    """Return whether a text of the models cannot end the definition that it stands in."""
    # A # begins a comment, which might hide a bracket.
    outside = (token for token in tokens(part) if token[0] not in "'\"")
    return is_self_contained(part) and not any("#" in token for token in outside)


def scratch_definition(connection: Connection, columns: str) -> str | None:
    """Return how MariaDB itself writes a table of these columns; None if it refuses them.

    The table is temporary, and is gone afterwards.
    """
    try:
        _execute(connection, f"CREATE TEMPORARY TABLE {_TABLE} ({columns})")
    except DBAPIError:
        return None
    try:
        definition: str = connection.exec_driver_sql(f"SHOW CREATE TABLE {_TABLE}").one()[1]
    finally:
        _execute(connection, f"DROP TEMPORARY TABLE {_TABLE}")
    return definition


def _ask(connection: Connection, batch: Sequence[Default]) -> dict[Default, str] | None:
    columns = (f"c{number} {type_} DEFAULT {source}" for number, (type_, source) in enumerate(batch))
    definition = scratch_definition(connection, ", ".join(columns))
    if definition is None:
        return None
    found = (_COLUMN.match(line) for line in definition.splitlines())
    return {batch[int(line[1])]: line[2] for line in found if line}


def _execute(connection: Connection, statement: str) -> None:
    # Without parameters, so that a percent sign is one.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
