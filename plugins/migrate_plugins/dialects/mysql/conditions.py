"""Conditions in the words of MariaDB and MySQL, read back from temporary tables: they end no transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from migrate_plugins.dialects.conditions import CanonicalConditions
from migrate_plugins.dialects.mysql.catalog import columns_of
from migrate_plugins.dialects.mysql.scratch import is_safe, scratch_definition
from migrate_plugins.dialects.packing import Columns, Condition, Pack, TableKey
from migrate_plugins.dialects.texts import as_sent

_CHECK = re.compile(r"^  CONSTRAINT `c(\d+)` CHECK \((.*?)\)(?:,$|\n\))", re.M | re.S)
_QUOTED = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|`(?:[^`]|``)*`")
"""A string, or a name in backticks, in which nothing but another backtick means anything."""


class MySQLConditions(CanonicalConditions):
    """Know the canonical form of conditions on MariaDB and MySQL."""

    def is_safe(self, text: str) -> bool:
        """Return whether a text can only be read as one expression."""
        return is_safe(_QUOTED.sub(lambda found: found[1] or "x", text))

    def columns_of(self, connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
        """Return the columns of tables, from the information schema."""
        return columns_of(connection, tables)

    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the conditions of a pack, or None if the database refuses one of them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{as_sent(connection.dialect, quote(name))} {one}" for name, one in pack.columns.items()]
        parts = parts or ["c INT"]
        parts += [f"CONSTRAINT c{number} CHECK ({source})" for number, (_, source) in enumerate(pack.conditions)]
        definition = scratch_definition(connection, ", ".join(parts))
        if definition is None:
            return None
        return {pack.conditions[int(found[1])]: found[2] for found in _CHECK.finditer(definition)}
