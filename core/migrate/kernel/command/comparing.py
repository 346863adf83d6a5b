"""Compare any two of: the models, the database, what revisions build, another database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.building import built_database
from migrate.kernel.command.diffs import diff_of
from migrate.kernel.command.environment import run_environment, scripts_of
from migrate.kernel.errors import UsageError
from migrate.kernel.model.operation import MigrateOperation, OpContainer
from migrate.kernel.model.plan import Plan
from migrate.kernel.text import did_you_mean

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config

MODELS, DATABASE, REVISION = "models", "database", "revision:"
_SIDES = "a side is models, database, revision:ID or the URL of a database"

Describe = Callable[[Any], str]
"""Gives a diff tuple as a line: differences that read the same are the same."""


def diff(config: Config, first: str, second: str, *, describe: Describe) -> list[object]:
    """Return, as diff tuples, what would make the first side like the second.

    Raises ``UsageError`` for sides that do not exist, or cannot be compared.
    """
    _check(first, second)
    if first == MODELS:
        return [diff_of(one) for one in reversed(_reversed(_compare(config, second).upgrade_ops_list))]
    if second == MODELS:
        return [diff_of(one) for one in _leaves(_compare(config, first).upgrade_ops_list)]
    return _between_databases(config, first, second, describe)


def _check(first: str, second: str) -> None:
    for side in (first, second):
        known = side in (MODELS, DATABASE) or "://" in side or (side.startswith(REVISION) and side != REVISION)
        if not known:
            question = did_you_mean(side, (MODELS, DATABASE, REVISION))
            raise UsageError(f"There is nothing to compare named {side!r}", hint=f"{question} {_SIDES}".strip())
    if first == second:
        raise UsageError(f"Both sides are {first!r}, so there is nothing to compare", hint=_SIDES)


def _compare(config: Config, side: str) -> Any:
    from migrate.kernel.autogenerate.databases import compared_with

    return _look(config, side, compared_with)


def _between_databases(config: Config, first: str, second: str, describe: Describe) -> list[object]:
    """Compare two databases, of which the second is read as metadata.

    What such a reading loses is different between the second database and its own reading too, and no difference.
    """
    from migrate.kernel.autogenerate.databases import compared_with, reflected_metadata

    def read(context: Any) -> tuple[Any, Any, str]:
        metadata = reflected_metadata(context)
        return metadata, compared_with(context, metadata), context.dialect.name

    metadata, itself, kind = _look(config, second, read)

    def compare(context: Any) -> Any:
        _require_same(kind, context.dialect.name)
        return compared_with(context, metadata)

    found = {describe(diff := diff_of(one)): diff for one in _leaves(_look(config, first, compare).upgrade_ops_list)}
    lost = {describe(diff_of(one)): one for one in _leaves(itself.upgrade_ops_list)}
    only_second = [diff_of(one.reverse()) for line, one in lost.items() if line not in found]
    return [*(diff for line, diff in found.items() if line not in lost), *only_second]


def _require_same(first: str, second: str) -> None:
    kinds = {"mysql" if kind == "mariadb" else kind for kind in (first, second)}
    if len(kinds) > 1:
        raise UsageError(
            f"A database of {second} cannot be compared with one of {first}",
            hint="compare each with the models",
        )


def _look(config: Config, side: str, look: Callable[[Any], Any]) -> Any:
    """Return what a function finds in the database of a side, given its ``MigrationContext``."""
    found: list[Any] = []

    def plan(heads: tuple[str, ...], context: Any) -> Plan:
        if found:
            raise UsageError(
                "env.py has several databases, and only one can be compared",
                hint="`migrate check` compares all of them with the models",
            )
        found.append(look(context))
        return Plan((), heads)

    with _opened(config, side) as where:
        run_environment(where, scripts_of(where), plan)
    return found[0]


@contextmanager
def _opened(config: Config, side: str) -> Iterator[Config]:
    if side == DATABASE:
        yield config
    elif side.startswith(REVISION):
        with built_database(config, side.removeprefix(REVISION)) as where:
            yield where
    else:
        from migrate.kernel.runtime.throwaway import only_at

        with only_at(config, side) as where:
            yield where


def _leaves(containers: list[OpContainer]) -> list[MigrateOperation]:
    return [operation for container in containers for operation in container.leaves()]


def _reversed(containers: list[OpContainer]) -> list[MigrateOperation]:
    return [operation.reverse() for operation in _leaves(containers)]
