"""env.py and what it speaks to: ``from migrate import context``."""

from __future__ import annotations

import asyncio
import io
import threading
from argparse import Namespace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, pool, text

from migrate import command, context
from migrate.environment import EnvironmentContext
from migrate.plugin import CommandError, ConfigurationError, DatabaseError
from migrate.script import ScriptDirectory
from support.histories import heads, tables
from support.live_projects import SIMPLE_ENV, Project


def environment(project: Project, **options: object) -> EnvironmentContext:
    config = project.config
    return EnvironmentContext(config, ScriptDirectory.from_config(config), **options)


# The names of migrate.context ------------------------------------------------------------------------------------


def test_functions_of_context_find_the_environment_when_called(project: Project) -> None:
    """They may be imported before there is one."""
    is_offline = context.is_offline_mode
    with environment(project, as_sql=True):
        assert is_offline() is True
    with environment(project):
        assert is_offline() is False


def test_functions_of_context_need_an_environment() -> None:
    """Outside of env.py they say so."""
    with pytest.raises(NameError, match="Can't invoke function 'configure'"):
        context.configure()


def test_a_replaced_method_takes_effect(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The method is looked up with each call."""
    calls: list[str] = []
    monkeypatch.setattr(EnvironmentContext, "configure", lambda self, **kw: calls.append("configured"))
    with environment(project):
        context.configure()
    assert calls == ["configured"]


def test_config_and_script_are_there_while_env_runs(project: Project) -> None:
    """And only then."""
    with environment(project) as env:
        assert context.config is env.config
        assert context.script is env.script
    with pytest.raises(AttributeError, match=r"only while env\.py runs"):
        _ = context.config


def test_a_mistyped_name_is_answered_with_the_nearest() -> None:
    """As for every name that the tool knows."""
    with pytest.raises(AttributeError, match="did you mean 'run_migrations'"):
        _ = context.run_migration


def test_environments_can_be_nested(project: Project) -> None:
    """The outer one is in force again afterwards."""
    with environment(project) as outer:
        with environment(project) as inner:
            assert context.config is inner.config
        assert context.config is outer.config


# Arguments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "as_list", "as_dictionary"),
    [(None, [], {}), (["a=1", "b"], ["a=1", "b"], {"a": "1", "b": ""}), (["c=d=e"], ["c=d=e"], {"c": "d=e"})],
)
def test_x_arguments(
    project: Project, given: list[str] | None, as_list: list[str], as_dictionary: dict[str, str]
) -> None:
    """As they are, or split at the first equals sign."""
    env = environment(project)
    env.config.cmd_opts = Namespace(x=given)
    assert env.get_x_argument() == as_list
    assert env.get_x_argument(as_dictionary=True) == as_dictionary


def test_configure_is_needed_first(project: Project) -> None:
    """Everything that speaks to the database says so."""
    env = environment(project)
    for call in (env.get_context, env.run_migrations, env.begin_transaction, env.get_bind, env.get_impl):
        with pytest.raises(CommandError, match="No context has been configured yet"):
            call()


def test_an_engine_is_no_connection(project: Project) -> None:
    """The message says what is."""
    env = environment(project)
    engine = create_engine("sqlite://")
    with pytest.raises(CommandError, match=r"expected to be a sqlalchemy\.engine\.Connection") as caught:
        env.configure(connection=engine)  # type: ignore[arg-type]
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("call connect() on an engine")


# Running env.py ---------------------------------------------------------------------------------------------------


def test_the_simplest_env_py(project: Project) -> None:
    """``context.connect()`` is all that it needs."""
    command.upgrade(project.config, "head")
    assert heads(project.url) == ["one"]


def test_a_connection_of_the_callers(project: Project) -> None:
    """The cookbook's recipe: env.py takes it from ``config.attributes``, and its transaction is the caller's."""
    project.env(
        """
        connection = config.attributes["connection"]
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
        """
    )
    engine = create_engine(project.url, poolclass=pool.NullPool)
    for finish in ("rollback", "commit"):
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            config = project.config
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            assert connection.in_transaction()
            getattr(connection, finish)()
    assert heads(project.url) == ["one"]


@pytest.mark.parametrize("end", ["transaction.rollback()", "pass"])
def test_a_transaction_that_env_py_does_not_commit_is_an_error(project: Project, end: str) -> None:
    """The command must not end as if something had been applied."""
    project.env(
        f"""
        with context.connect() as connection:
            transaction = connection.begin()
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
            {end}
        """
    )
    with pytest.raises(DatabaseError, match="was rolled back: nothing was applied"):
        command.upgrade(project.config, "head")
    assert heads(project.url) is None


def test_a_transaction_that_is_begun_and_forgotten_is_an_error(project: Project) -> None:
    """``begin_transaction()`` without ``with`` and without ``commit()``."""
    project.env(
        """
        with context.connect() as connection:
            context.configure(connection=connection)
            transaction = context.begin_transaction()
            context.run_migrations()
        """
    )
    with pytest.raises(DatabaseError, match="was never committed: nothing was applied"):
        command.upgrade(project.config, "head")
    assert heads(project.url) is None


def test_a_dry_run_says_that_nothing_was_applied(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """An env.py may roll back what ``begin_transaction()`` gave it."""
    project.env(
        """
        with context.connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction() as transaction:
                context.run_migrations()
                transaction.rollback()
        """
    )
    command.upgrade(project.config, "head")
    assert heads(project.url) is None
    assert "The run was rolled back: nothing was applied." in caplog.messages


def test_a_transaction_that_env_py_commits_is_kept(project: Project) -> None:
    """As the template for several databases does."""
    project.env(
        """
        with context.connect() as connection:
            transaction = connection.begin()
            context.configure(connection=connection)
            context.run_migrations()
            transaction.commit()
        """
    )
    command.upgrade(project.config, "head")
    assert heads(project.url) == ["one"]


def test_several_databases_are_migrated_one_after_the_other(project: Project, tmp_path: Path) -> None:
    """Each has its own plan, transaction and proof."""
    project.env(
        """
        from sqlalchemy import create_engine, pool
        for name in ("one", "two"):
            engine = create_engine(f"sqlite:///{config.attributes['folder']}/{name}.db", poolclass=pool.NullPool)
            with engine.connect() as connection:
                context.configure(connection=connection)
                with context.begin_transaction():
                    context.run_migrations()
        """
    )
    config = project.config
    config.attributes["folder"] = str(tmp_path)
    command.upgrade(config, "head")
    assert [heads(f"sqlite:///{tmp_path}/{name}.db") for name in ("one", "two")] == [["one"], ["one"]]


def test_options_of_the_engine_come_from_the_configuration(project: Project) -> None:
    """``sqlalchemy.*`` in the section, as for ``engine_from_config()``."""
    with (project.folder / "migrate.ini").open("a") as file:
        file.write("sqlalchemy.isolation_level = AUTOCOMMIT\n")
    with environment(project) as env, env.connect() as connection:
        assert connection.connection.driver_connection.isolation_level is None


def test_two_threads_run_two_projects(tmp_path: Path) -> None:
    """Each sees its own configuration, revisions and database."""
    both_inside = threading.Barrier(2, timeout=60)
    errors: list[BaseException] = []
    projects = []
    for name in ("one", "two"):
        url = f"sqlite:///{tmp_path / name}.db"
        project = Project(tmp_path / name, url)
        project.write("migrate.ini", f"[migrate]\nscript_location = %(here)s/migrations\nsqlalchemy.url = {url}\n")
        project.env('config.attributes["barrier"].wait()' + SIMPLE_ENV + 'config.attributes["barrier"].wait()\n')
        project.revision(f"rev_{name}", None, f"CREATE TABLE of_{name} (x INTEGER)")
        projects.append(project)

    def migrate(project: Project) -> None:
        config = project.config
        config.attributes["barrier"] = both_inside
        try:
            command.upgrade(config, "head")
        except BaseException as error:
            errors.append(error)
            both_inside.abort()

    threads = [threading.Thread(target=migrate, args=(project,)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [tables(project.url) for project in projects] == [{"of_one"}, {"of_two"}]
    assert [heads(project.url) for project in projects] == [["rev_one"], ["rev_two"]]


# Async ------------------------------------------------------------------------------------------------------------

ASYNC_ENV = """
async def main():
    with context.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()

"""


@pytest.mark.parametrize("inside_a_loop", [False, True])
@pytest.mark.parametrize("end", ["context.run_async(main)", "import asyncio; asyncio.run(main())"])
def test_an_async_env_py(project: Project, inside_a_loop: bool, end: str) -> None:
    """It runs from plain code, and from inside a running event loop; as our template writes it, and as Alembic's."""
    project.env(ASYNC_ENV + end)

    async def application() -> None:
        command.upgrade(project.config, "head")

    if inside_a_loop:
        asyncio.run(application())
    else:
        command.upgrade(project.config, "head")
    assert heads(project.url) == ["one"]


# Connecting -------------------------------------------------------------------------------------------------------


def test_a_refused_connection(project: Project) -> None:
    """The URL, without its password, and what the driver says."""
    project.write(
        "migrate.ini",
        "[migrate]\nscript_location = %(here)s/migrations\n"
        "sqlalchemy.url = postgresql+psycopg2://me:hush@127.0.0.1:1/none\n",
    )
    with pytest.raises(DatabaseError) as caught:
        command.upgrade(project.config, "head")
    assert str(caught.value).startswith("Cannot connect to postgresql+psycopg2://me:***@127.0.0.1:1/none: ")
    assert "Connection refused" in str(caught.value)


def test_a_driver_that_is_not_installed(project: Project) -> None:
    """What to install."""
    project.write(
        "migrate.ini",
        "[migrate]\nscript_location = %(here)s/migrations\nsqlalchemy.url = mysql+mysqldb://me@127.0.0.1/none\n",
    )
    with pytest.raises(ConfigurationError, match="'MySQLdb', which is not installed") as caught:
        command.upgrade(project.config, "head")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("run `pip install mysqlclient`")


def test_the_text_of_offline_mode_needs_no_driver(project: Project) -> None:
    """A URL is enough to know the dialect."""
    project.env(
        """
        context.configure(url=config.database_url(), literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        """
    )
    config = project.config
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    assert "CREATE TABLE a (x INTEGER);" in config.output_buffer.getvalue()
