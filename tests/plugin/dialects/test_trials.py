"""What each database tells of trials and throwaway databases, and how a stranger's dialect brings the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.dialects import registry as sqlalchemy_dialects
from sqlalchemy.dialects.mssql.base import MSDialect
from sqlalchemy.dialects.oracle.base import OracleDialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import OperationalError

from migrate.ddl.impl import DefaultImpl
from migrate.kernel.runtime.throwaway import throwaway_database
from migrate.migration import MigrationContext
from migrate.util.exc import CommandError as UsageError
from support.comparing import connected
from support.registries import environment
from support.scenarios import run


def impl_of(connection: Connection) -> Any:
    return MigrationContext.configure(connection).impl


def executed(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


# Large tables -----------------------------------------------------------------------------------------------------


def test_the_planner_knows_how_many_rows_a_table_has(postgresql_url: str) -> None:
    """The rows are an estimate of the last ANALYZE; other tables, also of this name elsewhere, do not count."""
    with connected(postgresql_url) as connection:
        executed(
            connection,
            "CREATE TABLE t AS SELECT generate_series(1, 2000) AS x",
            "CREATE SCHEMA s",
            "CREATE TABLE s.u AS SELECT generate_series(1, 3000) AS x",
            "CREATE TABLE u (x INTEGER)",
            "ANALYZE",
        )
        impl = impl_of(connection)
        megabyte = 1024 * 1024
        assert impl.large_table({(None, "t"), (None, "u")}, rows=1999, size=megabyte) == "t has about 2,000 rows"
        assert impl.large_table({(None, "t"), (None, "u")}, rows=2000, size=megabyte) is None
        assert impl.large_table({("public", "t")}, rows=1, size=megabyte) == "t has about 2,000 rows"
        assert impl.large_table({("s", "u")}, rows=2000, size=megabyte) == "u has about 3,000 rows"
        assert impl.large_table({(None, "u")}, rows=1, size=megabyte) is None
        assert impl.large_table((), rows=1, size=1) is None


def test_few_rows_may_be_large(postgresql_url: str) -> None:
    """Then the bytes are told, and not the rows."""
    with connected(postgresql_url) as connection:
        executed(
            connection,
            "CREATE TABLE t (x TEXT)",
            "ALTER TABLE t ALTER x SET STORAGE PLAIN",
            "INSERT INTO t SELECT repeat('x', 8000) FROM generate_series(1, 300)",
            "ANALYZE",
        )
        impl = impl_of(connection)
        assert impl.large_table({(None, "t")}, rows=300, size=1024 * 1024) == "t has 2 MB"
        assert impl.large_table({(None, "t")}, rows=300, size=3 * 1024 * 1024) is None


def test_a_partitioned_table_is_as_large_as_its_parts(postgresql_url: str) -> None:
    """What changes it changes them, and it has no rows of its own."""
    with connected(postgresql_url) as connection:
        executed(
            connection,
            "CREATE TABLE t (x INTEGER) PARTITION BY RANGE (x)",
            "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1001)",
            "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (1001) TO (9999) PARTITION BY RANGE (x)",
            "CREATE TABLE t21 PARTITION OF t2 FOR VALUES FROM (1001) TO (9999)",
            "INSERT INTO t SELECT generate_series(1, 3000)",
            "ANALYZE t1",
            "ANALYZE t21",
        )
        assert impl_of(connection).large_table({(None, "t")}, rows=2500, size=10**9) == "t has about 3,000 rows"


def test_a_file_of_sqlite_is_as_large_as_it_is(sqlite_url: str) -> None:
    """SQLite does not tell how large a table is; no change of a table takes no time."""
    with connected(sqlite_url) as connection:
        executed(connection, "CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(3000000))")
        connection.commit()
        impl = impl_of(connection)
        assert impl.large_table({(None, "t")}, rows=1, size=2 * 1024 * 1024) == "the file has 2 MB"
        assert impl.large_table({(None, "t")}, rows=1, size=3 * 1024 * 1024) is None
        assert impl.large_table((), rows=1, size=1) is None


# What stops a trial -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("database is locked", "another program holds a lock on it"),
        ("attempt to write a readonly database", "the database is read-only"),
        ("no such table: t", None),
    ],
)
def test_what_stops_sqlite(sqlite_url: str, words: str, reason: str | None) -> None:
    """Locks and rights are no fault of the code."""
    with connected(sqlite_url) as connection:
        error = OperationalError("SELECT 1", None, sqlite3.OperationalError(words))
        assert impl_of(connection).trial_stopped_by(error) == reason


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        (MSDialect(), "it is not known how to take all changes back on mssql"),
        (OracleDialect(), "oracle commits changes of the schema at once"),
    ],
    ids=["mssql", "oracle"],
)
def test_databases_that_are_not_tried_on(dialect: Any, reason: str) -> None:
    """Each says why."""
    impl = MigrationContext.configure(dialect=dialect, opts={"as_sql": True}).impl
    assert impl.trial_obstacle(in_transaction=False) == reason


def test_what_a_project_says_of_its_database_counts(postgresql_url: str) -> None:
    """``transactional_ddl=False`` stands for a proxy, for example, that takes nothing back."""
    with connected(postgresql_url) as connection:
        impl = MigrationContext.configure(connection, opts={"transactional_ddl": False}).impl
        assert impl.trial_obstacle(in_transaction=False) == "postgresql commits changes of the schema at once"


# A stranger's dialect ---------------------------------------------------------------------------------------------


class StrangerDialect(SQLiteDialect_pysqlite):
    """A database that nobody here has heard of, and which keeps its data in files."""

    name = "stranger"
    supports_statement_cache = True


sqlalchemy_dialects.register("stranger", __name__, "StrangerDialect")

DIALECT = """
from migrate.ddl.impl import DefaultImpl

