"""Bring databases up, down, or only their version tables; online, or as SQL text."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.environment import run_environment, scripts_of, scripts_to_run
from migrate.kernel.errors import UsageError
from migrate.kernel.model.plan import Plan
from migrate.kernel.text import listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory

log = logging.getLogger("migrate.command")

_Planner = Callable[[tuple[str, ...], Any], Plan]


def upgrade(config: Config, revision: str, *, sql: bool = False, tag: str | None = None) -> list[Plan]:
    """Run what is pending up to the target, and return the plan of each database.

    ``revision`` may be a range ``start:end`` with ``sql``.
    """
    start, target = _range(revision, sql=sql)
    scripts = scripts_to_run(config)
    runs = _Runs(lambda heads, _: scripts.upgrade_plan(heads, target))
    run_environment(config, scripts, runs.plan, as_sql=sql, starting_rev=start, destination_rev=target, tag=tag)
    _explain_nothing(runs.plans, sql, lambda rows: _nothing_to_upgrade(scripts, rows, target))
    return runs.plans


def downgrade(config: Config, revision: str, *, sql: bool = False, tag: str | None = None) -> list[Plan]:
    """Undo what lies above the target, and return the plan of each database.

    With ``sql``, ``revision`` must be a range ``from:to``: there is no database that could tell where it is.
    """
    start, target = _range(revision, sql=sql)
    if sql and start is None:
        raise UsageError(
            "downgrade with --sql requires <fromrev>:<torev>",
            hint=f"name the revision that the database is at: migrate downgrade head:{target} --sql",
        )
    scripts = scripts_to_run(config)
    runs = _Runs(lambda heads, _: scripts.downgrade_plan(heads, target))
    run_environment(config, scripts, runs.plan, as_sql=sql, starting_rev=start, destination_rev=target, tag=tag)
    _explain_nothing(runs.plans, sql, lambda rows: f"Nothing to downgrade: {_at(rows)} already")
    return runs.plans


def stamp(
    config: Config,
    revision: str | Sequence[str],
    *,
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
) -> list[Plan]:
    """Write revisions into the version table without running anything, and return the plan of each database.

    ``purge`` forgets first what the table holds.  With ``sql``, each revision may be a range with the same start.
    """
    if sql and purge:
        raise UsageError("Can't use --purge with --sql mode", hint="write DELETE FROM alembic_version yourself")
    start, targets = _stamp_targets(revision, sql=sql)
    scripts = scripts_to_run(config)

    def plan(heads: tuple[str, ...], _: Any) -> Plan:
        return scripts.stamp_plan(() if purge else heads, targets)

    runs = _Runs(plan)
    options = {"starting_rev": start, "destination_rev": targets, "purge": purge}
    run_environment(config, scripts, runs.plan, as_sql=sql, tag=tag, **options)
    return runs.plans


def ensure_version(config: Config, *, sql: bool = False) -> None:
    """Create the version table where it is not there."""

    def create(_: tuple[str, ...], context: Any) -> Plan:
        context.ensure_version_table()
        return Plan()

    run_environment(config, scripts_of(config), create, as_sql=sql)


class _Runs:
    """Keep the plan of each database, for the command to return; one that was made anew replaces the first."""

    def __init__(self, planner: _Planner) -> None:
        self._planner = planner
        self._plans: dict[Any, Plan] = {}  # by the MigrationContext

    @property
    def plans(self) -> list[Plan]:
        """The plans, in the order of the databases."""
        return list(self._plans.values())

    def plan(self, heads: tuple[str, ...], context: Any) -> Plan:
        """Make a plan, and keep it."""
        plan = self._planner(heads, context)
        self._plans[context] = plan
        return plan


def _range(revision: str, *, sql: bool) -> tuple[str | None, str]:
    if ":" not in revision:
        return None, revision
    if not sql:
        raise UsageError(
            "Range revision not allowed",
            hint="online, the database knows where it starts: name the target alone, or add --sql",
        )
    start, _, target = revision.partition(":")
    return start or None, target


def _stamp_targets(revision: str | Sequence[str], *, sql: bool) -> tuple[str | None, tuple[str, ...]]:
    names = (revision,) if isinstance(revision, str) else tuple(revision)
    ranges = [_range(name, sql=sql) for name in names]
    starts = {start for start, _ in ranges}
    if len(starts) > 1:
        raise UsageError("Stamp operation with --sql only supports a single starting revision at a time")
    return next(iter(starts), None), tuple(target for _, target in ranges)


def _explain_nothing(plans: list[Plan], sql: bool, sentence: Callable[[tuple[str, ...]], str]) -> None:
    """Log why a run did nothing; a script of SQL shows that by itself."""
    for plan in plans:
        if not sql and not plan.steps:
            log.info("%s", sentence(plan.heads_before))


def _at(rows: tuple[str, ...]) -> str:
    return f"the database is at {listed(rows) or 'base'}"


def _nothing_to_upgrade(scripts: ScriptDirectory, rows: tuple[str, ...], target: str) -> str:
    """Say why nothing was run: the database is there already, or past it."""
    ids = [script.revision for script in scripts.get_revisions(target)]
    if not set(ids).difference(rows):
        return f"Nothing to upgrade: {_at(rows)} already"
    pending = [step.revision.revision for step in scripts.upgrade_plan(rows, "heads")]
    rest = f"; pending up to the heads: {listed(pending)}" if pending else ""
    return f"Nothing to upgrade: {_at(rows)}, which is past {listed(ids)}; to go back: migrate downgrade {target}{rest}"
