"""Collations on SQLite: read from the texts of the tables, compared, and changed in a batch."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import CHAR, Column, Connection, Enum, Integer, MetaData, String, Table, Text, Unicode

from migrate_plugins.dialects.sqlite.collations import collations_in
from support.comparing import build, compare, connected
from support.roundtrip import both_ways, generated


def models(type_: Any, name: str = "x", **options: Any) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True), Column(name, type_, **options))
    return made


NOCASE = String(20, collation="NOCASE")
CHANGES = {
    "added": (String(20), NOCASE),
    "of a text without a length": (Text(), Text(collation="RTRIM")),
    "another": (NOCASE, String(20, collation="RTRIM")),
    "with the length": (NOCASE, String(30, collation="NOCASE")),
    "with the type": (Integer(), Text(collation="nocase")),
    "of a variant": (String(20), String(20).with_variant(NOCASE, "sqlite")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["x", 'a "quoted" one', "collate", "check"])
def test_a_collation_is_changed_both_ways(sqlite_url: str, change: str, name: str) -> None:
    """And back from the other side too; the rows are kept."""
    before, after = CHANGES[change]
    for one, other in ((before, after), (after, before)):
        with connected(sqlite_url) as connection:
            both_ways(connection, models(one, name), models(other, name))
            models(one, name).drop_all(connection)
            connection.commit()


SAME: tuple[Any, ...] = (
    String(20, collation="BINARY"),
    String(20),
    Text(collation="NoCase"),
    CHAR(3, collation="rtrim"),
    Unicode(3, collation="NOCASE"),
    Enum("a", "b", name="e"),
)


@pytest.mark.parametrize("type_", SAME, ids=str)
def test_what_was_created_does_not_differ(sqlite_url: str, type_: Any) -> None:
    """Whatever the case in which the name is written."""
    with connected(sqlite_url) as connection:
        build(connection, models(type_))
        assert compare(connection, models(type_)) == []


def test_the_usual_collation_need_not_be_said(sqlite_url: str) -> None:
    """BINARY is what SQLite takes without any."""
    with connected(sqlite_url) as connection:
        build(connection, models(String(20, collation="BINARY")))
        assert compare(connection, models(String(20))) == []


def test_values_are_compared_as_the_new_collation_says(sqlite_url: str) -> None:
    """And the column's clauses stay."""
    with connected(sqlite_url) as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, x VARCHAR(20) COLLATE RTRIM)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'One')")
        connection.commit()
        revision = generated(connection, models(NOCASE))
        assert "existing_type=sa.VARCHAR(length=20, collation='RTRIM')" in revision.upgrade
        for body, found in ((revision.upgrade, 1), (revision.downgrade, 0)):
            revision.run(connection, body)
            assert number_of_ones(connection) == found


def number_of_ones(connection: Connection) -> int:
    found: int = connection.exec_driver_sql("SELECT count(*) FROM t WHERE x = 'one'").scalar_one()
    return found


def test_compared_as_the_reference_does_it_is_not_detected(sqlite_url: str) -> None:
    """The inspector does not tell it."""
    with connected(sqlite_url) as connection:
        build(connection, models(String(20)))
        assert compare(connection, models(NOCASE), compare="reference") == []


def test_only_the_clauses_of_columns_are_read() -> None:
    """Not what stands in expressions, strings, comments and constraints of the table."""
    source = """CREATE TABLE "a (" (
        [two words] TEXT COLLATE NOCASE, -- collate RTRIM
        `b` TEXT DEFAULT ('x' COLLATE NOCASE) CHECK (b = 'a' COLLATE RTRIM) COLLATE "my own",
        "check" TEXT NOT NULL collate rtrim UNIQUE,
        c TEXT DEFAULT 'collate nocase', d,
        e TEXT GENERATED ALWAYS AS (c COLLATE NOCASE) VIRTUAL,
        UNIQUE (c COLLATE NOCASE), CHECK (c COLLATE NOCASE = 'x')
    ) STRICT"""
    assert dict(collations_in(source)) == {"two words": "NOCASE", "b": "my own", "check": "rtrim"}
