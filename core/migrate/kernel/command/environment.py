"""Run env.py for a command, and notice if it did not do what it is there for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.kernel.config.databases import refuse_unclear_url
from migrate.kernel.errors import ConfigurationError, Place
from migrate.kernel.model.plan import Plan, Step
from migrate.kernel.text import listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory

log = logging.getLogger("migrate.command")

PlanFunction = Callable[[tuple[str, ...], Any], Plan | Iterable[Step]]
"""Gives the plan for the heads of a database and its ``MigrationContext``."""


def scripts_of(config: Config) -> ScriptDirectory:
    """Return the revisions of the project."""
    from migrate.kernel.script.directory import ScriptDirectory

    return ScriptDirectory.from_config(config)


def scripts_to_run(config: Config, *, may_be_none: bool = False) -> ScriptDirectory:
    """Return the revisions of the project for a command that runs them; warn where there are none, unless they may be.

    Raises ``ConfigurationError`` for a folder in ``version_locations`` that does not exist: revisions that are not
    seen would not be run, and nothing would tell.
    """
    scripts = scripts_of(config)
    for folder in scripts.version_folders if scripts.version_locations else ():
        if not Path(folder).is_dir():
            raise ConfigurationError(
                f"There is no folder {folder}, which version_locations names",
                hint="correct version_locations; the folder is made together with its first revision",
                place=config.place_of(config.config_ini_section, "version_locations"),
            )
    if not may_be_none and not scripts.get_heads():
        log.warning("There are no revisions in %s", listed(scripts.version_folders))
    return scripts


def run_environment(config: Config, scripts: ScriptDirectory, plan: PlanFunction, **options: Any) -> None:
    """Run env.py, which asks for the plan once for each database.

    Raises ``ConfigurationError`` where it never asked: nothing was done then, whatever the command.  Where no command
    line is involved, that is logged instead.  Raises ``UsageError`` for a ``--url`` that stands for none of several.
    """
    from migrate.kernel.runtime.environment import EnvironmentContext

    refuse_unclear_url(config)
    asked: list[tuple[str, ...]] = []

    def noted(heads: tuple[str, ...], context: Any) -> Plan | Iterable[Step]:
        asked.append(heads)
        return plan(heads, context)

    with EnvironmentContext(config, scripts, fn=noted, **options):
        scripts.run_env()
    if not asked:
        _say_that_nothing_was_done(config, scripts)


def _say_that_nothing_was_done(config: Config, scripts: ScriptDirectory) -> None:
    error = ConfigurationError(
        "env.py ran to its end without calling context.run_migrations(), so nothing was done",
        hint="call context.configure() and, inside of context.begin_transaction(), context.run_migrations()",
        place=Place(str(scripts.env_py_location)),
    )
    # A program that calls migrate.command may run an env.py for its own purposes, as it could with Alembic; a command
    # line that ends with exit code 0 tells that its command was carried out.
    if config.cmd_opts is not None:
        raise error
    log.warning("%s", error)


def nothing_to_run(_: tuple[str, ...], __: Any) -> Plan:
    """Plan nothing, for commands that only look, or that only need env.py to be run."""
    return Plan()


def wants_environment(config: Config) -> bool:
    """Return whether the project asks for env.py to be run by every command that makes or lists revisions."""
    return config.get_alembic_boolean_option("revision_environment")
