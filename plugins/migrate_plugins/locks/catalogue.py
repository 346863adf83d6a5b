"""Which database is locked how, and for how long a run waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from migrate.plugin import OptionSpec
from migrate_plugins.locks.mysql import locked_mysql
from migrate_plugins.locks.postgresql import locked_postgresql

# As long as a busy deployment may take, and short enough for a build to end by itself.
TEN_MINUTES = 600.0

OPTIONS = (
    OptionSpec(
        "lock_timeout",
        float,
        default=TEN_MINUTES,
        env_var="MIGRATE_LOCK_TIMEOUT",
        help="How many seconds a run waits for another migrator to finish; 0 does not wait.",
    ),
)

LOCKS: dict[str, Callable[[Any, str, float], AbstractContextManager[None]]] = {
    "postgresql": locked_postgresql,
    "mysql": locked_mysql,
    "mariadb": locked_mysql,
}
"""Locks by dialect.  SQLite needs none: its immediate transaction is one, and waits as long as told."""


def lock_for(context: Any, name: str) -> AbstractContextManager[None] | None:
    """Return the lock for the database of a `MigrationContext`, or None for one whose transactions keep others out.

    ``configure(lock_timeout=...)`` in env.py goes before the option of the project.
    """
    seconds = context.opts.setdefault("lock_timeout", _option(context))
    lock = LOCKS.get(context.dialect.name)
    return None if lock is None else lock(context, name, float(seconds))


def _option(context: Any) -> float:
    return TEN_MINUTES if context.config is None else float(context.config.plugin_options("locks")["lock_timeout"])
