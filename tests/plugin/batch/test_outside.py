"""What SQLite cannot alter, outside of a batch: refused before anything is sent, or made a batch by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Computed, Connection, Integer, String, create_engine, event, func, inspect, pool, text
from tests.support.live_projects import SIMPLE_ENV, Project, simple_project

from migrate import command
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import ConfigurationError

HINT = (
    "use `with op.batch_alter_table('t') as batch_op:`, which builds the table anew, or let each change do so with "
    "`batch = auto` in the section [plugin:batch]"
)
NEEDS_VALUE = "give it a server_default; or add it as nullable, fill it, and make it NOT NULL with batch_alter_table"


@pytest.fixture
def connection(sqlite_url: str) -> Any:
    """A SQLite file with a table of one row, and an empty one."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
        connection.exec_driver_sql("CREATE TABLE empty (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'x')")
        connection.commit()
        yield connection


def refusal(connection: Connection, change: Callable[[Operations], object]) -> tuple[str, str]:
    """Return the message and the hint of the error for a change, and see that nothing was altered on the way."""
    sent: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda conn, cursor, statement, *rest: sent.append(statement))
    with pytest.raises(NotImplementedError) as caught:
        change(Operations(MigrationContext.configure(connection)))
    assert [statement for statement in sent if statement.startswith("ALTER")] == []
    return str(caught.value), str(getattr(caught.value, "hint", None))


@pytest.mark.parametrize(
    ("column", "reason", "hint"),
    [
        (Column("c", Integer, unique=True), "it is UNIQUE", HINT),
        (Column("c", Integer, primary_key=True), "it is part of the primary key", HINT),
        (
            Column("c", Integer, nullable=False),
            "the table has rows, and the column is NOT NULL without a default",
            NEEDS_VALUE,
        ),
        (
            Column("c", String, server_default=func.current_timestamp()),
            "the table has rows, and the column has a default that is not constant",
            HINT,
        ),
        (
            Column("c", Integer, Computed("id + 1", persisted=True)),
            "the table has rows, and the column is computed and stored",
            HINT,
        ),
    ],
    ids=["unique", "primary key", "not null", "default", "computed"],
)
def test_a_column_that_cannot_be_added(connection: Connection, column: Column[Any], reason: str, hint: str) -> None:
    """The reason is SQLite's, told before anything is sent."""
    message = f"SQLite cannot add the column 'c' to table 't': {reason}"
    assert refusal(connection, lambda op: op.add_column("t", column._copy())) == (message, hint)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda op: op.alter_column("t", "name", type_=Integer()),
            "SQLite cannot alter the column 'name' of table 't'",
        ),
        (
            lambda op: op.alter_column("t", "name", server_default="x"),
            "SQLite cannot alter the column 'name' of table 't'",
        ),
        (
            lambda op: op.create_unique_constraint("uq", "t", ["name"]),
            "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which "
            "allows for SQLite migrations using a copy-and-move strategy.",
        ),
        (
            lambda op: op.drop_constraint("uq", "t", type_="unique"),
            "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which "
            "allows for SQLite migrations using a copy-and-move strategy.",
        ),
    ],
)
def test_a_change_that_cannot_be_made(
    connection: Connection, change: Callable[[Operations], object], message: str
) -> None:
    """The error says how to make it in a batch, and how to switch automatic batches on."""
    assert refusal(connection, change) == (message, HINT)


@pytest.mark.parametrize(
    "column",
    [
        Column("c", Integer, nullable=False),
        Column("c", String, server_default=func.current_timestamp()),
        Column("c", Integer, Computed("id + 1", persisted=True)),
        Column("c", Integer, unique=True, index=True),
    ],
)
def test_an_empty_table_takes_more(connection: Connection, column: Column[Any]) -> None:
    """What SQLite refuses only for the sake of rows is left to it; a unique index is no UNIQUE constraint."""
    Operations(MigrationContext.configure(connection)).add_column("empty", column._copy())
    assert "c" in [row[1] for row in connection.exec_driver_sql("PRAGMA table_xinfo(empty)")]


