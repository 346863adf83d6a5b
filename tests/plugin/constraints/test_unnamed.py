"""Constraints without a name are added under the one that the database would give, so that they can be dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table
from sqlalchemy import UniqueConstraint as Unique

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways, generated

ITEMS: dict[str, Callable[[], list[Any]]] = {
    "constraints of a table": lambda: [
        Unique("a", "b"),
        CheckConstraint("a > 0"),
        ForeignKeyConstraint(["a"], ["parent.id"]),
    ],
    "constraints of a new column": lambda: [Column("x", Integer, ForeignKey("parent.id"), unique=True)],
    "two of one kind": lambda: [Column("x", Integer, unique=True), Unique("x", "a"), Unique("x", "b")],
}


def models(*items: Any) -> MetaData:
    made = MetaData()
    Table("parent", made, Column("id", Integer, primary_key=True))
    columns = (Column("id", Integer, primary_key=True), Column("a", Integer), Column("b", Integer))
    Table("child", made, *columns, *items)
    return made


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
def test_up_and_down_and_up_again(database_url: str, items: Callable[[], list[Any]]) -> None:
    """On each database."""
    with connected(database_url) as connection:
        both_ways(connection, models(), models(*items()))


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
def test_down_and_up_and_down_again(database_url: str, items: Callable[[], list[Any]]) -> None:
    """What the models no longer have goes, and comes back under a name."""
    with connected(database_url) as connection:
        both_ways(connection, models(*items()), models())


def alike() -> list[Any]:
    return [
        Column("a_b", Integer),
        Unique("a", "b"),
        Unique("a_b"),
        Unique("b", "a"),
        Unique("b", name="child_a_b_key"),
    ]


def test_unique_constraints_whose_names_would_be_alike_can_go_together(sqlite_url: str) -> None:
    """And each alone: the others stay."""
    with connected(sqlite_url) as connection:
        both_ways(connection, models(*alike()), models(Column("a_b", Integer)))
        for gone in range(1, 5):
            models(*alike()).drop_all(connection)
            kept = [item for at, item in enumerate(alike()) if at != gone]
            both_ways(connection, models(*alike()), models(*kept))


def test_a_unique_constraint_without_a_name_gives_way_to_one_with_a_name(sqlite_url: str) -> None:
    """SQLite keeps one index for both, so that one of them would not be told."""
    with connected(sqlite_url) as connection:
        both_ways(connection, models(Unique("a")), models(Unique("a", name="new")))


def test_a_clause_of_a_column_is_dropped(sqlite_url: str) -> None:
    """As one of the table is, together with one that says the same."""
    with connected(sqlite_url) as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER NOT NULL, PRIMARY KEY (id))")
        connection.exec_driver_sql(
            "CREATE TABLE child (id INTEGER NOT NULL, a INTEGER UNIQUE ON CONFLICT IGNORE, b INTEGER,"
            " PRIMARY KEY (id), UNIQUE (a))"
        )
        connection.commit()
        revision = generated(connection, models())
        assert "batch_op.drop_constraint(batch_op.f('child_a_key'), type_='unique')" in revision.upgrade
        revision.run(connection, revision.upgrade)
        assert compare(connection, models()) == []


def test_compared_as_the_reference_does_it_is_not_dropped(sqlite_url: str) -> None:
    """It has no name by which that would be done elsewhere."""
    with connected(sqlite_url) as connection:
        build(connection, models(Unique("a")))
        assert compare(connection, models(), compare="reference") == []
        assert kinds(compare(connection, models())) == ["remove_constraint"]


NAMES = {
    "postgresql": ({"child_x_key", "child_a_b_key"}, {"child_x_fkey"}),
    "sqlite": ({"child_x_key", "child_a_b_key"}, {"child_x_fkey"}),
    "mariadb": ({"x", "a"}, {"child_ibfk_1"}),
}


def names(connection: Connection) -> tuple[set[str], set[str]]:
    inspector = sa.inspect(connection)
    uniques, keys = inspector.get_unique_constraints("child"), inspector.get_foreign_keys("child")
    return {str(one["name"]) for one in uniques}, {str(one["name"]) for one in keys}


def test_the_names_are_those_of_the_database(database_url: str) -> None:
    """As it would have given them itself; on SQLite, which gives none, those of PostgreSQL."""

    def after() -> MetaData:
        return models(Column("x", Integer, ForeignKey("parent.id"), unique=True), Unique("a", "b"))

    with connected(database_url) as connection:
        both_ways(connection, models(), after())
        backend = connection.engine.url.get_backend_name()
        assert names(connection) == NAMES[backend]
        after().drop_all(connection)
        after().create_all(connection)
        if backend != "sqlite":
            assert names(connection) == NAMES[backend]
