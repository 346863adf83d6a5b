"""Present the command that moves a branch."""

from __future__ import annotations

from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome
from migrate_plugins.commands.data import revision_data


def rebase(config: Any, *, rev: str | None = None, onto: str | None = None) -> Outcome:
    """Say which file was edited, and what it follows now."""
    done = usecases.rebase(config, rev, onto)
    before, after = (", ".join(ids) or "<base>" for ids in (done.before, done.after))
    note = f"Revision {done.script.revision} follows {after} now, instead of {before}: {done.script.path}"
    return Outcome(value=done.script, notes=(note,), data={"revision": revision_data(done.script)})
