"""A table built anew keeps all that nobody asked to change, or is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
    pool,
    text,
)

from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError

RICH = """CREATE TABLE t (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(20) COLLATE NOCASE NOT NULL DEFAULT 'it''s :x 100%',
  price DECIMAL(10, 2) CHECK (price > 0),
  parent INTEGER REFERENCES t (id) ON DELETE CASCADE,
  code TEXT,
  total INTEGER GENERATED ALWAYS AS (id * 2) STORED,
  UNIQUE (code) ON CONFLICT REPLACE,
  CHECK (length(name) > 1)
)"""
AROUND = (
    "CREATE INDEX ix_desc ON t (name COLLATE BINARY DESC)",
    "CREATE INDEX ix_some ON t (price) WHERE price > 1",
    "CREATE INDEX ix_expression ON t (lower(name))",
    "CREATE TABLE log (what TEXT)",
    "CREATE TRIGGER t_insert AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('added ' || new.name); END",
    "CREATE VIEW v AS SELECT name, price FROM t WHERE price > 1",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE)",
    "INSERT INTO t (id, name, price, code) VALUES (7, 'seven', 3, 'a'), (9, 'nine', 4, 'b')",
    "DELETE FROM t WHERE id = 9",
    "INSERT INTO child VALUES (1, 7)",
    "DELETE FROM log",
)


@pytest.fixture
def connection(sqlite_url: str) -> Iterator[Connection]:
    """A SQLite file with a table that has all that reflection does not see, and what lives around it."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        for statement in (RICH, *AROUND):
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


@pytest.fixture
def op(connection: Connection) -> Operations:
    """Operations on that file."""
    return Operations(MigrationContext.configure(connection))


def sql_of(connection: Connection, name: str) -> str:
    return str(connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}).scalar())


def test_nothing_is_lost_when_another_column_changes(connection: Connection, op: Operations) -> None:
    """Collation, default, checks, conflict clause, generated column, indexes, trigger and view stay to the letter."""
    others = ("ix_desc", "ix_some", "ix_expression", "t_insert", "v")
    before = {name: sql_of(connection, name) for name in others}
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String())
    after = sql_of(connection, "t")
    for part in (
        "id INTEGER PRIMARY KEY AUTOINCREMENT",
        "name VARCHAR(20) COLLATE NOCASE NOT NULL DEFAULT 'it''s :x 100%'",
        "price DECIMAL(10, 2) CHECK (price > 0)",
        "parent INTEGER REFERENCES t (id) ON DELETE CASCADE",
        "code TEXT NOT NULL",
        "total INTEGER GENERATED ALWAYS AS (id * 2) STORED",
        "UNIQUE (code) ON CONFLICT REPLACE",
        "CHECK (length(name) > 1)",
    ):
        assert part in after
    assert {name: sql_of(connection, name) for name in others} == before


def test_the_counter_and_the_trigger_go_on(connection: Connection, op: Operations) -> None:
    """AUTOINCREMENT does not reuse the id of a row that was deleted, and the trigger fires once for a new row."""
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("extra", Integer))
    connection.exec_driver_sql("INSERT INTO t (name, price, code) VALUES ('next', 2, 'c')")
    assert connection.execute(text("SELECT max(id) FROM t")).scalar() == 10
    assert connection.execute(text("SELECT what FROM log")).scalars().all() == ["added next"]


def test_children_keep_their_rows_with_foreign_keys_enforced(connection: Connection, op: Operations) -> None:
    """Enforcement is switched off around the rebuild, so that no ON DELETE CASCADE fires, and is on again after it."""
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String())
    assert connection.execute(text("SELECT t_id FROM child")).scalars().all() == [7]
    connection.commit()
    assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_children_are_not_lost_inside_of_a_transaction(connection: Connection, op: Operations) -> None:
    """Where enforcement cannot be switched off, the rebuild is refused, and says how it could be done."""
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    connection.exec_driver_sql("INSERT INTO log VALUES ('in a transaction')")
    with pytest.raises(CommandError) as caught, op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("code", nullable=False, existing_type=String())
    assert str(caught.value) == (
        "The table 't' cannot be rebuilt: foreign keys are enforced, and dropping it would touch the rows of 'child'"
    )
    assert caught.value.hint == "run PRAGMA foreign_keys=OFF on this connection before the transaction begins"
    assert connection.execute(text("SELECT count(*) FROM child")).scalar() == 1


