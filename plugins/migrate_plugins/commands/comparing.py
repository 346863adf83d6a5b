"""Present what differs between two sides."""

from __future__ import annotations

from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome
from migrate_plugins.commands.blocks import Blocks


def diff(config: Any, *, first: str, second: str, database: str | None = None) -> Outcome:
    """Show one line for each operation that would make the first side like the second."""
    blocks = Blocks.of(usecases.diff(config, first, second, database=database))
    if not len(blocks):
        return Outcome(lines=("No differences.",), data=blocks.data)
    return Outcome(lines=blocks.lines, data=blocks.data, exit_code=1)
