"""Runs on live databases: what is applied, committed, rolled back, and proved."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, pool, text

from migrate import op
from migrate.plugin import CommandError, DatabaseError
from support.histories import chain, context_on, downgrade, heads, sql, tables, upgrade

TWO = chain(sql("CREATE TABLE a (x INTEGER)"), sql("CREATE TABLE b (x INTEGER)"))
FAILING = chain(
    sql("CREATE TABLE a (x INTEGER)"),
    sql("CREATE TABLE b (x INTEGER)"),
    sql("CREATE TABLE c (x INTEGER)", "SELECT nix"),
)
EACH = [False, True]


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("each", EACH)
def test_an_upgrade_is_applied_and_recorded(engine: Engine, each: bool) -> None:
    """All pending revisions run, and the version table holds the head."""
    with engine.connect() as connection:
        upgrade(connection, TWO, transaction_per_migration=each)
        assert not connection.in_transaction()
    assert tables(url_of(engine)) == {"a", "b"}
    assert heads(url_of(engine)) == ["r2"]


@pytest.mark.parametrize("each", EACH)
def test_a_downgrade_to_base_empties_the_version_table(engine: Engine, each: bool) -> None:
    """The table stays, without rows."""
    with engine.connect() as connection:
        upgrade(connection, TWO)
        downgrade(connection, TWO, "base", transaction_per_migration=each)
    assert heads(url_of(engine)) == []


@pytest.mark.parametrize("statement", ["SELECT 1", "CREATE TABLE early (x INTEGER)"])
def test_a_statement_before_configure_does_not_lose_the_run(engine: Engine, statement: str) -> None:
    """A transaction that SQLAlchemy began by itself is taken over and committed."""
    with engine.connect() as connection:
        connection.execute(text(statement))
        upgrade(connection, TWO)
    assert heads(url_of(engine)) == ["r2"]


@pytest.mark.parametrize("each", EACH)
def test_a_run_without_begin_transaction_is_committed(engine: Engine, each: bool) -> None:
    """An env.py that forgets begin_transaction() gets one."""
    with engine.connect() as connection:
        context_on(connection, TWO, transaction_per_migration=each).run_migrations()
    assert heads(url_of(engine)) == ["r2"]


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_a_failing_run_leaves_nothing_behind(name: str, request: pytest.FixtureRequest) -> None:
    """Tables, rows and the version table itself are rolled back."""
    engine: Engine = request.getfixturevalue(name)
    with engine.connect() as connection, pytest.raises(DatabaseError):
        upgrade(connection, FAILING)
    assert tables(url_of(engine)) == set()
    assert heads(url_of(engine)) is None


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_with_a_transaction_for_each_migration_those_before_the_failure_stay(
    name: str, request: pytest.FixtureRequest
) -> None:
    """Only the failing revision is rolled back."""
    engine: Engine = request.getfixturevalue(name)
    with engine.connect() as connection, pytest.raises(DatabaseError):
        upgrade(connection, FAILING, transaction_per_migration=True)
    assert tables(url_of(engine)) == {"a", "b"}
    assert heads(url_of(engine)) == ["r2"]


def test_without_transactional_ddl_each_version_row_follows_its_revision(mariadb: Engine) -> None:
    """MariaDB commits DDL by itself; the version table tells what is done."""
    with mariadb.connect() as connection, pytest.raises(DatabaseError):
        upgrade(connection, FAILING)
    assert tables(url_of(mariadb)) == {"a", "b", "c"}
    assert heads(url_of(mariadb)) == ["r2"]


def test_a_failing_revision_rolls_its_rows_back_on_mariadb(mariadb: Engine) -> None:
    """What can be rolled back is."""
    history = chain(sql("CREATE TABLE a (x INTEGER)"), sql("INSERT INTO a VALUES (1)", "SELECT nix"))
    with mariadb.connect() as connection, pytest.raises(DatabaseError):
        upgrade(connection, history)
    with mariadb.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM a")).scalar() == 0


@pytest.mark.parametrize("each", EACH)
def test_a_revision_that_commits_loses_nothing(engine: Engine, each: bool) -> None:
    """The run begins again after a revision's own commit; its version row and all later revisions are kept."""

    def commits() -> None:
        op.execute("CREATE TABLE b (x INTEGER)")
        op.get_bind().commit()

    history = chain(sql("CREATE TABLE a (x INTEGER)"), commits, sql("CREATE TABLE c (x INTEGER)"))
    with engine.connect() as connection:
        upgrade(connection, history, transaction_per_migration=each)
    assert tables(url_of(engine)) == {"a", "b", "c"}
    assert heads(url_of(engine)) == ["r3"]