def test_a_missing_table_is_told_as_such(connection: Connection) -> None:
    """The look for rows does not hide which statement failed."""
    with pytest.raises(Exception, match=r"(?s)no such table: nope.*ALTER TABLE nope ADD COLUMN"):
        Operations(MigrationContext.configure(connection)).add_column("nope", Column("c", Integer, nullable=False))


# Automatic batch mode -----------------------------------------------------------------------------------------------

REVISION = """
revision = "two"
down_revision = "one"
from migrate import op
import sqlalchemy as sa

def upgrade():
    op.add_column("t", sa.Column("code", sa.String(9), unique=True))
    op.add_column("t", sa.Column("plain", sa.Integer))
    op.alter_column("t", "name", type_=sa.String(50), nullable=False, existing_type=sa.Text())
    op.create_foreign_key("fk_boss", "t", "t", ["boss"], ["id"])
    op.create_check_constraint("ck_name", "t", "name <> ''")
    op.drop_constraint("uq_old", "t", type_="unique")
    op.drop_column("t", "old")
    op.alter_column("t", "plain", new_column_name="fancy", existing_type=sa.Integer())

def downgrade():
    op.drop_constraint("ck_name", "t", type_="check")
"""
TABLES = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, boss INTEGER, old TEXT, CONSTRAINT uq_old UNIQUE (old))",
    "CREATE TABLE child (t_id INTEGER REFERENCES t (id) ON DELETE CASCADE)",
    "INSERT INTO t VALUES (1, 'x', NULL, 'o'), (2, 'y', 1, 'p')",
    "INSERT INTO child VALUES (1), (2)",
)


def project_with(folder: Path, option: str) -> Project:
    project = simple_project(folder, f"sqlite:///{folder}/app.db")
    ini = folder / "migrate.ini"
    ini.write_text(f"{ini.read_text()}\n[plugin:batch]\nbatch = {option}\n")
    enforced = (
        '    connection.exec_driver_sql("PRAGMA foreign_keys=ON")\n    connection.commit()\n    context.configure'
    )
    project.env(SIMPLE_ENV.replace("    context.configure", enforced))
    project.revision("one", None, *TABLES)
    project.write("migrations/versions/two.py", REVISION)
    return project


def test_with_automatic_batches_op_changes_what_sqlite_cannot(tmp_path: Path) -> None:
    """Each change is made as a batch would make it, and rows of children stay though foreign keys are enforced."""
    project = project_with(tmp_path, "auto")
    command.upgrade(project.config, "head")
    with create_engine(project.url, poolclass=pool.NullPool).connect() as connection:
        inspector = inspect(connection)
        columns = {column["name"]: column for column in inspector.get_columns("t")}
        assert list(columns) == ["id", "name", "boss", "code", "fancy"]
        assert (str(columns["name"]["type"]), columns["name"]["nullable"]) == ("VARCHAR(50)", False)
        assert [unique["column_names"] for unique in inspector.get_unique_constraints("t")] == [["code"]]
        assert [key["name"] for key in inspector.get_foreign_keys("t")] == ["fk_boss"]
        assert [check["name"] for check in inspector.get_check_constraints("t")] == ["ck_name"]
        assert connection.execute(text("SELECT id, name, boss FROM t")).all() == [(1, "x", None), (2, "y", 1)]
        assert connection.execute(text("SELECT t_id FROM child")).scalars().all() == [1, 2]
    command.downgrade(project.config, "-1")
    with create_engine(project.url, poolclass=pool.NullPool).connect() as connection:
        assert inspect(connection).get_check_constraints("t") == []


def test_without_them_the_change_is_refused(tmp_path: Path) -> None:
    """The default is to say so."""
    project = project_with(tmp_path, "explicit")
    with pytest.raises(NotImplementedError, match="SQLite cannot add the column 'code' to table 't': it is UNIQUE"):
        command.upgrade(project.config, "head")


def test_another_value_is_an_error(tmp_path: Path) -> None:
    """It names the place, and the values there are."""
    project = project_with(tmp_path, "always")
    with pytest.raises(ConfigurationError) as caught:
        command.upgrade(project.config, "head")
    assert str(caught.value) == "There is no batch 'always'"
    assert caught.value.hint == "use explicit or auto"
    assert str(caught.value.place).endswith("migrate.ini:6")