def test_a_renamed_column_is_renamed_everywhere(connection: Connection, op: Operations) -> None:
    """Checks, generated columns, indexes and triggers follow a new name."""
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("price", new_column_name="cost", existing_type=Integer())
    assert "cost DECIMAL(10, 2) CHECK (cost > 0)" in sql_of(connection, "t")
    assert sql_of(connection, "ix_some") == "CREATE INDEX ix_some ON t (cost) WHERE cost > 1"


def test_a_view_that_no_longer_fits_is_named(connection: Connection, op: Operations) -> None:
    """A view on a dropped column is an error, and not a broken view."""
    connection.exec_driver_sql("DROP INDEX ix_some")
    with (
        pytest.raises(CommandError, match=r"^The view 'v' does not fit the changed table 't': no such column: price"),
        op.batch_alter_table("t") as batch,
    ):
        batch.drop_column("price")


def test_leftovers_of_a_killed_run_are_removed(connection: Connection, op: Operations) -> None:
    """A temporary table that is still there does not block the next run."""
    connection.exec_driver_sql("CREATE TABLE _alembic_tmp_t (x)")
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.add_column(Column("extra", Integer))
    assert "_alembic_tmp_t" not in inspect(connection).get_table_names()


def test_a_constraint_without_a_name_can_be_dropped_by_convention(connection: Connection, op: Operations) -> None:
    """``naming_convention`` gives the unnamed UNIQUE the name by which it is dropped."""
    with op.batch_alter_table("t", naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}) as batch:
        batch.drop_constraint("uq_t_code", type_="unique")
    assert "UNIQUE" not in sql_of(connection, "t")


def test_an_unknown_constraint_tells_those_there_are(connection: Connection, op: Operations) -> None:
    """A misspelt constraint is an error with the table's named constraints."""
    with (
        pytest.raises(CommandError, match=r"^No such constraint: 'nope'$") as caught,
        op.batch_alter_table("t") as batch,
    ):
        batch.drop_constraint("nope", type_="check")
    assert caught.value.hint is not None
    assert "the named constraints of 't' are none" in caught.value.hint


def test_an_unknown_table_tells_those_there_are(op: Operations) -> None:
    """A misspelt table is an error with the tables of the database."""
    with (
        pytest.raises(CommandError, match=r"^No such table: 'tt'$") as caught,
        op.batch_alter_table("tt", recreate="always") as batch,
    ):
        batch.add_column(Column("x", Integer))
    assert caught.value.hint == "the tables are child, log, t"


@pytest.mark.parametrize("recreate", ["always", "auto"])
def test_a_batch_works_on_every_database(database_url: str, recreate: str) -> None:
    """The same block changes a table on SQLite, PostgreSQL and MariaDB, by ALTER or by a new table; rows survive."""
    metadata = MetaData()
    table = Table(
        "account",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(20), server_default="x"),
        Column("old", Integer, index=True),
        CheckConstraint("old > 0", name="ck_old"),
    )
    with create_engine(database_url, poolclass=pool.NullPool).connect() as connection:
        metadata.create_all(connection)
        connection.execute(table.insert(), [{"id": number, "name": "a", "old": number} for number in range(1, 51)])
        connection.commit()
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("account", recreate=recreate) as batch:  # type: ignore[arg-type]
            batch.drop_constraint("ck_old", type_="check")
            batch.alter_column("name", nullable=False, existing_type=String(20), existing_server_default="x")
            batch.add_column(Column("added", Integer, server_default="5"))
        connection.commit()
        columns = {column["name"]: column for column in inspect(connection).get_columns("account")}
        assert columns["name"]["nullable"] is False
        rows = connection.execute(text("SELECT count(*), sum(old), sum(added) FROM account")).one()
        assert tuple(rows) == (50, 1275, 250)
        assert [index["column_names"] for index in inspect(connection).get_indexes("account")] == [["old"]]
        assert [check["name"] for check in inspect(connection).get_check_constraints("account")] == []