def test_a_revision_that_sends_commit_loses_nothing(engine: Engine) -> None:
    """A COMMIT that SQLAlchemy does not see is noticed too."""
    history = chain(
        sql("CREATE TABLE a (x INTEGER)", "COMMIT", "CREATE TABLE b (x INTEGER)"), sql("CREATE TABLE c (x INTEGER)")
    )
    with engine.connect() as connection:
        upgrade(connection, history)
    assert tables(url_of(engine)) == {"a", "b", "c"}
    assert heads(url_of(engine)) == ["r2"]


def test_what_follows_a_revision_that_committed_is_rolled_back_alone(postgresql: Engine) -> None:
    """The revision that committed is recorded with its commit, so that it need not run again."""
    history = chain(sql("CREATE TABLE a (x INTEGER)"), sql("COMMIT"), sql("CREATE TABLE c (x INTEGER)", "SELECT nix"))
    with postgresql.connect() as connection, pytest.raises(DatabaseError):
        upgrade(connection, history)
    assert tables(url_of(postgresql)) == {"a"}
    assert heads(url_of(postgresql)) == ["r2"]


def test_a_revision_that_rolls_back_is_an_error(engine: Engine) -> None:
    """A rollback inside a revision would undo the revisions before it."""

    def rolls_back() -> None:
        op.get_bind().rollback()

    with engine.connect() as connection, pytest.raises(CommandError, match="rolled back the transaction"):
        upgrade(connection, chain(sql("CREATE TABLE a (x INTEGER)"), rolls_back))


def test_a_savepoint_may_be_rolled_back(engine: Engine) -> None:
    """A revision may try something."""

    def tries() -> None:
        savepoint = op.get_bind().begin_nested()
        savepoint.rollback()

    with engine.connect() as connection:
        upgrade(connection, chain(tries, sql("CREATE TABLE a (x INTEGER)")))
    assert heads(url_of(engine)) == ["r2"]


def test_a_run_in_the_callers_transaction_is_the_callers_to_commit(postgresql: Engine) -> None:
    """The runtime keeps out of a transaction that somebody else began."""
    with postgresql.connect() as connection, connection.begin() as transaction:
        upgrade(connection, TWO)
        assert transaction.is_active
        transaction.rollback()
    assert heads(url_of(postgresql)) is None
    with postgresql.begin() as connection:
        upgrade(connection, TWO)
    assert heads(url_of(postgresql)) == ["r2"]


def test_a_callers_transaction_on_sqlite_takes_ddl_back(sqlite: Engine) -> None:
    """Python's driver would have committed it."""
    with sqlite.connect() as connection:
        transaction = connection.begin()
        upgrade(connection, TWO)
        transaction.rollback()
    assert tables(url_of(sqlite)) == set()


def test_a_database_in_memory_is_migrated() -> None:
    """There is no second connection to a database in memory."""
    engine = create_engine("sqlite://", poolclass=pool.StaticPool)
    with engine.connect() as connection:
        assert upgrade(connection, TWO).get_current_heads() == ("r2",)
    engine.dispose()


