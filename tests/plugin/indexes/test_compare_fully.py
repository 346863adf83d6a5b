"""All that makes an index: method, operator classes, order, INCLUDE, WITH, WHERE, expressions."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, desc, func, text

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways


def models(*items: Any) -> MetaData:
    made = MetaData()
    columns = (Column("id", Integer, primary_key=True), Column("x", String(20)), Column("y", Integer))
    Table("t", made, *columns, *items)
    return made


POSTGRESQL: dict[str, Any] = {
    "plain": lambda: Index("ix", "x"),
    "where": lambda: Index("ix", "x", postgresql_where=text("y > 0")),
    "another where": lambda: Index("ix", "x", postgresql_where=text("y > 0 OR (y < -1 AND x <> 'a')")),
    "where in": lambda: Index("ix", "x", postgresql_where=text("x IN ('a', 'b%')")),
    "using": lambda: Index("ix", "x", postgresql_using="hash"),
    "include": lambda: Index("ix", "x", postgresql_include=["y"]),
    "unique include": lambda: Index("ix", "x", unique=True, postgresql_include=["y"]),
    "operator class": lambda: Index("ix", "x", postgresql_ops={"x": "text_pattern_ops"}),
    "with": lambda: Index("ix", "x", postgresql_with={"fillfactor": 70}),
    "descending": lambda: Index("ix", desc("x")),
    "nulls first": lambda: Index("ix", text("x NULLS FIRST")),
    "collation": lambda: Index("ix", text('x COLLATE "C"')),
    "nulls not distinct": lambda: Index("ix", "x", unique=True, postgresql_nulls_not_distinct=True),
    "expression": lambda: Index("ix", func.lower(text("x")), "y"),
    "expression with all": lambda: Index("ix", text("lower(x) text_pattern_ops DESC NULLS LAST"), text("(y + 1)")),
    "gin": lambda: Index("ix", text("to_tsvector('english', x)"), postgresql_using="gin"),
}


@pytest.mark.parametrize("name", POSTGRESQL)
def test_any_index_of_postgresql(postgresql_url: str, name: str) -> None:
    """It is the same as itself, can be made of a plain one, and can be made a plain one again."""
    after = Index("ix", "y") if name == "plain" else POSTGRESQL[name]()
    with connected(postgresql_url) as connection:
        changed = both_ways(connection, models(Index("ix", "x")), models(after))
        assert "create_index" in changed.upgrade
        models().drop_all(connection)
        both_ways(connection, models(POSTGRESQL[name]()), models(Index("ix", "y", "x")))


def test_each_differs_from_all_others(postgresql_url: str) -> None:
    """By one drop and one creation."""
    with connected(postgresql_url) as connection:
        for name, index in POSTGRESQL.items():
            build(connection, models(index()))
            for other, another in POSTGRESQL.items():
                unseen = (name, other) == ("collation", "plain")  # the inspector tells a plain index
                expected = [] if name == other or unseen else ["remove_index", "add_index"]
                assert kinds(compare(connection, models(another()))) == expected, (name, other)
            models().drop_all(connection)


def test_the_reason_is_logged(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """In the database's words."""
    with connected(postgresql_url) as connection, caplog.at_level(logging.INFO):
        build(connection, models(POSTGRESQL["operator class"]()))
        compare(connection, models(POSTGRESQL["another where"]()))
    assert caplog.messages[-1] == (
        "Detected changed index 'ix' on 't': USING btree (x text_pattern_ops) to "
        "USING btree (x) WHERE ((y > 0) OR ((y < '-1'::integer) AND ((x)::text <> 'a'::text)))"
    )


def test_a_changed_index_comes_back_to_the_letter(postgresql_url: str) -> None:
    """Also what SQLAlchemy's inspector does not tell."""

    def index() -> Index:
        element = text('lower(x) COLLATE "C" text_pattern_ops DESC NULLS LAST')
        return Index("ix", element, "y", postgresql_include=["id"], postgresql_where=text("y > 0"))

    definition = "SELECT pg_get_indexdef('ix'::regclass)"
    with connected(postgresql_url) as connection:
        build(connection, models(index()))
        before = connection.exec_driver_sql(definition).scalar()
        both = both_ways(connection, models(index()), models(Index("ix", "x")))
        both.run(connection, both.downgrade)
        assert connection.exec_driver_sql(definition).scalar() == before


