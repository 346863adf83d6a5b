"""Locks: when they are taken, for how long a run waits, and what it says of who holds one."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, pool, text

from migrate import command, op
from migrate.plugin import DatabaseError, LockNotObtained
from migrate_plugins.locks.mysql import lock_name
from migrate_plugins.locks.postgresql import key_of
from support.histories import chain, heads, sql, tables, upgrade
from support.live_projects import simple_project

ONE = chain(sql("CREATE TABLE a (x INTEGER)"))


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


def held_on_postgresql(connection: Connection) -> None:
    connection.execute(text("SET application_name = 'deploy'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key_of("alembic_version")})


def test_a_run_on_postgresql_gives_up_and_names_the_holder(postgresql: Engine) -> None:
    """Application, backend, user, and since when."""
    with postgresql.connect() as holder, postgresql.connect() as connection:
        held_on_postgresql(holder)
        with pytest.raises(LockNotObtained) as caught:
            upgrade(connection, ONE, lock_timeout=0)
    assert re.fullmatch(
        r"Another migrator is at work in this database, and did not finish within 0 seconds: "
        r"deploy \(backend \d+, user postgres, since [-\d]+ [:\d]+[+-]\d\d:\d\d\)",
        str(caught.value),
    )
    assert caught.value.hint is not None
    assert re.search(r"if it hangs, end it with SELECT pg_terminate_backend\(\d+\)$", caught.value.hint)
    assert caught.value.exit_code == 6


def test_a_run_on_mariadb_gives_up_and_names_the_holder(mariadb_url: str) -> None:
    """Connection, user, host, and for how long."""
    engine = create_engine(mariadb_url, poolclass=pool.NullPool)
    with engine.connect() as holder, engine.connect() as connection:
        name = lock_name(engine.url.database or "", "alembic_version")
        holder.execute(text("SELECT GET_LOCK(:name, 0)"), {"name": name})
        with pytest.raises(LockNotObtained, match=r"connection \d+ of user root from .*, for at least \d+ seconds"):
            upgrade(connection, ONE, lock_timeout=0)


def test_a_run_on_sqlite_gives_up_and_names_the_file(sqlite_url: str) -> None:
    """SQLite does not tell who writes."""
    engine = create_engine(sqlite_url, poolclass=pool.NullPool, connect_args={"timeout": 0})
    with engine.connect() as holder, engine.connect() as connection:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(LockNotObtained, match=r"writing to .*test\.db, and did not finish within 0 seconds"):
            upgrade(connection, ONE, lock_timeout=0)


def test_a_run_says_that_it_waits(postgresql: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """Once, with the holder and the time."""
    caplog.set_level(logging.INFO, "migrate.plugin.locks")
    with postgresql.connect() as holder, postgresql.connect() as connection:
        held_on_postgresql(holder)
        timer = threading.Timer(0.2, holder.invalidate)
        timer.start()
        upgrade(connection, ONE, lock_timeout=30)
        timer.join()
    (message,) = [record.getMessage() for record in caplog.records if record.name == "migrate.plugin.locks"]
    assert message.startswith("Waiting up to 30 seconds for another migrator: deploy (backend ")


def test_the_lock_names_this_process_while_it_is_held(postgresql: Engine) -> None:
    """Others see host and process of the holder."""
    seen: list[str] = []

    def look() -> None:
        with postgresql.connect() as other:
            seen.extend(other.execute(text("SELECT application_name FROM pg_stat_activity")).scalars())

    with postgresql.connect() as connection:
        upgrade(connection, chain(look))
    assert any(re.fullmatch(r"migrate on \S+, process \d+", name) for name in seen)


# Other tests may hold locks in databases of their own.
LOCKS_HERE = text(
    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
)


@pytest.mark.parametrize("fails", [False, True])
def test_the_lock_is_given_back(postgresql: Engine, fails: bool) -> None:
    """After a run, and after one that failed."""
    with postgresql.connect() as connection:
        if fails:
            with pytest.raises(DatabaseError):
                upgrade(connection, chain(sql("SELECT nix")))
        else:
            upgrade(connection, ONE)
        locks = connection.execute(LOCKS_HERE).scalar()
    assert locks == 0


def test_nothing_pending_takes_no_lock(postgresql: Engine) -> None:
    """A run that has nothing to do does not wait for one that has."""
    with postgresql.connect() as holder, postgresql.connect() as connection:
        upgrade(connection, ONE)
        held_on_postgresql(holder)
        upgrade(connection, ONE, lock_timeout=0)


def test_in_the_callers_transaction_the_lock_ends_with_it(postgresql: Engine) -> None:
    """Nobody else migrates before the caller has committed."""
    with postgresql.connect() as connection, postgresql.connect() as other:
        with connection.begin():
            upgrade(connection, ONE)
            with pytest.raises(LockNotObtained):
                upgrade(other, ONE, lock_timeout=0)
        upgrade(other, ONE, lock_timeout=0)
    assert heads(postgresql.url.render_as_string(hide_password=False)) == ["r1"]


def test_a_pool_of_one_connection_does_not_stand_in_the_way(postgresql_url: str) -> None:
    """The lock's connection comes from a copy of the pool."""
    engine = create_engine(postgresql_url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with engine.connect() as connection:
        upgrade(connection, ONE)
    assert heads(postgresql_url) == ["r1"]
    engine.dispose()


def test_two_threads_migrate_two_databases(tmp_path: Path) -> None:
    """Neither sees the other's operations."""
    urls = [f"sqlite:///{tmp_path / name}" for name in ("one.db", "two.db")]
    both_inside = threading.Barrier(2, timeout=60)
    errors: list[BaseException] = []

    def migrate(url: str) -> None:
        def table() -> None:
            both_inside.wait()
            op.execute(f"CREATE TABLE of_{Path(url).stem} (x INTEGER)")
            both_inside.wait()

        engine = create_engine(url, poolclass=pool.NullPool)
        try:
            with engine.connect() as connection:
                upgrade(connection, chain(table, sql(f"CREATE TABLE second_of_{Path(url).stem} (x INTEGER)")))
        except BaseException as error:
            errors.append(error)
            both_inside.abort()

    threads = [threading.Thread(target=migrate, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [tables(url) for url in urls] == [{"of_one", "second_of_one"}, {"of_two", "second_of_two"}]


@pytest.mark.parametrize("where", ["ini", "environment"])
def test_the_time_to_wait_is_an_option(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Of the plugin, in the configuration or in the environment."""
    project = simple_project(tmp_path, postgresql_url)
    if where == "ini":
        with (tmp_path / "migrate.ini").open("a") as file:
            file.write("[plugin:locks]\nlock_timeout = 0.5\n")
    else:
        monkeypatch.setenv("MIGRATE_LOCK_TIMEOUT", "0.5")
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    with engine.connect() as holder:
        held_on_postgresql(holder)
        with pytest.raises(LockNotObtained, match=r"within 0\.5 seconds"):
            command.upgrade(project.config, "head")


def test_locks_can_be_switched_off(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As any plugin can."""
    monkeypatch.setenv("MIGRATE_PLUGINS", "*, ~locks")
    project = simple_project(tmp_path, postgresql_url)
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    with engine.connect() as holder:
        held_on_postgresql(holder)
        command.upgrade(project.config, "head")
    assert heads(postgresql_url) == ["one"]


def test_the_recipe_for_savepoints_on_sqlite_is_taken_over(sqlite_url: str) -> None:
    """SQLAlchemy's recipe begins a deferred transaction, which would not keep others out."""
    engine = create_engine(sqlite_url, poolclass=pool.NullPool)

    @event.listens_for(engine, "connect")
    def no_begin_by_the_driver(connection, record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.connect() as connection:
        upgrade(connection, ONE)
    assert heads(sqlite_url) == ["r1"]
