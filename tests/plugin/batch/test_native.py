"""Where the SQLite at hand can alter a table, batch mode lets it; where it refuses, the table is built anew."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, String, create_engine, event, pool, text
from sqlalchemy.exc import IntegrityError

from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError

TABLE = (
    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY, plain TEXT, filled TEXT NOT NULL, one INTEGER CHECK (one > 0),"
    " with_index TEXT, uniq TEXT UNIQUE, referring INTEGER REFERENCES p (id), second INTEGER, checked INTEGER,"
    " base INTEGER, twice INTEGER AS (base * 2), seen TEXT, CONSTRAINT ck_checked CHECK (checked > 0),"
    " FOREIGN KEY (second) REFERENCES p (id))",
    "CREATE INDEX ix_indexed ON t (with_index)",
    "INSERT INTO t (id, plain, filled, checked, base) VALUES (1, 'a', 'b', 3, 4), (2, NULL, 'c', 5, 6)",
)
OLD, NEW = "sqlite3", "pysqlite3"


@contextmanager
def connected(driver: str, at_least: tuple[int, ...]) -> Iterator[Connection]:
    """Connect to an empty database in memory with a driver, or skip the test where its SQLite is too old."""
    try:
        module = importlib.import_module(driver).dbapi2
    except ImportError:
        pytest.skip(f"{driver} is not installed")
    if module.sqlite_version_info < at_least:
        pytest.skip(f"the SQLite of {driver} is {module.sqlite_version}")
    with create_engine("sqlite://", module=module, poolclass=pool.StaticPool).connect() as connection:
        for statement in TABLE:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


@pytest.fixture(params=[OLD, NEW])
def any_sqlite(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """SQLite 3.35.5 or later, which drops columns."""
    with connected(request.param, (3, 35, 5)) as connection:
        yield connection


@pytest.fixture
def new_sqlite() -> Iterator[Connection]:
    """SQLite 3.53 or later, which adds and drops NOT NULL and CHECK."""
    with connected(NEW, (3, 53)) as connection:
        yield connection


def changed(connection: Connection, change: Callable[[Any], object], **options: Any) -> list[str]:
    """Change ``t`` in a batch, and return the statements that altered or created tables."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith(("ALTER", "CREATE TABLE")):
            sent.append(" ".join(statement.split())[:80])

    event.listen(connection, "before_cursor_execute", note)
    try:
        with Operations(MigrationContext.configure(connection)).batch_alter_table("t", **options) as batch:
            change(batch)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return sent


def sql_of_t(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 't'").scalar())


def columns(connection: Connection) -> list[str]:
    return [row[1] for row in connection.exec_driver_sql("PRAGMA table_xinfo(t)")]


@pytest.mark.parametrize("name", ["plain", "filled", "one", "referring"])
def test_a_column_is_dropped_by_alter(any_sqlite: Connection, name: str) -> None:
    """Where nothing uses the column but its own clauses, no row is copied."""
    assert changed(any_sqlite, lambda batch: batch.drop_column(name)) == [f"ALTER TABLE t DROP COLUMN {name}"]
    assert name not in columns(any_sqlite)
    assert any_sqlite.execute(text("SELECT id, base FROM t")).all() == [(1, 4), (2, 6)]


def test_a_column_may_be_replaced_by_alter(any_sqlite: Connection) -> None:
    """Several changes that SQLite can make stay changes, in their order."""
    sent = changed(
        any_sqlite,
        lambda batch: (batch.drop_column("plain"), batch.add_column(Column("plain", Integer, server_default="7"))),
    )
    assert sent == ["ALTER TABLE t DROP COLUMN plain", "ALTER TABLE t ADD COLUMN plain INTEGER DEFAULT '7'"]
    assert any_sqlite.execute(text("SELECT plain FROM t")).scalars().all() == [7, 7]


def test_an_index_dropped_before_its_column_is_out_of_the_way(any_sqlite: Connection) -> None:
    """The order of the batch counts."""
    sent = changed(any_sqlite, lambda batch: (batch.drop_index("ix_indexed"), batch.drop_column("with_index")))
    assert sent == ["ALTER TABLE t DROP COLUMN with_index"]


@pytest.mark.parametrize("name", ["with_index", "uniq", "second", "checked", "id"])
def test_a_column_that_something_uses_goes_by_a_rebuild(any_sqlite: Connection, name: str) -> None:
    """SQLite refuses to drop it, so the table is built anew without it and what used it; rows survive."""
    sent = changed(any_sqlite, lambda batch: (batch.drop_column("plain"), batch.drop_column(name)))
    assert "CREATE TABLE _alembic_tmp_t" in " ".join(sent)
    assert name not in columns(any_sqlite)
    assert "plain" not in columns(any_sqlite)
    assert any_sqlite.execute(text("SELECT filled, base FROM t ORDER BY base")).all() == [("b", 4), ("c", 6)]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("CREATE VIEW v AS SELECT seen FROM t", "The view 'v'"),
        ("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT new.seen; END", "The trigger 'r'"),
        ("CREATE TRIGGER r BEFORE DELETE ON t WHEN old.seen > 1 BEGIN SELECT 1; END", "The trigger 'r'"),
        ("CREATE TRIGGER r AFTER UPDATE OF seen ON t BEGIN SELECT 1; END", "The trigger 'r'"),
        ("CREATE TRIGGER r AFTER INSERT ON p BEGIN UPDATE t SET seen = 1; END", "The trigger 'r'"),
    ],
)
@pytest.mark.parametrize("recreate", ["auto", "always"])
def test_what_mentions_the_column_elsewhere_is_named(
    any_sqlite: Connection, statement: str, message: str, recreate: str
) -> None:
    """A view or a trigger is not broken: the error names it, and the column stays."""
    any_sqlite.exec_driver_sql(statement)
    any_sqlite.commit()
    with pytest.raises(CommandError) as caught:
        changed(any_sqlite, lambda batch: batch.drop_column("seen"), recreate=recreate)
    assert str(caught.value).startswith(f"{message} does not fit the changed table 't': ")
    assert "no such column: " in str(caught.value)
    assert caught.value.hint == "drop it before the batch, and create it anew afterwards"
    any_sqlite.rollback()
    assert "seen" in columns(any_sqlite)


