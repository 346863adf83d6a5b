"""Conditions in the words of MariaDB and MySQL, read back from temporary tables: they end no transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from migrate_plugins.dialects.conditions import CanonicalConditions
from migrate_plugins.dialects.mysql.catalog import columns_of
from migrate_plugins.dialects.packing import Columns, Condition, Pack, TableKey
from migrate_plugins.dialects.tokens import is_self_contained, tokens

_TABLE = "migrate_scratch"
_CHECK = re.compile(r"^  CONSTRAINT `c(\d+)` CHECK \((.*?)\)(?:,$|\n\))", re.M | re.S)
_PLAIN_NAME = re.compile(r"`\w+`")


class MySQLConditions(CanonicalConditions):
    """Know the canonical form of conditions on MariaDB and MySQL."""

    def is_safe(self, text: str) -> bool:
        """Return whether a text can only be read as one expression."""
        plain = _PLAIN_NAME.sub("x", text)
        # A # begins a comment, which might hide a bracket.
        return is_self_contained(plain) and not any("#" in token for token in tokens(plain) if token[0] not in "'\"")

    def columns_of(self, connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
        """Return the columns of tables, from the information schema."""
        return columns_of(connection, tables)

    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the conditions of a pack, or None if the database refuses one of them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{quote(name)} {definition}" for name, definition in pack.columns.items()]
        parts = parts or ["c INT"]
        parts += [f"CONSTRAINT c{number} CHECK ({source})" for number, (_, source) in enumerate(pack.conditions)]
        try:
            _execute(connection, f"CREATE TEMPORARY TABLE {_TABLE} ({', '.join(parts)})")
        except DBAPIError:
            return None
        try:
            definition: str = connection.exec_driver_sql(f"SHOW CREATE TABLE {_TABLE}").one()[1]
        finally:
            _execute(connection, f"DROP TEMPORARY TABLE {_TABLE}")
        return {pack.conditions[int(found[1])]: found[2] for found in _CHECK.finditer(definition)}


def _execute(connection: Connection, statement: str) -> None:
    # Without parameters, so that a percent sign is one.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
