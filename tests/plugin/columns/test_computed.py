"""Computed columns: their formula, whether they are stored, and the way to a plain column and back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Computed, Index, Integer, MetaData, String, Table, UniqueConstraint

from migrate_plugins.commands.differences import described
from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways, generated


def models(formula: str | None, *items: Any, type_: Any = Integer, persisted: bool | None = True) -> MetaData:
    """Return a table of numbers and words, with one column computed from them, or plain."""
    made = MetaData()
    computed = () if formula is None else (Computed(formula, persisted=persisted),)
    Table(
        "t",
        made,
        Column("id", Integer, primary_key=True),
        Column("a", Integer),
        Column("b", Integer),
        Column("words", String(20)),
        Column("x", type_, *computed),
        *items,
    )
    return made


FORMULAS = (
    ("a * (b + 1)", Integer),
    ("a+b", Integer),
    ("(a - b)", Integer),
    ("lower(words)", String(30)),
    ("words IN ('a', 'b)', 'it''s')", sa.Boolean),
    ("CASE WHEN a > 1 THEN coalesce(b, 0) ELSE (a-1)*2 END", Integer),
    ("CAST(a AS CHAR(5))", sa.CHAR(5)),
)


def test_a_formula_is_the_same_however_the_database_writes_it(database_url: str) -> None:
    """Brackets, casts and names of functions are the database's own."""

    def columns() -> list[Column[Any]]:
        return [Column(f"x{at}", type_, Computed(text, persisted=True)) for at, (text, type_) in enumerate(FORMULAS)]

    with connected(database_url) as connection:
        build(connection, models(None, *columns()))
        assert compare(connection, models(None, *columns())) == []


def test_the_same_words_ask_nothing(postgresql_url: str) -> None:
    """Only for others is there a temporary table."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        for formula, asked in (("( a+b )", 0), ("(a) + (b)", 1)):
            with counted_statements(connection) as statements:
                assert compare(connection, models(formula)) == []
            assert sum("TEMPORARY" in statement for statement in statements) == asked


CHANGES = (
    ("a + b", "a - b"),
    ("(a + b) * 2", "a + b * 2"),
    (None, "a + b"),
    ("a + b", None),
)


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_change_is_carried_out_with_what_depends_on_the_column(
    database_url: str, before: str | None, after: str | None
) -> None:
    """Its indexes and constraints are there afterwards, and other columns keep their values."""

    def items() -> tuple[Any, ...]:
        return (Index("t_x", "x", "a"), UniqueConstraint("x", "id", name="t_x_id"))

    with connected(database_url) as connection:
        build(connection, models(before, *items()))
        connection.exec_driver_sql("INSERT INTO t (id, a, b) VALUES (1, 5, 2)")
        connection.commit()
        both_ways(connection, models(before, *items()), models(after, *items()))
        assert connection.exec_driver_sql("SELECT id, a, b FROM t").all() == [(1, 5, 2)]
        if after is not None:
            assert connection.exec_driver_sql("SELECT x FROM t").scalar() == eval(after, {"a": 5, "b": 2})


def test_a_column_that_is_no_longer_computed_keeps_its_values(database_url: str) -> None:
    """So nothing is lost that was there."""
    with connected(database_url) as connection:
        build(connection, models("a + b"))
        connection.exec_driver_sql("INSERT INTO t (id, a, b) VALUES (1, 5, 2)")
        connection.commit()
        revision = generated(connection, models(None))
        revision.run(connection, revision.upgrade)
        assert connection.exec_driver_sql("SELECT x FROM t").scalar() == 7
        assert compare(connection, models(None)) == []


def test_an_index_and_the_formula_change_at_once(database_url: str) -> None:
    """The index comes back as it was, and is changed then."""
    before = models("a + b", Index("t_x", "x"), CheckConstraint("x > 0", name="positive"))
    after = models("a - b", Index("t_x", "x", unique=True), CheckConstraint("x > 0", name="positive"))
    with connected(database_url) as connection:
        both_ways(connection, before, after)
        assert [one["name"] for one in sa.inspect(connection).get_check_constraints("t")] == ["positive"]


def test_stored_or_not(mariadb_url: str) -> None:
    """One that does not say so is not stored."""
    with connected(mariadb_url) as connection:
        build(connection, models("a + b", persisted=None))
        assert compare(connection, models("a + b", persisted=False)) == []
        assert kinds(compare(connection, models("a + b"))) == ["modify_default"]
        both_ways(connection, models("a + b", persisted=None), models("a + b"))


def test_stored_or_not_on_sqlite(sqlite_url: str) -> None:
    """In a batch."""
    with connected(sqlite_url) as connection:
        both_ways(connection, models("a + b", persisted=False), models("a + b"))


def test_it_is_one_difference(postgresql_url: str) -> None:
    """Whatever it takes to carry it out."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        (one,) = described(compare(connection, models("a - b")))
        assert one.line == "~ t.x: default GENERATED ALWAYS AS ((a + b)) -> GENERATED ALWAYS AS (a - b)"


def test_the_reference_only_warns(database_url: str) -> None:
    """Which is still to be had."""
    with connected(database_url) as connection:
        build(connection, models("a + b"))
        with pytest.warns(UserWarning, match=r"Computed default on t\.x cannot be modified"):
            assert compare(connection, models("a - b"), compare="reference") == []


def test_the_text_of_a_formula_never_runs(postgresql_url: str) -> None:
    """It is a difference, and nothing has happened."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        attack = models("a) STORED); DROP TABLE t; --")
        assert kinds(compare(connection, attack)) == ["modify_default"]
        connection.commit()
        assert compare(connection, models("a + b")) == []
