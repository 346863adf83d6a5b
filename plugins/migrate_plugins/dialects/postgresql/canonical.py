"""Server defaults in PostgreSQL's own words, read back from a table that never comes to be.

The database neither evaluates a default when a table is created, nor lets it hold a subquery.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from migrate_plugins.dialects.defaults import CanonicalDefaults, Default
from migrate_plugins.dialects.postgresql.scratch import TABLE, NoSavepoint, tried
from migrate_plugins.dialects.tokens import is_self_contained

_READ = text(
    "SELECT a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
    f" WHERE d.adrelid = 'pg_temp.{TABLE}'::pg_catalog.regclass"
)


class PostgresqlDefaults(CanonicalDefaults):
    """Know the canonical form of defaults on PostgreSQL."""

    most = 500
    """PostgreSQL allows 1600 (manual, "Limits"), fewer with wide types."""

    def is_safe(self, part: str) -> bool:
        """Return whether a text cannot end the definition that it stands in."""
        return is_self_contained(part)

    def ask(self, connection: Connection, batch: Sequence[Default]) -> Mapping[Default, str | None] | None:
        """Return the forms of a batch, or None if PostgreSQL refuses one of them."""
        columns = ", ".join(f"c{number} {type_} DEFAULT ({source})" for number, (type_, source) in enumerate(batch))
        try:
            forms = tried(connection, [f"CREATE TEMPORARY TABLE {TABLE} ({columns})"], _forms)
        except NoSavepoint:
            self.give_up()
            return None
        return forms if forms is None else {one: forms.get(f"c{number}") for number, one in enumerate(batch)}


def _forms(connection: Connection) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.execute(_READ)}
