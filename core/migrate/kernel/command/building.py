"""Build what revisions lead to in a throwaway database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.environment import run_environment, scripts_to_run
from migrate.kernel.config.databases import database_names, refuse_unclear_url
from migrate.kernel.model.plan import Plan

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config


@contextmanager
def built_database(config: Config, target: str, *, may_be_none: bool = False) -> Iterator[Config]:
    """Give the configuration for a new database that holds what the revisions up to the target build, and drop it.

    Where a project has several databases, there is a new one for each.  ``may_be_none`` tells that the project may have
    no revision yet.

    Raises ``ConfigurationError`` where env.py connects to any other database, before it sends a statement there.
    """
    from migrate.kernel.runtime.throwaway import only_at, throwaway_database

    refuse_unclear_url(config)
    with ExitStack() as stack:
        urls = {
            name: stack.enter_context(throwaway_database(config.database_url(name), config.plugins.registry))
            for name in database_names(config) or (None,)
        }
        elsewhere = stack.enter_context(only_at(config, urls))
        scripts = scripts_to_run(elsewhere, may_be_none=may_be_none)

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
