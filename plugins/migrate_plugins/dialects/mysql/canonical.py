"""Server defaults in MariaDB's own words, read back from a temporary table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from migrate_plugins.dialects.defaults import CanonicalDefaults, Default
from migrate_plugins.dialects.mysql.scratch import is_safe, scratch_definition

_COLUMN = re.compile(r"^  `c(\d+)` .*? DEFAULT (.*?)(?: CHECK \(.*)?,?$")


class MySQLDefaults(CanonicalDefaults):
    """Know the canonical form of defaults on MariaDB."""

    most = 200
    """InnoDB allows 1017, and a row of 65535 bytes."""

    def is_safe(self, part: str) -> bool:
        """Return whether a text cannot end the definition that it stands in."""
        return is_safe(part)

    def ask(self, connection: Connection, batch: Sequence[Default]) -> Mapping[Default, str | None] | None:
        """Return the forms of a batch, or None if MariaDB refuses one of them."""
        columns = (f"c{number} {type_} DEFAULT {source}" for number, (type_, source) in enumerate(batch))
        definition = scratch_definition(connection, ", ".join(columns))
        if definition is None:
            return None
        found = (_COLUMN.match(line) for line in definition.splitlines())
        return {batch[int(line[1])]: line[2] for line in found if line}
