"""Open revision files in the user's editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migrate.kernel.command.databases import database_states
from migrate.kernel.command.environment import scripts_of
from migrate.kernel.errors import CommandError

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory
    from migrate.kernel.script.script import Script

# What click.edit() tries, in its order.
_USUAL = ("sensible-editor", "vim", "nano")


def edit(config: Config, rev: str) -> tuple[str, ...]:
    """Open the file of each revision that a symbol stands for, one after the other, and return their paths.

    Raises ``CommandError`` where there is none, or where the editor fails.
    """
    scripts = scripts_of(config)
    chosen = _current(config, scripts) if rev == "current" else scripts.get_revisions(rev)
    if not chosen:
        raise CommandError(f"No revision files indicated by symbol '{rev}'")
    for script in chosen:
        _open(str(script.path))
    return tuple(str(script.path) for script in chosen)


def _current(config: Config, scripts: ScriptDirectory) -> tuple[Script, ...]:
    found = tuple(script for state in database_states(config, scripts) for script in state.scripts)
    if not found:
        raise CommandError("No current revisions", hint="the database is at base: name a revision, or `head`")
    return found


def _open(path: str) -> None:
    import shlex
    import subprocess

    editor = _editor()
    try:
        done = subprocess.run([*shlex.split(editor), path], check=False)
    except OSError as cause:
        raise CommandError(
            f"The editor {editor!r} cannot be started: {cause.strerror}", hint="set $EDITOR to a program that exists"
        ) from cause
    if done.returncode:
        raise CommandError(f"The editor {editor!r} failed with exit code {done.returncode} on {path}")


def _editor() -> str:
    from shutil import which

    given = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    fallback = "notepad" if os.name == "nt" else "vi"
    return given or next((name for name in _USUAL if which(name)), fallback)