def test_nothing_but_scratch_tables_is_made(postgresql_url: str) -> None:
    """And none of them stays."""
    made = models(POSTGRESQL["where in"](), Index("iy", func.lower(text("x"))))
    with connected(postgresql_url) as connection:
        build(connection, made)
        with counted_statements(connection) as statements:
            assert compare(connection, made) == []
        others = [statement for statement in statements if not statement.startswith(("SELECT", "WITH"))]
        assert [" ".join(statement.split()[:2]) for statement in others] == [
            "SAVEPOINT sa_savepoint_1",
            "CREATE TEMPORARY",
            "CREATE INDEX",
            "CREATE INDEX",
            "ROLLBACK TO",
        ]
        assert all("ON pg_temp.migrate_scratch" in one for one in others if one.startswith("CREATE INDEX"))
        assert connection.exec_driver_sql("SELECT to_regclass('pg_temp.migrate_scratch')").scalar() is None


@pytest.mark.parametrize("condition", ["y > 0; DROP TABLE t; --", "y > 0)); DROP TABLE t; --", "nothing(y)"])
def test_what_cannot_be_compared_is_compared_by_its_columns(
    postgresql_url: str, condition: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And said so; nothing is executed."""
    with connected(postgresql_url) as connection, caplog.at_level(logging.INFO):
        build(connection, models(POSTGRESQL["where"]()))
        assert compare(connection, models(Index("ix", "x", postgresql_where=text(condition)))) == []
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
    assert [one.message for one in caplog.records if "Cannot" in one.message] == [
        "Cannot compare all of index 'ix': its columns only"
    ]


def test_the_reference_compares_less(postgresql_url: str) -> None:
    """Columns and expressions, unique, and NULLs."""
    with connected(postgresql_url) as connection:
        build(connection, models(POSTGRESQL["where"]()))
        for name in ("another where", "using", "include", "with", "operator class", "plain"):
            assert compare(connection, models(POSTGRESQL[name]()), compare="reference") == []


SQLITE: dict[str, Any] = {
    "plain": lambda: Index("ix", "x"),
    "where": lambda: Index("ix", "x", sqlite_where=text("y > 0")),
    "another where": lambda: Index("ix", "x", sqlite_where=text("y > 0 OR (y < -1 AND x <> 'a')")),
    "descending": lambda: Index("ix", desc("x")),
    "collation": lambda: Index("ix", text("x COLLATE NOCASE")),
    "expression": lambda: Index("ix", func.lower(text("x")), "y"),
    "unique expression": lambda: Index("ix", text("lower(x)"), "y", unique=True),
    "expression with all": lambda: Index("ix", text("lower(x) DESC"), text("(y + 1)"), sqlite_where=text("y > 0")),
}


@pytest.mark.parametrize("name", SQLITE)
def test_any_index_of_sqlite(sqlite_url: str, name: str) -> None:
    """It is the same as itself, and differs from all others by one drop and one creation, both ways."""
    with connected(sqlite_url) as connection:
        for other, another in SQLITE.items():
            build(connection, models(SQLITE[name]()))
            expected = [] if name == other else ["remove_index", "add_index"]
            assert kinds(compare(connection, models(another()))) == expected, other
            both_ways(connection, models(SQLITE[name]()), models(another()))
            models().drop_all(connection)


def test_indexes_on_expressions_come_and_go_on_sqlite(sqlite_url: str) -> None:
    """Without a warning of the inspector's."""
    with connected(sqlite_url) as connection:
        both = both_ways(connection, models(), models(SQLITE["expression with all"]()))
        assert "create_index('ix', [sa.literal_column('lower(x) DESC')" in both.upgrade
        both_ways(connection, models(SQLITE["expression with all"]()), models())
