"""What the databases of a project hold: one, or several where env.py runs migrations several times."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.environment import PlanFunction, run_environment
from migrate.kernel.errors import UsageError
from migrate.kernel.model.plan import Plan, Step
from migrate.kernel.text import listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory
    from migrate.kernel.script.script import Script

log = logging.getLogger("migrate.command")

TELLS_NAMES = "let it say the name: context.run_migrations(engine_name=name)"


def name_of(context: Any) -> str | None:
    """Return the name of the database that env.py migrates, as it gives it to the revisions; None for an only one."""
    name = context.run_arguments.get("engine_name")
    return None if name is None else str(name)


def only_in(name: str | None, look: PlanFunction) -> PlanFunction:
    """Return the function for the database of this name, for which nothing is done in others; or as it is."""

    def plan(heads: tuple[str, ...], context: Any) -> Plan | Iterable[Step]:
        return look(heads, context) if name in (None, name_of(context)) else Plan((), heads)

    return plan


def require_found(name: str | None, found: Collection[object]) -> None:
    """Raise ``UsageError`` where a database was named, and env.py has not told that it was there."""
    if name is not None and not found:
        raise UsageError(f"env.py does not tell which database is {name!r}", hint=TELLS_NAMES)


@dataclass(frozen=True, slots=True)
class DatabaseDifferences:
    """What differs in one database, as diff tuples; the only database of a project has no ``name``."""

    name: str | None
    diffs: tuple[object, ...]


def labels(contexts: Sequence[Any]) -> list[str | None]:
    """Return what to call the databases of ``MigrationContext``s: their names, or the URLs of several without names."""
    only = len(contexts) == 1
    return [name_of(context) or (None if only else _shown_url(context)) for context in contexts]


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Where one database is.

    ``rows`` is the content of the version table; ``scripts`` are the revisions there, with those that they imply by
    ``depends_on``; ``missing`` are the rows for which there is no revision file.
    """

    url: str
    rows: tuple[str, ...]
    scripts: tuple[Script, ...]
    missing: tuple[str, ...]
    at_heads: bool


def database_states(config: Config, scripts: ScriptDirectory) -> list[DatabaseState]:
    """Ask every database that env.py connects to; nothing is written."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def look(heads: tuple[str, ...], context: Any) -> Plan:
        found.append((_shown_url(context), tuple(heads)))
        return Plan((), tuple(heads))

    run_environment(config, scripts, look)
    states = [_state(scripts, url, rows) for url, rows in found]
    for missing in filter(None, (state.missing for state in states)):
        log.warning("The database is at %s, for which there is no revision file", listed(missing))
    return states


def _state(scripts: ScriptDirectory, url: str, rows: Sequence[str]) -> DatabaseState:
    known = tuple(row for row in rows if row in scripts.revision_map)
    current = sorted(scripts.get_all_current(known), key=lambda script: script.revision)
    ids = {script.revision for script in current}
    missing = tuple(row for row in rows if row not in known)
    return DatabaseState(url, tuple(rows), tuple(current), missing, not missing and ids >= set(scripts.get_heads()))


def _shown_url(context: Any) -> str:
    """Return the database's URL without its password; empty where there is no connection."""
    connection = context.connection
    return "" if connection is None else str(connection.engine.url.render_as_string(hide_password=True))