class StrangerImpl(DefaultImpl):
    __dialect__ = "stranger"
    transactional_ddl = True
"""
TRIALS = """
    def trial_obstacle(self, *, in_transaction):
        return "the moon is full" if in_transaction else None

    def start_transaction(self, *, owned):
        self.bind.exec_driver_sql("BEGIN")

    def large_table(self, tables, *, rows, size):
        return "t is heavy" if (None, "t") in tables else None
"""
MODELS = """
from sqlalchemy import *
metadata = MetaData()
Table("t", metadata, Column("x", Integer))
"""


def stranger(folder: Path, impl: str) -> Path:
    """Set a project up whose env.py brings the dialect's implementation."""
    (folder / "models.py").write_text(MODELS)
    run(folder, "migrate", "init", "--url", f"stranger:///{folder / 'test.db'}", "--models", "models:metadata")
    env = folder / "migrations" / "env.py"
    env.write_text(impl + env.read_text())
    return folder


def generate(folder: Path) -> str:
    printed = run(folder, "migrate", "revision", "--autogenerate")
    return [line for line in printed if not line.startswith("! INFO")][-1]


def test_a_dialect_that_tells_nothing_is_not_tried_on(tmp_path: Path) -> None:
    """It might not take everything back."""
    stranger(tmp_path, DIALECT)
    assert generate(tmp_path) == "Not verified: it is not known how to take all changes back on stranger."


def test_a_dialect_can_bring_trials(tmp_path: Path) -> None:
    """The method says that all can be taken back; the others, what does not go and what would take long."""
    stranger(tmp_path, DIALECT + TRIALS)
    assert generate(tmp_path).startswith("Verified: ")
    run(tmp_path, "migrate", "upgrade", "head")
    (tmp_path / "models.py").write_text(MODELS.replace("Integer)", "Integer), Column('y', Text)"))
    assert generate(tmp_path) == "Not verified: t is heavy, which could take long."


def test_a_dialect_is_told_of_transactions(tmp_path: Path) -> None:
    """It may not be able to take a part of one back."""
    env = stranger(tmp_path, DIALECT + TRIALS) / "migrations" / "env.py"
    env.write_text(env.read_text().replace("as connection:", "as connection, connection.begin():"))
    assert generate(tmp_path) == "Not verified: the moon is full."


def test_a_dialect_can_bring_throwaway_databases(tmp_path: Path) -> None:
    """Without, the error says where it works; with, the database is gone afterwards."""
    url = f"stranger:///{tmp_path / 'test.db'}"
    with pytest.raises(UsageError, match=r"^No throwaway database can be made on stranger$") as caught:
        throwaway_database(url)
    assert caught.value.hint == (
        "this works on mariadb, mysql, postgresql and sqlite; elsewhere, a plugin can bring it with the dialect's "
        "implementation"
    )
    with (
        environment(DIALECT + "    databases_are_files = True\n") as registry,
        throwaway_database(url, registry) as made,
    ):
        assert make_url(made).get_backend_name() == "stranger"
        assert Path(str(made.database)).parent.exists()
    assert not Path(str(made.database)).parent.exists()


class ServerImpl(DefaultImpl):
    """A server that is PostgreSQL in truth, and has words of its own for the work."""

    calls: list[str] = []
    right_to_make_databases = "ALLOW {user}"

    @classmethod
    def create_database(cls, connection: Connection, name: str) -> None:
        """Make it."""
        cls.calls.append("create")
        super().create_database(connection, name)

    @classmethod
    def drop_database(cls, connection: Connection, name: str) -> None:
        """Drop it."""
        cls.calls.append("drop")
        super().drop_database(connection, name)


class _Registry:
    dialects = {"postgresql": None}

    def dialect_class(self, name: str) -> Any:
        return ServerImpl


def test_a_dialect_can_say_how_databases_are_made(postgresql_url: str) -> None:
    """Its methods are given a connection that commits each statement, and the name."""
    registry: Any = _Registry()
    with throwaway_database(postgresql_url, registry) as made:
        assert isinstance(made, URL)
        with connected(made.render_as_string(hide_password=False)) as connection:
            assert connection.exec_driver_sql("SELECT current_database()").scalar_one() == made.database
    assert ServerImpl.calls == ["create", "drop"]
