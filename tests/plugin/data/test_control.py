"""`op.irreversible()`, `op.require()` and `op.timeouts()`, on live databases and offline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, func, literal, select, text
from sqlalchemy.exc import DBAPIError

from migrate.operations import Operations, ops
from migrate.plugin import DatabaseError, GraphError
from migrate.runtime.migration import MigrationContext
from support.offline import Offline, written


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as live:
        yield live
    engine.dispose()


@pytest.fixture
def op(connection: Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def test_a_step_that_cannot_be_undone() -> None:
    """The reason, and what is left to do; its reverse says the same."""
    with pytest.raises(GraphError) as caught:
        Offline().op.irreversible("the old passwords were thrown away")
    assert str(caught.value) == "This step cannot be undone: the old passwords were thrown away"
    assert caught.value.hint == "go on from here with a new revision, or restore a backup from before the upgrade"
    assert ops.IrreversibleOp("why").reverse().to_diff_tuple() == ("irreversible", "why")


TRUE = [
    "SELECT 1",
    "SELECT 1 = 1",
    "SELECT count(*) = 0 FROM (SELECT 1) AS t WHERE 1 = 0",
    "SELECT 'yes';",
    "SELECT ':x' ",
]
UNTRUE = ["SELECT 0", "SELECT 1 = 2", "SELECT NULL", "SELECT ''", "SELECT 1 WHERE 1 = 0"]


@pytest.mark.parametrize("query", TRUE)
def test_a_requirement_that_holds(op: Operations, connection: Connection, query: str) -> None:
    """The step goes on, and so does the script of the same step."""
    op.require(query, "never seen")
    _run_script(connection, query)


@pytest.mark.parametrize("query", UNTRUE)
def test_a_requirement_that_does_not_hold(op: Operations, connection: Connection, query: str) -> None:
    """The message is the error; the script of the same step stops too."""
    with pytest.raises(DatabaseError) as caught:
        op.require(query, "every account needs an email first")
    assert str(caught.value) == "every account needs an email first"
    assert str(caught.value.hint).startswith("the query gave ")
    assert str(caught.value.hint).endswith(f": {query}")
    with pytest.raises(DBAPIError, match=r"(?i)null"):
        _run_script(connection, query)


def _run_script(connection: Connection, query: str) -> None:
    offline = Offline(connection.dialect.name)
    offline.op.require(query, "first line\nsecond line")
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    comment, _, statement = offline.buffer.getvalue().partition("-- Required: second line")
    assert comment == "-- Required: first line\n\n"
    connection.execute(text(statement.strip().removesuffix(";").replace(":", r"\:")))


def test_a_requirement_may_be_a_construct(op: Operations) -> None:
    """Whatever SQLAlchemy can select."""
    op.require(select(literal(3) > 2), "never seen")
    with pytest.raises(DatabaseError, match="no"):
        op.require(select(func.coalesce(literal(0), 5)), "no")
    assert "SELECT 3 > 2" in written(lambda op: op.require(select(literal(3) > 2), "x"))[1]


def test_limits_hold_inside_the_block(postgresql_url: str) -> None:
    """After it the database's own limits hold again."""
    engine = create_engine(postgresql_url)
    with engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with op.timeouts(lock=1.5, statement=60):
            assert _shown(connection) == ("1500ms", "1min")
        assert _shown(connection) == ("0", "0")
        op.timeouts(lock=2)
        assert _shown(connection) == ("2s", "0")
        connection.rollback()
        assert _shown(connection) == ("0", "0")
        connection.rollback()
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        with op.timeouts(lock=2):
            assert _shown(alone) == ("2s", "0")
        assert _shown(alone) == ("0", "0")
    engine.dispose()


def _shown(connection: Connection) -> tuple[Any, ...]:
    return tuple(connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("lock_timeout", "statement_timeout"))


def test_a_statement_that_waits_too_long_is_ended(postgresql_url: str) -> None:
    """Another session holds the lock."""
    engine = create_engine(postgresql_url)
    with engine.begin() as setup:
        setup.exec_driver_sql("CREATE TABLE t (a INTEGER)")
    with engine.connect() as holder, engine.connect() as connection:
        holder.exec_driver_sql("LOCK TABLE t")
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(DBAPIError, match="lock timeout"), op.timeouts(lock=0.1):
            op.drop_table("t")
    engine.dispose()


LIMITS = {
    "postgresql": [
        "SET LOCAL lock_timeout = 5000",
        "SET LOCAL statement_timeout = 60000",
        "SELECT 1",
        "SET LOCAL lock_timeout TO DEFAULT",
        "SET LOCAL statement_timeout TO DEFAULT",
    ],
    "mysql": [
        "SET SESSION lock_wait_timeout = 5",
        "SET SESSION innodb_lock_wait_timeout = 5",
        "SELECT 1",
        "SET SESSION lock_wait_timeout = DEFAULT",
        "SET SESSION innodb_lock_wait_timeout = DEFAULT",
    ],
    "sqlite": ["PRAGMA busy_timeout = 5000", "SELECT 1", "PRAGMA busy_timeout = 5000"],
}


@pytest.mark.parametrize("dialect", LIMITS)
def test_what_is_written_for_limits(dialect: str) -> None:
    """Before the block and after it; what a database cannot limit is passed over."""
    offline = Offline(dialect)
    with offline.op.timeouts(lock=5, statement=60):
        offline.op.execute("SELECT 1")
    assert offline.sql == LIMITS[dialect]


def test_limits_on_every_live_database(op: Operations, connection: Connection) -> None:
    """What is sent is understood; zero takes a limit away."""
    with op.timeouts(lock=0, statement=0):
        op.execute("SELECT 1")
    with op.timeouts(lock=0.2, statement=30):
        op.execute("SELECT 1")
