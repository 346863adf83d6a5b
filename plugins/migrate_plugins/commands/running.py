"""Present the commands that run revisions, or only write the version table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome, Plan
from migrate_plugins.commands.data import plan_data


def upgrade(config: Any, *, revision: str, sql: bool = False, tag: str | None = None) -> Outcome:
    """Bring databases up; what is done is logged while it is done."""
    return _ran(usecases.upgrade(config, revision, sql=sql, tag=tag))


def downgrade(config: Any, *, revision: str, sql: bool = False, tag: str | None = None) -> Outcome:
    """Bring databases down; what is done is logged while it is done."""
    return _ran(usecases.downgrade(config, revision, sql=sql, tag=tag))


def stamp(
    config: Any,
    *,
    revision: str | Sequence[str],
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
) -> Outcome:
    """Write the version tables; what is done is logged while it is done."""
    return _ran(usecases.stamp(config, revision, sql=sql, tag=tag, purge=purge))


def ensure_version(config: Any, *, sql: bool = False) -> None:
    """Create the version tables."""
    usecases.ensure_version(config, sql=sql)


def _ran(plans: list[Plan]) -> Outcome:
    return Outcome(data={"plans": [plan_data(plan) for plan in plans]})
