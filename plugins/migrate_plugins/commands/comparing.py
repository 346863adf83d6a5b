"""Present what differs between two sides."""

from __future__ import annotations

from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome
from migrate_plugins.commands.differences import described, difference


def diff(config: Any, *, first: str, second: str) -> Outcome:
    """Show one line for each operation that would make the first side like the second."""
    found = described(usecases.diff(config, first, second, describe=lambda diff: difference(diff).line))
    data = {"differences": [one.data for one in found]}
    if not found:
        return Outcome(lines=("No differences.",), data=data)
    return Outcome(lines=tuple(one.line for one in found), data=data, exit_code=1)
