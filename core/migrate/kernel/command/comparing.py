"""Compare any two of: the models, the database, what revisions build, another database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from migrate.kernel.command.building import built_database
from migrate.kernel.command.databases import (
    TELLS_NAMES,
    DatabaseDifferences,
    labels,
    name_of,
    only_in,
    require_found,
)
from migrate.kernel.command.diffs import diff_of
from migrate.kernel.command.environment import run_environment, scripts_of
from migrate.kernel.config.databases import database_names, only_database
from migrate.kernel.errors import UsageError
from migrate.kernel.model.operation import MigrateOperation
from migrate.kernel.model.plan import Plan
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.text import did_you_mean, listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config

MODELS, DATABASE, REVISION = "models", "database", "revision:"
_SIDES = "a side is models, database, revision:ID or the URL of a database"


def diff(config: Config, first: str, second: str, *, database: str | None = None) -> list[DatabaseDifferences]:
    """Return what would make the first side like the second, for each database or only for the one that is named.

    Raises ``UsageError`` for sides that do not exist, or cannot be compared.
    """
    _check(first, second)
    sides = _Sides(config, database)
    if first == MODELS:
        return _told(sides.look(second, _from_models))
    if second == MODELS:
        return _told(sides.look(first, _to_models))
    return _told(_between_databases(sides, first, second))


def _check(first: str, second: str) -> None:
    for side in (first, second):
        known = side in (MODELS, DATABASE) or "://" in side or (side.startswith(REVISION) and side != REVISION)
        if not known:
            question = did_you_mean(side, (MODELS, DATABASE, REVISION)) or ""
            raise UsageError(f"There is nothing to compare named {side!r}", hint=f"{question} {_SIDES}".strip())
    if first == second:
        raise UsageError(f"Both sides are {first!r}, so there is nothing to compare", hint=_SIDES)


def _to_models(context: Any) -> list[object]:
    return [diff_of(one) for one in _differences(context)]


def _from_models(context: Any) -> list[object]:
    return [diff_of(one.reverse()) for one in reversed(_differences(context))]


def _differences(context: Any) -> list[MigrateOperation]:
    from migrate.kernel.autogenerate.databases import compared_with

    return [one for container in compared_with(context).upgrade_ops_list for one in container.leaves()]


def _told(looks: list[_Look]) -> list[DatabaseDifferences]:
    names = labels([look.context for look in looks])
    return [DatabaseDifferences(name, tuple(look.found)) for name, look in zip(names, looks, strict=True)]


def _between_databases(sides: _Sides, first: str, second: str) -> list[_Look]:
    from migrate.kernel.autogenerate.databases import Reading

    readings = _by_name(sides.look(second, Reading))

    def compare(context: Any) -> list[object]:
        reading = readings.get(name_of(context))
        if reading is None:
            raise UsageError(f"There is no database {name_of(context)!r} in {second}", hint=TELLS_NAMES)
        _require_same(reading.dialect, context.dialect.name)
        return [diff_of(one) for one in reading.differences(context)]

    return sides.look(first, compare)


def _by_name(looks: list[_Look]) -> dict[str | None, Any]:
    """Return what was found by the databases' names, by which those of two sides belong together."""
    found = {name_of(look.context): look.found for look in looks}
    if len(found) < len(looks):
        raise UsageError("env.py has several databases, and does not tell which is which", hint=TELLS_NAMES)
    return found


def _require_same(first: str, second: str) -> None:
    """Refuse to compare databases of two families of dialects, such as those of two makers."""
    families = {active_registry().dialects_of(name)[-2] for name in (first, second)}
    if len(families) > 1:
        raise UsageError(
            f"A database of {second} cannot be compared with one of {first}",
            hint="compare each with the models",
        )


class _Look(NamedTuple):
    """What was found in a database of a side, and its ``MigrationContext``."""

    context: Any
    found: Any


class _Sides:
    """The databases that stand on a side; ``only`` is the name of one, where the others are left alone."""

    def __init__(self, config: Config, only: str | None) -> None:
        self._config = only_database(config, only)
        self._only = only

    def look(self, side: str, look: Callable[[Any], Any]) -> list[_Look]:
        """Return what a function finds in each database, given its ``MigrationContext``."""
        found: list[_Look] = []

        def plan(heads: tuple[str, ...], context: Any) -> Plan:
            found.append(_Look(context, look(context)))
            return Plan((), heads)

        from migrate.kernel.runtime.uncompared import comparison

        with self._opened(side) as where, comparison():
            run_environment(where, scripts_of(where), only_in(self._only, plan))
        require_found(self._only, found)
        return found

    @contextmanager
    def _opened(self, side: str) -> Iterator[Config]:
        if side == DATABASE:
            yield self._config
        elif side.startswith(REVISION):
            with built_database(self._config, side.removeprefix(REVISION)) as where:
                yield where
        else:
            from migrate.kernel.runtime.throwaway import only_at

            with only_at(self._config, {self._addressed(): side}) as where:
                yield where

    def _addressed(self) -> str | None:
        """Return the name of the database that a URL stands for."""
        names = database_names(self._config)
        if len(names) > 1:
            raise UsageError(
                f"A URL stands for one database, and the project has {listed(names)}", hint="say which with --database"
            )
        return names[0] if names else None
