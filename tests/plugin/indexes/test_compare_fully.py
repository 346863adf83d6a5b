"""All that makes an index: method, operator classes, order, INCLUDE, WITH, WHERE, expressions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table, Text, column, desc, func, text

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways, generated
from support.sqlalchemies import since


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
    "collation of one": lambda: Index("ix", "y", text('x COLLATE "C"')),
    "collation and more": lambda: Index("ix", text('x COLLATE "C" text_pattern_ops DESC'), postgresql_include=["y"]),
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


@since("2.0.42", "its inspector tells no operator classes before")
def test_each_differs_from_all_others(postgresql_url: str) -> None:
    """By one drop and one creation."""
    with connected(postgresql_url) as connection:
        for name, index in POSTGRESQL.items():
            build(connection, models(index()))
            for other, another in POSTGRESQL.items():
                expected = [] if name == other else ["remove_index", "add_index"]
                assert kinds(compare(connection, models(another()))) == expected, (name, other)
            models().drop_all(connection)


@pytest.mark.parametrize("collation", ["C", "default"])
def test_the_collation_of_a_column_is_that_of_its_index(postgresql_url: str, collation: str) -> None:
    """An index differs if it says another, whichever of the two is the usual one."""

    def collated(*items: Any) -> MetaData:
        made = MetaData()
        own = String(20, collation="C") if collation == "default" else String(20)
        Table("t", made, Column("id", Integer, primary_key=True), Column("a b", own), *items)
        return made

    with connected(postgresql_url) as connection:
        other = f'"a b" COLLATE "{collation}"'
        both_ways(connection, collated(Index("ix", "a b")), collated(Index("ix", text(other))))
        collated().drop_all(connection)
        build(connection, collated(Index("ix", text(other))))
        assert compare(connection, collated(Index("ix", "a b")), compare="reference") == []
        both_ways(connection, collated(Index("ix", text(other))), collated(Index("ix", "a b")))


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


def mariadb(*elements: Any, unique: bool = False, **options: Any) -> Callable[[], Index]:
    """Return what makes an index anew each time."""
    return lambda: Index("ix", *elements, unique=unique, **{f"mariadb_{name}": one for name, one in options.items()})


MARIADB: dict[str, Callable[[], Index]] = {
    "plain": mariadb("x"),
    "unique": mariadb("x", unique=True),
    "descending": lambda: Index("ix", desc(column("x"))),
    "two": mariadb("x", "y"),
    "second descending": lambda: Index("ix", "x", desc("y")),
    "length": mariadb("x", length=5),
    "another length": mariadb("x", length={"x": 6}),
    "unique length": mariadb("x", unique=True, length=5),
    "length and order": mariadb(text("x(5) DESC"), text("y")),
    "words": mariadb("x", prefix="FULLTEXT"),
}
SAME: dict[str, tuple[Callable[[], Index], Callable[[], Index]]] = {
    "order in a text": (mariadb(text("`x` desc")), lambda: Index("ix", desc("x"))),
    "order that goes without saying": (mariadb("x"), mariadb(text("X ASC"))),
    "length in a text": (mariadb(text("x(5)")), mariadb("x", length={"x": 5})),
    "length of the whole": (mariadb("x", length=20), mariadb("x")),
    "length that the database cuts": (mariadb("long"), mariadb("long", length=768)),
    "method that the engine has not": (mariadb("x", using="hash"), mariadb("x")),
    "method that is usual": (mariadb("x", using="btree"), mariadb("x")),
    "unique text": (mariadb("text", unique=True), mariadb("text", unique=True, using="hash")),
}


def mariadb_models(index: Index) -> MetaData:
    return models(Column("long", String(3000)), Column("text", Text), index)


@pytest.mark.parametrize("name", MARIADB)
def test_any_index_of_mariadb(mariadb_url: str, name: str) -> None:
    """It is the same as itself, and differs from all others by one drop and one creation, both ways."""
    with connected(mariadb_url) as connection:
        for other, another in MARIADB.items():
            build(connection, mariadb_models(MARIADB[name]()))
            expected = [] if name == other else ["remove_index", "add_index"]
            assert kinds(compare(connection, mariadb_models(another()))) == expected, other
            both_ways(connection, mariadb_models(MARIADB[name]()), mariadb_models(another()))
            models().drop_all(connection)


@pytest.mark.parametrize("name", SAME)
def test_what_mariadb_takes_for_the_same_is_the_same(mariadb_url: str, name: str) -> None:
    """Whichever of the two the database was made of."""
    with connected(mariadb_url) as connection:
        for made, wanted in (SAME[name], SAME[name][::-1]):
            build(connection, mariadb_models(made()))
            assert compare(connection, mariadb_models(wanted())) == []
            models().drop_all(connection)


@since("2.0.47", "it writes no mariadb_using before")
def test_the_method_of_an_index_is_compared_where_the_engine_has_two(mariadb_url: str) -> None:
    """MEMORY has hash indexes, and makes them if nothing is said."""
    made = [MetaData(), MetaData(), MetaData()]
    for metadata, options in zip(made, ({}, {"mariadb_using": "hash"}, {"mariadb_using": "btree"}), strict=True):
        Table("t", metadata, Column("x", Integer), Index("ix", "x", **options), mariadb_engine="MEMORY")
    unsaid, hashed, ordered = made
    with connected(mariadb_url) as connection:
        build(connection, unsaid)
        assert compare(connection, hashed) == []
        both_ways(connection, unsaid, ordered)


def test_an_index_of_mariadb_comes_back_to_the_letter(mariadb_url: str) -> None:
    """With order and length in one, which SQLAlchemy itself cannot write; also with its table."""

    def index() -> Index:
        return Index("ix", text("`x`(5) DESC"), text("y"))

    with connected(mariadb_url) as connection:
        for after in (models(), models(Index("ix", "x"))):
            both = both_ways(connection, models(index()), after)
            both.run(connection, both.downgrade)
            assert "  KEY `ix` (`x`(5) DESC,`y`)" in _definition(connection)
        both = generated(connection, MetaData())
        both.run(connection, both.upgrade)
        both.run(connection, both.downgrade)
        assert "  KEY `ix` (`x`(5) DESC,`y`)" in _definition(connection)


def test_indexes_of_mariadb_are_read_at_once(mariadb_url: str) -> None:
    """By one statement for a schema, however many tables it has."""
    made = MetaData()
    for number in range(5):
        Table(f"t{number}", made, Column("x", Integer), Index(f"ix{number}", desc("x")))
    with connected(mariadb_url) as connection:
        build(connection, made)
        with counted_statements(connection) as statements:
            assert compare(connection, made) == []
    assert len([one for one in statements if "information_schema.statistics" in one]) == 1


def test_an_index_that_cannot_be_compared_is_not_dropped(mariadb_url: str) -> None:
    """MariaDB has no indexes on expressions, but the models may have one under a name that it knows."""
    with connected(mariadb_url) as connection:
        build(connection, models(Index("ix", "x")))
        with pytest.warns(UserWarning, match="autogenerate skipping metadata-specified expression-based index 'ix'"):
            assert compare(connection, models(Index("ix", func.lower(text("x"))))) == []


def test_the_reference_compares_no_order_and_no_length(mariadb_url: str) -> None:
    """As little as it does on MariaDB."""
    with connected(mariadb_url) as connection:
        build(connection, mariadb_models(MARIADB["plain"]()))
        for name in ("descending", "length", "words"):
            assert compare(connection, mariadb_models(MARIADB[name]()), compare="reference") == []


def _definition(connection: Connection) -> str:
    definition: str = connection.exec_driver_sql("SHOW CREATE TABLE t").one()[1]
    return definition


def test_an_index_on_a_column_with_a_percent_sign(postgresql_url: str) -> None:
    """Which drivers want to have doubled, but not where they are sent no parameters."""

    def made(least: int) -> MetaData:
        return models(Column("100%s", Integer), Index("ix", "x", postgresql_where=column("100%s", Integer) > least))

    with connected(postgresql_url) as connection:
        both_ways(connection, made(1), made(2))
        assert generated(connection, made(1)).upgrade
