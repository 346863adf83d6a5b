"""The revisions in order, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.kernel.command.databases import database_states
from migrate.kernel.command.environment import nothing_to_run, run_environment, scripts_of, wants_environment
from migrate.kernel.errors import UsageError

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory
    from migrate.kernel.script.script import Script


@dataclass(frozen=True, slots=True)
class History:
    """Revisions, newest first; ``current`` are the ids that the database is at, or None if it was not asked."""

    scripts: tuple[Script, ...]
    current: frozenset[str] | None = None


def history(config: Config, rev_range: str | None = None, *, indicate_current: bool = False) -> History:
    """Return the revisions of a range ``[start]:[end]``, or all.

    The word ``current`` in the range, or ``indicate_current``, asks the database.  Raises ``UsageError`` for a range
    without a colon.
    """
    lower, upper = _ends(rev_range)
    scripts = scripts_of(config)
    current: frozenset[str] | None = None
    if indicate_current or "current" in (lower, upper):
        current = _current_ids(config, scripts)
    elif wants_environment(config):
        run_environment(config, scripts, nothing_to_run)
    at = tuple(sorted(current or ())) or "base"
    base, head = (at if end == "current" else end for end in (lower, upper))
    return History(tuple(scripts.walk_revisions(base=base, head=head)), current)


def _ends(rev_range: str | None) -> tuple[str, str]:
    if rev_range is None:
        return "base", "heads"
    if ":" not in rev_range:
        raise UsageError(
            "History range requires [start]:[end], [start]:, or :[end]",
            hint=f"to see one revision: migrate show {rev_range}",
        )
    lower, _, upper = rev_range.strip().partition(":")
    return lower or "base", upper or "heads"


def _current_ids(config: Config, scripts: ScriptDirectory) -> frozenset[str]:
    states = database_states(config, scripts)
    return frozenset(script.revision for state in states for script in state.scripts)
