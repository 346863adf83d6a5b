"""What is wrong in a batch is told by name, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, Text, create_engine, inspect, pool, text
from sqlalchemy.exc import OperationalError

from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError, UsageError

COLUMNS = "its columns are id, name"
CONSTRAINTS = (
    "the named constraints of 't' are uq_t; one without a name can be dropped by the name that naming_convention= "
    "gives it"
)


@pytest.fixture(params=["OFF", "ON"])
def connection(sqlite_url: str, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A SQLite file with a table of one row; foreign keys are enforced, or not."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, CONSTRAINT uq_t UNIQUE (id))")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'x')")
        connection.commit()
        connection.exec_driver_sql(f"PRAGMA foreign_keys={request.param}")
        connection.rollback()
        yield connection


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (lambda b: b.alter_column("nme", nullable=False), "No such column: 'nme' in table 't'", COLUMNS),
        (lambda b: b.alter_column("nme", new_column_name="x"), "No such column: 'nme' in table 't'", COLUMNS),
        (lambda b: b.drop_column("nme"), "No such column: 'nme' in table 't'", COLUMNS),
        (lambda b: b.create_unique_constraint("uq", ["nme"]), "No such column: 'nme' in table 't'", COLUMNS),
        (lambda b: b.create_primary_key("pk", ["nme"]), "No such column: 'nme' in table 't'", COLUMNS),
        (lambda b: b.create_foreign_key("fk", "t", ["nme"], ["id"]), "No such column: 'nme' in table 't'", COLUMNS),
        (
            lambda b: (b.drop_column("name"), b.alter_column("name", nullable=False)),
            "No such column: 'name' in table 't'",
            "its columns are id",
        ),
        (
            lambda b: b.add_column(Column("NAME", Integer, unique=True)),
            "The table 't' has a column 'NAME' already",
            "alter_column() changes it; to put another in its place, drop it first",
        ),
        (
            lambda b: (b.drop_column("name"), b.drop_column("id")),
            "No column of table 't' would be left",
            "op.drop_table() drops it",
        ),
        (lambda b: b.drop_constraint("nope", type_="unique"), "No such constraint: 'nope'", CONSTRAINTS),
        (lambda b: b.drop_constraint("nope", type_="check"), "No such constraint: 'nope'", CONSTRAINTS),
        (lambda b: b.drop_constraint("nope"), "No such constraint: 'nope'", CONSTRAINTS),
    ],
)
@pytest.mark.parametrize("recreate", ["auto", "always"])
def test_what_is_not_there_is_named(
    connection: Connection, change: Callable[[Any], object], message: str, hint: str, recreate: Any
) -> None:
    """The error tells what there is instead."""
    with pytest.raises(CommandError) as caught:
        _change(connection, change, recreate)
    assert (str(caught.value), caught.value.hint) == (message, hint)
    _nothing_has_changed(connection)


def test_an_unknown_index_is_named(connection: Connection) -> None:
    """In a rebuild; where SQLite is let to do it, it says the same in its own words."""
    with pytest.raises(CommandError, match=r"^No such index: 'nope'$") as caught:
        _change(connection, lambda batch: batch.drop_index("nope"), "always")
    assert caught.value.hint == "the indexes of 't' are none"
    with pytest.raises(OperationalError, match="no such index: nope"):
        _change(connection, lambda batch: batch.drop_index("nope"), "auto")
    _nothing_has_changed(connection)


def test_a_constraint_to_drop_needs_a_name(connection: Connection) -> None:
    """None is no name."""
    with pytest.raises(UsageError, match=r"op.drop_constraint\(\) on 't' does not say which constraint"):
        _change(connection, lambda batch: batch.drop_constraint(None, type_="unique"), "auto")
    _nothing_has_changed(connection)


def test_a_constraint_to_add_needs_none(connection: Connection) -> None:
    """SQLite keeps it without a name."""
    _change(connection, lambda batch: batch.create_unique_constraint(None, ["name"]), "auto")
    assert {unique["name"] for unique in inspect(connection).get_unique_constraints("t")} == {"uq_t", None}


def test_an_error_of_the_database_leaves_nothing_behind(connection: Connection) -> None:
    """No temporary table, though the driver alone would not have begun a transaction before creating it."""
    with pytest.raises(OperationalError, match="no such column: nme"):
        _change(connection, lambda batch: batch.create_index("ix", ["nme"]), "always")
    _nothing_has_changed(connection)


def test_a_rename_is_taken_back_with_the_rest(connection: Connection) -> None:
    """A column that was renamed before the copy failed has its old name again."""

    def rename_and_fail(batch: Any) -> None:
        batch.alter_column("name", new_column_name="title", existing_type=Text())
        batch.create_check_constraint("ck", text("id > 100"))

    with pytest.raises(Exception, match="CHECK constraint failed"):
        _change(connection, rename_and_fail, "auto")
    _nothing_has_changed(connection)


def test_the_caller_commits(connection: Connection) -> None:
    """Where foreign keys are not enforced, a change that is not committed is gone."""
    enforced = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    _change(connection, lambda batch: batch.add_column(Column("more", Integer, unique=True)), "auto")
    connection.rollback()
    expected = ["id", "name", "more"] if enforced else ["id", "name"]
    assert [column["name"] for column in inspect(connection).get_columns("t")] == expected


def test_an_autocommitting_connection_keeps_the_change(sqlite_url: str) -> None:
    """Nobody would commit there."""
    engine = create_engine(sqlite_url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        _change(connection, lambda batch: batch.add_column(Column("more", Integer, unique=True)), "auto")
    with engine.connect() as connection:
        assert [column["name"] for column in inspect(connection).get_columns("t")] == ["id", "more"]


def _change(connection: Connection, change: Callable[[Any], object], recreate: Any) -> None:
    with Operations(MigrationContext.configure(connection)).batch_alter_table("t", recreate=recreate) as batch:
        change(batch)


def _nothing_has_changed(connection: Connection) -> None:
    connection.rollback()
    assert connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all() == ["t"]
    assert connection.exec_driver_sql("SELECT id, name FROM t").all() == [(1, "x")]
