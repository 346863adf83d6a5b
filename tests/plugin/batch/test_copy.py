"""How the rows get into the new table: in one statement, which tells that it goes on."""

from __future__ import annotations

import io
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, ForeignKey, Integer, String, create_engine, event, pool, text
from sqlalchemy.exc import IntegrityError

from migrate import command
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError
from support.live_projects import simple_project


@pytest.fixture
def connection(sqlite_url: str) -> Iterator[Connection]:
    """A SQLite file with two tables; foreign keys are not enforced, as is usual there."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        for statement in (
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, code VARCHAR(9), parent_id INTEGER REFERENCES parent (id))",
            "INSERT INTO t VALUES (1, 'a', 404), (2, 'b', NULL)",
        ):
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


@pytest.fixture
def op(connection: Connection) -> Operations:
    """Operations on that file."""
    return Operations(MigrationContext.configure(connection))


@pytest.fixture
def inserts(connection: Connection) -> list[str]:
    """The statements sent that put rows into a table."""
    found: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("INSERT"):
            found.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    return found


def test_whole_rows_are_copied_as_they_are(connection: Connection, op: Operations, inserts: list[str]) -> None:
    """Where no column comes, goes or moves, SQLite may copy its records without looking into them."""
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String(9))
    assert inserts == ["INSERT INTO _alembic_tmp_t SELECT * FROM t"]
    assert connection.execute(text("SELECT * FROM t")).all() == [(1, "a", 404), (2, "b", None)]


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.add_column(Column("extra", String(9), server_default="x")),
        lambda batch: batch.drop_column("parent_id"),
        lambda batch: batch.alter_column("code", insert_after="parent_id"),
        lambda batch: batch.alter_column("code", type_=Integer()),
        lambda batch: (batch.drop_column("code"), batch.add_column(Column("code", String(9)))),
    ],
    ids=["added", "dropped", "moved", "cast", "replaced"],
)
def test_columns_are_named_where_rows_change(
    connection: Connection, op: Operations, inserts: list[str], change: object
) -> None:
    """A row that gets another shape is copied column by column, so that each value stays in its column."""
    with op.batch_alter_table("t", recreate="always") as batch:
        change(batch)  # type: ignore[operator]  # a function of the list above
    assert inserts[0].startswith("INSERT INTO _alembic_tmp_t (id, ")
    assert connection.execute(text("SELECT id FROM t")).scalars().all() == [1, 2]


def test_a_generated_column_is_not_copied(connection: Connection, op: Operations, inserts: list[str]) -> None:
    """The database computes it anew."""
    connection.exec_driver_sql("CREATE TABLE g (id INTEGER PRIMARY KEY, twice INTEGER AS (id * 2) STORED, x TEXT)")
    connection.exec_driver_sql("INSERT INTO g (id, x) VALUES (4, 'y')")
    with op.batch_alter_table("g", recreate="always") as batch:
        batch.alter_column("x", nullable=False, existing_type=String())
    assert connection.execute(text("SELECT * FROM g")).all() == [(4, 8, "y")]
    assert inserts[-1].startswith("INSERT INTO _alembic_tmp_g (id, x) SELECT")


def test_old_orphans_do_not_hinder_where_nothing_is_enforced(connection: Connection, op: Operations) -> None:
    """A row that had no partner before is no concern of a change of another column."""
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String(9))
    assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 2


def test_a_new_foreign_key_is_checked(connection: Connection, op: Operations) -> None:
    """As other databases do when a constraint is added; the table stays as it was."""
    connection.exec_driver_sql("CREATE TABLE other (id INTEGER PRIMARY KEY)")
    connection.commit()
    with pytest.raises(CommandError) as caught, op.batch_alter_table("t") as batch:
        batch.create_foreign_key("fk_other", "other", ["id"], ["id"])
    assert str(caught.value) == ("The changed table 't' leaves rows without a partner: row 1 of 't' refers to 'other'")
    assert caught.value.hint == "nothing was changed; correct the data first"


def test_a_foreign_key_of_a_new_column_has_nothing_to_find(connection: Connection, op: Operations) -> None:
    """The old key's orphans are not laid at the new one's door, though it refers to the same table."""
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("second_id", Integer, ForeignKey("parent.id", name="fk_second")))
    assert connection.exec_driver_sql("PRAGMA foreign_key_list(t)").all()[0][3] == "second_id"


# The line on a terminal ---------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


class ImpatientUser(Terminal):
    """A terminal at which Ctrl-C is pressed as soon as a line appears."""

    pressed = False

    def write(self, shown: str) -> int:
        """Show the line, and press Ctrl-C at the first."""
        if not self.pressed:
            self.pressed = True
            signal.raise_signal(signal.SIGINT)
        return super().write(shown)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to wait for the line."""
    monkeypatch.setattr("migrate.kernel.operate.progress.PATIENCE", 0)
    monkeypatch.setattr("migrate.kernel.operate.progress._INTERVAL", 0)
    monkeypatch.setattr("migrate_plugins.batch.waiting._INSTRUCTIONS", 1)
    monkeypatch.setattr("logging.Logger.isEnabledFor", lambda logger, level: True)


