"""The page of what is detected says of each change and each database what happens there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DOMAIN, ExcludeConstraint

from migrate.kernel.autogenerate.databases import Reading
from migrate.kernel.command.diffs import diff_of
from migrate.kernel.runtime.throwaway import throwaway_database
from migrate.migration import MigrationContext
from migrate_plugins.commands.differences import difference
from support.comparing import build, compare, connected
from support.environments import ROOT
from support.sqlalchemies import has

PAGE = (ROOT / "docs" / "reference" / "what-is-detected.md").read_text(encoding="utf-8")
ROWS: Mapping[str, Mapping[str, bool]] = {
    what: dict(zip(("sqlite", "postgresql", "mariadb"), (word == "yes" for word in words), strict=True))
    for what, *words in re.findall(r"^\| ([^|]+?) \| (yes|no) \| (yes|no) \| (yes|no) \|", PAGE, flags=re.MULTILINE)
}

Items = Callable[[], tuple[Any, ...]]


def items(*made: Callable[[], Any]) -> Items:
    """Return what makes the items of a table anew each time."""
    return lambda: tuple(make() for make in made)


def column(*arguments: Any, **options: Any) -> Items:
    """Return what makes a table's column ``x``."""
    return items(lambda: Column("x", *arguments, **options))


def x(make: Callable[[], Any]) -> Items:
    """Return what makes a table's column ``x``, and something beside it."""
    return items(lambda: Column("x", Integer), make)


PLAIN = column(Integer)
COLLATED = (
    String(20)
    .with_variant(String(20, collation="NOCASE"), "sqlite")
    .with_variant(String(20, collation="C"), "postgresql")
    .with_variant(String(20, collation="utf8mb4_bin"), "mysql", "mariadb")
)
CHANGES: Mapping[str, tuple[Items, Items]] = {
    "a column is added or dropped": (items(), PLAIN),
    "a column may hold NULL, or no longer": (PLAIN, column(Integer, nullable=False)),
    "a type becomes another": (PLAIN, column(String(20))),
    "the length of a type": (column(String(20)), column(String(30))),
    "a length is given, or no longer": (column(Numeric), column(Numeric(10, 2))),
    "precision and scale": (column(Numeric(10, 2)), column(Numeric(12, 4))),
    "the collation of a type": (column(String(20)), column(COLLATED)),
    "with or without time zone": (column(DateTime), column(DateTime(timezone=True))),
    "the values of an enum": (column(Enum("a", "b", name="e")), column(Enum("a", "b", "c", name="e"))),
    "the default, NOT NULL or CHECK of a domain": (
        column(DOMAIN("d", Integer())),
        column(DOMAIN("d", Integer(), check="VALUE > 0")),
    ),
    "a server default": (column(Integer, server_default="1"), column(Integer, server_default="2")),
    "a server default comes or goes": (PLAIN, column(Integer, server_default="1")),
    "the formula of a computed column": (column(Integer, Computed("id + 1")), column(Integer, Computed("id + 2"))),
    "a column becomes computed": (PLAIN, column(Integer, Computed("id + 1"))),
    "the start of an identity": (
        column(Integer, Identity(start=5), nullable=False),
        column(Integer, Identity(start=9), nullable=False),
    ),
    "the comment of a column": (PLAIN, column(Integer, comment="new")),
    "an index is added or dropped": (PLAIN, x(lambda: Index("ix", "x"))),
    "the columns of an index": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", "x", "id"))),
    "an index becomes unique": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", "x", unique=True))),
    "the order of an index": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", text("x DESC")))),
    "the length of an index's column": (
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x", mariadb_length=5)),
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x", mariadb_length=6)),
    ),
    "an index is of words (FULLTEXT)": (
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x")),
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x", mariadb_prefix="FULLTEXT")),
    ),
    "the expression of an index": (
        x(lambda: Index("ix", text("(x + 1)"))),
        x(lambda: Index("ix", text("(x + 2)"))),
    ),
    "the WHERE of an index": (
        x(lambda: Index("ix", "x", postgresql_where=text("x > 1"), sqlite_where=text("x > 1"))),
        x(lambda: Index("ix", "x", postgresql_where=text("x > 2"), sqlite_where=text("x > 2"))),
    ),
    "the INCLUDE of an index": (
        x(lambda: Index("ix", "x", postgresql_include=["id"])),
        x(lambda: Index("ix", "x")),
    ),
    "the USING of an index": (x(lambda: Index("ix", "x", postgresql_using="hash")), x(lambda: Index("ix", "x"))),
    "the operator class of an index": (
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x")),
        items(lambda: Column("x", String(20)), lambda: Index("ix", "x", postgresql_ops={"x": "varchar_pattern_ops"})),
    ),
    "NULLs are equal for a unique constraint": (
        x(lambda: UniqueConstraint("x", name="u")),
        x(lambda: UniqueConstraint("x", name="u", postgresql_nulls_not_distinct=True)),
    ),
    "a unique constraint is added": (PLAIN, x(lambda: UniqueConstraint("x"))),
    "a unique constraint with a name is dropped": (x(lambda: UniqueConstraint("x", name="u")), PLAIN),
    "a unique constraint without a name is dropped": (x(lambda: UniqueConstraint("x")), PLAIN),
    "the DEFERRABLE of a unique constraint": (
        x(lambda: UniqueConstraint("x", name="u")),
        x(lambda: UniqueConstraint("x", name="u", deferrable=True, initially="DEFERRED")),
    ),
    "the INCLUDE of a unique constraint": (
        x(lambda: UniqueConstraint("x")),
        x(lambda: UniqueConstraint("x", postgresql_include=["id"])),
    ),
    "a foreign key is added or dropped": (PLAIN, x(lambda: ForeignKeyConstraint(["x"], ["t.id"]))),
    "the ON DELETE of a foreign key": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk", ondelete="CASCADE")),
    ),
    "the MATCH of a foreign key": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk", match="FULL")),
    ),
    "the DEFERRABLE of a foreign key": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk", deferrable=True, initially="DEFERRED")),
    ),
    "the columns of the primary key": (
        column(Integer, nullable=False),
        items(lambda: Column("x", Integer), lambda: PrimaryKeyConstraint("id", "x")),
    ),
    "the DEFERRABLE of the primary key": (
        x(lambda: PrimaryKeyConstraint("id")),
        x(lambda: PrimaryKeyConstraint("id", deferrable=True)),
    ),
    "the INCLUDE of the primary key": (
        x(lambda: PrimaryKeyConstraint("id", postgresql_include=["x"])),
        x(lambda: PrimaryKeyConstraint("id")),
    ),
    "a CHECK is added or dropped": (PLAIN, x(lambda: CheckConstraint("x > 1", name="ck"))),
    "the condition of a CHECK": (
        x(lambda: CheckConstraint("x > 1", name="ck")),
        x(lambda: CheckConstraint("x > 2", name="ck")),
    ),
    "a CHECK without a name is added": (PLAIN, x(lambda: CheckConstraint("x > 1"))),
    "a CHECK of a column is dropped": (items(lambda: Column("x", Integer, CheckConstraint("x > 1"))), PLAIN),
    "a CHECK without a name is dropped": (x(lambda: CheckConstraint("x > 1")), PLAIN),
    "an EXCLUDE is added or dropped": (PLAIN, x(lambda: ExcludeConstraint(("x", "="), name="ex", using="btree"))),
}


