"""Where the database is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.kernel.command.databases import DatabaseState, database_states
from migrate.kernel.command.environment import scripts_of
from migrate.kernel.errors import DatabaseNotAtHead

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config


def current(config: Config, *, check_heads: bool = False) -> list[DatabaseState]:
    """Return the state of each database of the project.

    Raises ``DatabaseNotAtHead`` where ``check_heads`` is asked for and one of them is not at all heads.
    """
    scripts = scripts_of(config)
    states = database_states(config, scripts)
    behind = [state for state in states if not state.at_heads]
    if check_heads and behind:
        heads = ", ".join(scripts.get_heads()) or "base"
        rows = "; ".join(", ".join(state.rows) or "base" for state in behind)
        raise DatabaseNotAtHead(
            "Database is not on all head revisions",
            hint=f"it is at {rows}, the heads are {heads}: run `migrate upgrade heads`",
        )
    return states