def test_of_two_triggers_both_are_named(any_sqlite: Connection) -> None:
    """SQLite does not tell which of them it stumbled over."""
    for name, column in (("r1", "plain"), ("r2", "seen")):
        any_sqlite.exec_driver_sql(f"CREATE TRIGGER {name} AFTER INSERT ON t BEGIN SELECT new.{column}; END")
    with pytest.raises(CommandError, match=r"^One of the triggers 'r1', 'r2' does not fit the changed table 't': no"):
        changed(any_sqlite, lambda batch: batch.drop_column("seen"), recreate="always")


@pytest.mark.parametrize("recreate", ["auto", "always"])
def test_a_view_that_was_broken_before_does_not_hinder(any_sqlite: Connection, recreate: str) -> None:
    """Only what the batch breaks is its concern."""
    any_sqlite.exec_driver_sql("CREATE VIEW v AS SELECT absent FROM t")
    any_sqlite.exec_driver_sql("CREATE TRIGGER r INSTEAD OF UPDATE ON v BEGIN SELECT 1; END")
    any_sqlite.exec_driver_sql("CREATE TRIGGER r2 AFTER UPDATE ON t BEGIN UPDATE t SET id = twice(id); END")
    changed(any_sqlite, lambda batch: batch.alter_column("plain", nullable=True), recreate=recreate)
    assert columns(any_sqlite)[-1] == "seen"


def test_a_generated_column_keeps_its_base(any_sqlite: Connection) -> None:
    """Nothing is left half-changed where a generated column needs the dropped one."""
    before = sql_of_t(any_sqlite)
    with pytest.raises(Exception, match="base"):
        changed(any_sqlite, lambda batch: (batch.drop_column("plain"), batch.drop_column("base")))
    any_sqlite.rollback()
    assert sql_of_t(any_sqlite) == before


def test_rows_of_children_stay_when_a_parents_column_is_dropped(any_sqlite: Connection) -> None:
    """Also where SQLite refuses, and the rebuild has to switch foreign keys off."""
    any_sqlite.exec_driver_sql("CREATE TABLE c (t_id INTEGER REFERENCES t (id) ON DELETE CASCADE)")
    any_sqlite.exec_driver_sql("INSERT INTO c VALUES (1)")
    any_sqlite.commit()
    any_sqlite.exec_driver_sql("PRAGMA foreign_keys=ON")
    changed(any_sqlite, lambda batch: batch.drop_column("plain"))
    changed(any_sqlite, lambda batch: batch.drop_column("with_index"))
    assert any_sqlite.execute(text("SELECT t_id FROM c")).scalars().all() == [1]
    assert any_sqlite.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_always_means_always(any_sqlite: Connection) -> None:
    """``recreate="always"`` builds the table anew even so."""
    assert len(changed(any_sqlite, lambda batch: batch.drop_column("plain"), recreate="always")) == 2