NEVER: Mapping[str, tuple[Items, Items]] = {
    "the order of columns": (
        items(lambda: Column("x", Integer), lambda: Column("y", Integer)),
        items(lambda: Column("y", Integer), lambda: Column("x", Integer)),
    ),
    "the names of primary keys": (PLAIN, x(lambda: PrimaryKeyConstraint("id", name="another"))),
    "and of foreign keys": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="another")),
    ),
    "a `default`, which lives in Python": (PLAIN, column(Integer, default=5)),
}


IMPOSSIBLE = {
    ("the expression of an index", "mariadb"),
    ("the default, NOT NULL or CHECK of a domain", "sqlite"),
    ("the default, NOT NULL or CHECK of a domain", "mariadb"),
}
"""What a database does not let anyone make; of all else that it does not have it takes no notice."""


def is_too_new(change: str, database: str) -> bool:
    """Return whether this SQLAlchemy is too old for its inspector to tell the change, or for models to say it."""
    of_keys = change in ("the INCLUDE of a unique constraint", "the INCLUDE of the primary key")
    is_told = (change, database) != ("the collation of a type", "postgresql") or has("2.1")
    return not is_told or (of_keys and not has("2.0.41"))


def models(make: Items, **options: Any) -> MetaData:
    """Return models with one table."""
    metadata = MetaData()
    made = make()
    key = [] if any(isinstance(item, PrimaryKeyConstraint) for item in made) else [True]
    Table("t", metadata, Column("id", Integer, primary_key=bool(key), autoincrement=False), *made, **options)
    return metadata


