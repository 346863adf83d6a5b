"""Build what revisions lead to in a throwaway database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.environment import run_environment, scripts_to_run
from migrate.kernel.model.plan import Plan

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config


@contextmanager
def built_database(config: Config, target: str) -> Iterator[Config]:
    """Give the configuration for a new database that holds what the revisions up to the target build, and drop it.

    Raises ``ConfigurationError`` where env.py connects to any other database, before it sends a statement there.
    """
    from migrate.kernel.runtime.throwaway import only_at, throwaway_database

    with throwaway_database(config.database_url()) as url, only_at(config, url) as elsewhere:
        scripts = scripts_to_run(elsewhere)

        def plan(heads: tuple[str, ...], _: Any) -> Plan:
            return scripts.upgrade_plan(heads, target)

        with quiet("migrate.runtime.migration"):
            run_environment(elsewhere, scripts, plan, destination_rev=target)
        yield elsewhere


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Keep from the log what a logger tells of work behind the scenes; warnings are shown."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