# SQLite 3.53 ---------------------------------------------------------------------------------------------------------


def _not_null_and_checks(batch: Any) -> None:
    batch.alter_column("filled", nullable=True, existing_type=String())
    batch.alter_column("base", nullable=False, existing_type=Integer())
    batch.create_check_constraint("ck_base", text("base < 100"))
    batch.drop_constraint("ck_checked", type_="check")


def test_not_null_and_checks_are_altered(new_sqlite: Connection) -> None:
    """No row is copied for what SQLite 3.53 can alter."""
    assert changed(new_sqlite, _not_null_and_checks) == [
        "ALTER TABLE t ALTER COLUMN filled DROP NOT NULL",
        "ALTER TABLE t ALTER COLUMN base SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT ck_base CHECK (base < 100)",
        "ALTER TABLE t DROP CONSTRAINT ck_checked",
    ]
    sql = sql_of_t(new_sqlite)
    assert "filled TEXT," in sql
    assert "base INTEGER NOT NULL" in sql
    assert "CHECK (base < 100)" in sql
    assert "ck_checked" not in sql


def test_an_older_sqlite_builds_the_same_table_anew() -> None:
    """What counts is the SQLite of the connection, not the one that is installed besides."""
    with connected(OLD, (3, 35, 5)) as connection:
        if connection.dialect.server_version_info >= (3, 53):  # type: ignore[attr-defined]  # SQLite's dialect has it
            pytest.skip("this SQLite alters NOT NULL and CHECK")
        assert changed(connection, _not_null_and_checks)[0].startswith("CREATE TABLE _alembic_tmp_t")
        assert "base INTEGER NOT NULL" in sql_of_t(connection)
        assert "ck_checked" not in sql_of_t(connection)


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.alter_column("plain", type_=Integer()),
        lambda batch: batch.alter_column("filled", nullable=True, server_default="x", existing_type=String()),
        lambda batch: batch.create_unique_constraint("uq", ["plain"]),
        lambda batch: batch.create_foreign_key("fk", "p", ["base"], ["id"]),
    ],
    ids=["type", "default", "unique", "foreign key"],
)
def test_other_changes_build_the_table_anew(new_sqlite: Connection, change: Callable[[Any], object]) -> None:
    """SQLite 3.53 alters no types, defaults, unique constraints or foreign keys."""
    new_sqlite.exec_driver_sql("INSERT INTO p VALUES (4), (6)")
    assert changed(new_sqlite, change)[0].startswith("CREATE TABLE _alembic_tmp_t")


def test_rows_that_do_not_fit_are_told_by_the_rebuild(new_sqlite: Connection) -> None:
    """SQLite's own ALTER says "constraint failed"; the rebuild says which."""
    before = sql_of_t(new_sqlite)
    with pytest.raises(IntegrityError, match=r"NOT NULL constraint failed: .*plain"):
        changed(new_sqlite, lambda batch: batch.alter_column("plain", nullable=False, existing_type=String()))
    new_sqlite.rollback()
    assert sql_of_t(new_sqlite) == before


def test_an_unnamed_check_is_dropped_by_convention(new_sqlite: Connection) -> None:
    """SQLite knows no constraint of that name, so the table is built anew without it."""
    sent = changed(
        new_sqlite,
        lambda batch: batch.drop_constraint("ck_of_t", type_="check"),
        naming_convention={"ck": "ck_of_%(table_name)s"},
    )
    assert sent[1].startswith("CREATE TABLE _alembic_tmp_t")
    assert "one > 0" not in sql_of_t(new_sqlite)


def test_a_check_is_added_outside_of_a_batch(new_sqlite: Connection) -> None:
    """The same goes for ``op`` itself."""
    operations = Operations(MigrationContext.configure(new_sqlite))
    operations.create_check_constraint("ck_base", "t", "base < 100")
    operations.drop_constraint("ck_checked", "t", type_="check")
    operations.alter_column("t", "base", nullable=False, existing_type=Integer())
    assert "CONSTRAINT ck_base CHECK (base < 100)" in sql_of_t(new_sqlite)
    assert "ck_checked" not in sql_of_t(new_sqlite)
    assert "base INTEGER NOT NULL" in sql_of_t(new_sqlite)