def differs(url: str, before: MetaData, after: MetaData) -> bool:
    """Return whether anything is found to do."""
    with connected(url) as connection:
        build(connection, before)
        assert compare(connection, before) == []
        return bool(compare(connection, after))


def test_the_page_has_a_row_for_each_change() -> None:
    """And for no other."""
    assert sorted(ROWS) == sorted([*CHANGES, "the comment of a table", "a table is added or dropped"])


# SQLAlchemy says of what the database cannot tell, or the models cannot be compared by, that it is left out.
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore:autogenerate skipping:UserWarning")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_detected_where_the_page_says_so(change: str, database_url: str) -> None:
    """And nothing is found where nothing has changed."""
    if (change, _database(database_url)) in IMPOSSIBLE:
        assert not ROWS[change][_database(database_url)]
        return
    if is_too_new(change, _database(database_url)):
        pytest.skip("this SQLAlchemy does not know it yet")
    before, after = CHANGES[change]
    assert differs(database_url, models(before), models(after)) == ROWS[change][_database(database_url)]


@pytest.mark.parametrize("change", NEVER)
def test_what_is_not_compared_is_no_difference(change: str, database_url: str) -> None:
    """In each item of the page's list that is of one table."""
    before, after = NEVER[change]
    assert change in PAGE.partition("## What is never a difference")[2]
    assert not differs(database_url, models(before), models(after))


OF_POSTGRESQL = (
    "CREATE TABLE whole (x INTEGER) PARTITION BY RANGE (x)",
    "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (1) TO (9)",
    "CREATE TABLE tool (x INTEGER)",
    "ALTER EXTENSION plpgsql ADD TABLE tool",
)


def test_what_databases_have_by_themselves_is_never_reported(database_url: str) -> None:
    """Sequences and indexes behind columns and keys, views, the version table; partitions, and tables of extensions."""
    metadata = MetaData()
    Table("counted", metadata, Column("id", Integer, primary_key=True), Column("x", Integer, unique=True))
    Table("numbered", metadata, Column("id", Integer, Identity(), primary_key=True), Column("x", Integer))
    refers = ForeignKeyConstraint(["x"], ["counted.id"], name="fk")
    Table("refers", metadata, Column("id", Integer, primary_key=True), Column("x", Integer), refers)
    with connected(database_url) as connection:
        build(connection, metadata)
        connection.exec_driver_sql("CREATE VIEW seen AS SELECT id FROM counted")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        if _database(database_url) == "postgresql":
            Table("whole", metadata, Column("x", Integer))
            for statement in OF_POSTGRESQL:
                connection.exec_driver_sql(statement)
        assert compare(connection, metadata) == []


def test_the_engine_of_a_table_is_no_difference(mariadb_url: str) -> None:
    """Nor is anything else that says how rows are stored."""
    assert not differs(mariadb_url, models(PLAIN, mariadb_engine="InnoDB"), models(PLAIN, mariadb_engine="MyISAM"))


def read(url: str) -> Reading:
    """Return a database as `migrate diff` reads its second side."""
    with connected(url) as connection:
        return Reading(MigrationContext.configure(connection))


def signs(url: str, wanted: Reading) -> list[str]:
    """Return the signs of what makes a database like another one that was read, sorted."""
    with connected(url) as connection:
        found = wanted.differences(MigrationContext.configure(connection))
        return sorted(difference(diff_of(one)).sign for one in found)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_detected_between_two_databases_too(change: str, database_url: str) -> None:
    """What one direction adds, the other takes away; and a database is like itself."""
    database = _database(database_url)
    if not ROWS[change][database] or is_too_new(change, database):
        return
    with throwaway_database(database_url) as url:
        other = url.render_as_string(hide_password=False)
        for where, make in zip((database_url, other), CHANGES[change], strict=True):
            with connected(where) as connection:
                build(connection, models(make))
        first, second = read(database_url), read(other)
        forth, back = signs(database_url, second), signs(other, first)
        assert forth
        assert sorted({"+": "-", "-": "+", "~": "~"}[sign] for sign in forth) == back
        assert signs(database_url, first) == []


def test_tables_and_their_comments_are_detected_where_the_page_says_so(database_url: str) -> None:
    """The two rows that are of no table's inside."""
    database = _database(database_url)
    with connected(database_url) as connection:
        assert bool(compare(connection, models(PLAIN))) == ROWS["a table is added or dropped"][database]
        build(connection, models(PLAIN))
        found = bool(compare(connection, models(PLAIN, comment="new")))
        assert found == ROWS["the comment of a table"][database]


def _database(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]
