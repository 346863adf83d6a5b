"""What plugins may do to a run, and what they may not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, pool, text

from migrate import command
from migrate.plugin import CommandError, DatabaseError, Plan, PluginError, Step, hookimpl
from support.histories import heads, tables
from support.live_projects import Project


def upgrade_with(project: Project, plugin: object) -> None:
    """Upgrade with one more plugin, called ``probe``."""
    config = project.config
    config.plugins.manager.register(plugin, "probe")
    command.upgrade(config, "head")


class Wrapping:
    """Wraps steps, and lets pass what comes."""

    @hookimpl(wrapper=True)
    def migrate_run_step(self, step: Step) -> Any:
        return (yield)


class Hiding:
    """Hides that a step failed."""

    @hookimpl(wrapper=True)
    def migrate_run_step(self, step: Step) -> Any:
        try:
            return (yield)
        except Exception:
            return None


class Retrying:
    """Runs a step again that failed."""

    @hookimpl
    def migrate_run_step(self, context: Any, proceed: Callable[[], Any]) -> Any:
        savepoint = context.connection.begin_nested()
        try:
            proceed()
        except Exception:
            savepoint.rollback()
            context.execute("CREATE TABLE missing (x INTEGER)")
            proceed()
        return True


class Skipping:
    """Answers in the place of the run."""

    @hookimpl
    def migrate_run_plan(self, plan: Plan) -> Any:
        return "done"


class Refusing:
    """Refuses the run."""

    @hookimpl
    def migrate_before_run(self, plan: Plan) -> None:
        raise CommandError("not today")


class Crashing:
    """Has a mistake."""

    @hookimpl
    def migrate_before_step(self, step: Step) -> None:
        raise ZeroDivisionError


class CrashingAfterwards:
    """Has a mistake where it does no harm."""

    @hookimpl
    def migrate_after_step(self, step: Step) -> None:
        raise ZeroDivisionError

    @hookimpl
    def migrate_after_run(self, plan: Plan) -> None:
        raise ZeroDivisionError


class Journaling:
    """Writes into the database with each step."""

    @hookimpl
    def migrate_version_applied(self, context: Any, step: Step, heads: tuple[str, ...]) -> None:
        context.execute("CREATE TABLE IF NOT EXISTS journal (line VARCHAR(50))")
        context.execute(f"INSERT INTO journal VALUES ('{step.revision.revision} {' '.join(heads)}')")


def failing(project: Project) -> Project:
    project.revision("two", "one", "INSERT INTO missing VALUES (1)")
    return project


def test_a_wrapper_is_not_blamed_for_a_failing_revision(project: Project) -> None:
    """The error is the database's."""
    with pytest.raises(DatabaseError, match="no such table: missing"):
        upgrade_with(failing(project), Wrapping())


def test_a_wrapper_cannot_hide_a_failing_revision(project: Project) -> None:
    """It would be recorded as applied."""
    with pytest.raises(DatabaseError, match="no such table: missing"):
        upgrade_with(failing(project), Hiding())
    assert heads(project.url) is None


def test_a_plugin_can_run_a_step_again(project: Project) -> None:
    """What counts is how it ended."""
    upgrade_with(failing(project), Retrying())
    assert heads(project.url) == ["two"]


def test_a_plugin_that_runs_nothing_is_found_out(project: Project) -> None:
    """The heads are read back."""
    with pytest.raises(DatabaseError, match="at base instead of 'one'"):
        upgrade_with(project, Skipping())


def test_a_plugin_can_refuse_a_run(project: Project) -> None:
    """Before anything is touched."""
    with pytest.raises(CommandError, match="not today"):
        upgrade_with(project, Refusing())
    assert heads(project.url) is None


def test_a_plugin_that_crashes_is_named_and_the_step_rolled_back(project: Project) -> None:
    """Plugin, hook and cause."""
    with pytest.raises(PluginError, match="'probe' failed in migrate_before_step: ZeroDivisionError"):
        upgrade_with(project, Crashing())
    assert tables(project.url) == set()


def test_an_observer_that_crashes_does_no_harm(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged."""
    with caplog.at_level(logging.WARNING):
        upgrade_with(project, CrashingAfterwards())
    assert heads(project.url) == ["one"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_what_a_plugin_writes_belongs_to_the_step(project: Project) -> None:
    """It is committed, or rolled back, with it."""
    upgrade_with(project, Journaling())
    engine = create_engine(project.url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT line FROM journal")).scalars().all() == ["one one"]
    project.revision("two", "one", "INSERT INTO missing VALUES (1)")
    with pytest.raises(DatabaseError):
        upgrade_with(project, Journaling())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar() == 1
