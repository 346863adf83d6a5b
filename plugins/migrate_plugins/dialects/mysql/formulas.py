"""The expressions of computed columns in MariaDB's own words, read back from a temporary table without rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from migrate_plugins.dialects.mysql.scratch import is_safe, scratch_definition

_BEFORE = " GENERATED ALWAYS AS ("


def canonical_formula(
    connection: Connection | None, columns: Sequence[str], column: str, type_: str, formula: str
) -> str | None:
    """Return the formula of a column beside others, given as definitions; None for what is no formula of its type."""
    # Names may be in backticks, which no text of a formula needs.
    if connection is None or not all(is_safe(part) for part in (type_, formula)):
        return None
    own = f"{column} {type_}{_BEFORE}{formula}) VIRTUAL"
    definition = scratch_definition(connection, ", ".join((*columns, own)))
    line = next((line for line in (definition or "").splitlines() if _BEFORE in line), None)
    return None if line is None else line.partition(_BEFORE)[2].rpartition(")")[0]
