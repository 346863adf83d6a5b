"""Constraints without a name are added under the one that the database would give, so that they can be dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table
from sqlalchemy import UniqueConstraint as Unique

from support.comparing import connected
from support.roundtrip import both_ways

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