@pytest.mark.usefixtures("at_once")
def test_a_long_rebuild_says_that_it_goes_on(
    op: Operations, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal, what is being done is shown with the time it has taken."""
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String(9))
    assert terminal.getvalue().startswith("\rbuilding the table 't' anew, 0 s")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fails", [False, True])
def test_the_driver_calls_back_no_more_afterwards(
    connection: Connection, op: Operations, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """The handler is gone when the table is built, and also when that has failed."""
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    check = f"id > {1 if fails else 0}"
    with (
        pytest.raises(IntegrityError) if fails else nullcontext(),
        op.batch_alter_table("t") as batch,
    ):
        batch.create_check_constraint("ck", text(check))
    shown = terminal.getvalue()
    assert shown
    connection.exec_driver_sql("SELECT count(*) FROM t, t AS b, t AS c").all()
    assert terminal.getvalue() == shown


@pytest.mark.usefixtures("at_once")
def test_ctrl_c_stops_a_long_copy(connection: Connection, op: Operations, monkeypatch: pytest.MonkeyPatch) -> None:
    """It arrives while SQLite works, takes the change back, and is told as what it is."""
    connection.commit()
    monkeypatch.setattr(sys, "stderr", ImpatientUser())
    with pytest.raises(KeyboardInterrupt), op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("x", Integer))
    connection.rollback()
    assert connection.execute(text("SELECT * FROM t")).all() == [(1, "a", 404), (2, "b", None)]


@pytest.mark.usefixtures("at_once")
def test_ctrl_c_works_as_before_afterwards(
    connection: Connection, op: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's own handler is back."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("x", Integer))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_sqlite_has_taken_back_is_not_called_committed(tmp_path: Path) -> None:
    """An interrupt ends the transaction, and what cleans up runs outside of it; the error tells the state as it is."""
    project = simple_project(tmp_path, f"sqlite:///{tmp_path}/app.db")
    project.revision("one", None, "CREATE TABLE t (i INTEGER)", "INSERT INTO t VALUES (1), (2), (3)")
    command.upgrade(project.config, "head")
    project.write(
        "migrations/versions/two.py",
        """
        from migrate import op
        import sqlalchemy as sa
        revision, down_revision = "two", "one"

        def upgrade():
            driver = op.get_bind().connection.driver_connection
            driver.create_function("interrupting", 1, lambda value: driver.interrupt() or 1)
            with op.batch_alter_table("t") as batch:
                batch.create_check_constraint("ck", sa.text("interrupting(i) = 1"))
        """,
    )
    with pytest.raises(CommandError, match="interrupted") as caught:
        command.upgrade(project.config, "head")
    assert caught.value.hint == "what this run had not committed was rolled back; the database is at 'one'"
    with create_engine(project.url, poolclass=pool.NullPool).connect() as after:
        assert after.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["one"]
        assert after.exec_driver_sql("SELECT i FROM t").scalars().all() == [1, 2, 3]


@pytest.mark.usefixtures("at_once")
def test_a_file_is_not_told(op: Operations, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stderr is no terminal, a handler that a program has set stays as it is."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    called: list[int] = []
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(lambda: called.append(1), 1)
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("x", Integer))
    called.clear()
    connection.exec_driver_sql("SELECT count(*) FROM t").all()
    assert called