def test_an_autocommit_connection_is_migrated(engine: Engine) -> None:
    """Each statement commits itself, the version rows too."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        upgrade(connection, TWO)
    assert heads(url_of(engine)) == ["r2"]


@pytest.mark.parametrize("each", EACH)
def test_autocommit_block_ends_and_begins_the_transaction(engine: Engine, each: bool) -> None:
    """What runs in the block is committed at once, and the run goes on after it."""

    def block() -> None:
        op.execute("CREATE TABLE before_block (x INTEGER)")
        with op.get_context().autocommit_block():
            op.execute("CREATE TABLE in_block (x INTEGER)")
        op.execute("CREATE TABLE after_block (x INTEGER)")

    with engine.connect() as connection:
        upgrade(connection, chain(block), transaction_per_migration=each)
        assert connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"
    assert tables(url_of(engine)) == {"before_block", "in_block", "after_block"}
    assert heads(url_of(engine)) == ["r1"]


def test_an_index_can_be_created_concurrently(postgresql: Engine) -> None:
    """The lock of the run does not keep CREATE INDEX CONCURRENTLY waiting."""

    def concurrently() -> None:
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX CONCURRENTLY i ON a (x)")

    with postgresql.connect() as connection:
        upgrade(connection, chain(sql("CREATE TABLE a (x INTEGER)"), concurrently))
    assert heads(url_of(postgresql)) == ["r2"]


def test_the_heads_are_read_back(sqlite: Engine) -> None:
    """A run that ends without its heads in the version table fails."""

    def forget(**kw: Any) -> None:
        kw["ctx"].execute("DELETE FROM alembic_version WHERE version_num = 'r2'")

    with sqlite.connect() as connection, pytest.raises(DatabaseError, match="at base instead of 'r2'"):
        upgrade(connection, TWO, on_version_apply=forget)


def test_nothing_pending_writes_nothing(engine: Engine) -> None:
    """Neither a version table nor a lock is made."""
    with engine.connect() as connection:
        upgrade(connection, chain())
    assert heads(url_of(engine)) is None


def test_sys_exit_in_a_revision_is_an_error(sqlite: Engine) -> None:
    """An exit code of 0 must not hide that nothing was applied."""

    def leaves() -> None:
        raise SystemExit(0)

    with sqlite.connect() as connection, pytest.raises(CommandError, match="ended the program"):
        upgrade(connection, chain(sql("CREATE TABLE a (x INTEGER)"), leaves))
    assert tables(url_of(sqlite)) == set()


def test_a_revision_without_the_function_is_an_error(sqlite: Engine) -> None:
    """The revision and its file are named."""
    history = chain(sql())
    del history.get_revision("r1").module.upgrade
    with sqlite.connect() as connection, pytest.raises(CommandError, match=r"'r1' has no function upgrade\(\)"):
        upgrade(connection, history)


def test_a_callers_own_transaction_proxy_can_be_rolled_back(engine: Engine) -> None:
    """A dry run: env.py rolls back what begin_transaction() gave it."""
    with engine.connect() as connection:
        context = context_on(connection, chain(sql("SELECT 1")))
        with context.begin_transaction() as transaction:
            context.run_migrations()
            if transaction is not None:
                transaction.rollback()
    assert heads(url_of(engine)) in (None, ["r1"])


def test_purge_forgets_the_rows_before_a_stamp(engine: Engine) -> None:
    """Rows that no revision knows do not matter."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('unknown')"))
    with engine.connect() as connection:
        upgrade(connection, chain(), purge=True)
    assert heads(url_of(engine)) == []


def test_a_run_of_one_revision_costs_few_statements(engine: Engine, recorded) -> None:  # type: ignore[no-untyped-def]
    """Beside the revision's own: whether there is a table, the heads three times, the row, and what a lock takes."""
    with engine.connect() as connection:
        upgrade(connection, TWO, "r1")
    with engine.connect() as connection, recorded(engine) as statements:
        upgrade(connection, TWO)
    own = [statement for statement in statements if "alembic_version" in statement]
    assert sum(statement.startswith("SELECT alembic_version.") for statement in own) == 3
    assert sum(statement.startswith("UPDATE") for statement in own) == 1
    assert len(statements) <= 9
