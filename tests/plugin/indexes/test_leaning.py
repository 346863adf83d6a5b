"""Indexes on which foreign keys lean, of which MariaDB lets the last one not go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, Integer, MetaData, Table, UniqueConstraint

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways, generated


def models(*items: Any, key: bool = True, child: bool = True) -> MetaData:
    made = MetaData()
    Table("parent", made, Column("id", Integer, primary_key=True))
    keys = [ForeignKeyConstraint(["x"], ["parent.id"], name="fk")] if key else []
    if child:
        columns = (Column("id", Integer, primary_key=True), Column("x", Integer), Column("y", Integer))
        Table("child", made, *columns, *keys, *items)
    return made


def index(*columns: str, name: str = "ix", unique: bool = False) -> Callable[[], Index]:
    """Return what makes an index anew each time."""
    return lambda: Index(name, *columns, unique=unique)


def unique(*columns: str, name: str | None = "uq") -> Callable[[], UniqueConstraint]:
    """Return what makes a unique constraint anew each time."""
    return lambda: UniqueConstraint(*columns, name=name)


SETS: dict[str, tuple[Callable[[], Any], ...]] = {
    "none": (),
    "own": (index("x"),),
    "wide": (index("x", "y"),),
    "other": (index("y", "x"),),
    "unique": (index("x", unique=True),),
    "constraint": (unique("x"),),
    "unnamed": (unique("x", "y", name=None),),
    "two": (index("x", "y"), index("x", name="iy", unique=True)),
}
STAYS = ("own", "none")
"""Where the index stays: the foreign key needs it, and MariaDB itself might have made it."""


def keys_of(connection: Connection, table: str = "child") -> list[str]:
    """Return the indexes and foreign keys of a table as MariaDB writes them."""
    definition: str = connection.exec_driver_sql(f"SHOW CREATE TABLE {table}").one()[1]
    return sorted(line.strip(" ,") for line in definition.splitlines() if "KEY" in line)


@pytest.mark.parametrize("after", SETS)
@pytest.mark.parametrize("before", SETS)
def test_any_index_of_a_foreign_key_becomes_any_other(mariadb_url: str, before: str, after: str) -> None:
    """There and back, and there and back again; on the way back the indexes are what they were."""
    old, new = (models(*(make() for make in SETS[name])) for name in (before, after))
    with connected(mariadb_url) as connection:
        build(connection, old)
        start = keys_of(connection)
        both = both_ways(connection, old, new)
        both.run(connection, both.downgrade)
        assert compare(connection, old) == []
        assert keys_of(connection) == start
        assert (both.upgrade == "") == (before == after or (before, after) == STAYS)


def test_nothing_is_said_of_what_mariadb_does_itself(mariadb_url: str) -> None:
    """A new index is one operation; only the way back has to make another before it."""
    with connected(mariadb_url) as connection:
        build(connection, models())
        assert kinds(compare(connection, models(Index("ix", "x")))) == ["add_index"]
        both = generated(connection, models(Index("ix", "x")))
        assert both.upgrade == "op.create_index('ix', 'child', ['x'], unique=False)"
        assert both.downgrade == (
            "op.create_index(op.f('fk'), 'child', ['x'], unique=False, if_not_exists=True)\n"
            "op.drop_index('ix', table_name='child')"
        )


def test_no_row_goes_unchecked(mariadb_url: str) -> None:
    """The foreign key is not dropped on the way, so that no bad row can come in."""
    with connected(mariadb_url) as connection:
        build(connection, models(Index("ix", "x", "y")))
        both = generated(connection, models(Index("ix", "y")))
        assert not re.search("foreign", both.upgrade + both.downgrade)


@pytest.mark.parametrize("name", SETS)
def test_an_index_goes_with_its_foreign_key(mariadb_url: str, name: str) -> None:
    """And comes back with it."""
    old = models(*(make() for make in SETS[name]))
    with connected(mariadb_url) as connection:
        build(connection, old)
        start = keys_of(connection)
        both = both_ways(connection, old, models(key=False))
        both.run(connection, both.downgrade)
        assert keys_of(connection) == start


@pytest.mark.parametrize("name", SETS)
def test_a_dropped_table_gets_its_indexes_back(mariadb_url: str, name: str) -> None:
    """Those on the columns of a foreign key too, whatever they are called."""
    old = models(*(make() for make in SETS[name]))
    with connected(mariadb_url) as connection:
        build(connection, old)
        start = keys_of(connection)
        both = both_ways(connection, old, models(child=False))
        both.run(connection, both.downgrade)
        assert keys_of(connection) == start


def test_tables_in_a_circle_get_their_indexes_back(mariadb_url: str) -> None:
    """Their foreign keys are dropped first in any case."""

    def circle() -> MetaData:
        made = MetaData()
        for one, other in (("a", "b"), ("b", "a")):
            key = ForeignKeyConstraint(["x"], [f"{other}.id"], name=f"fk_{one}", use_alter=True)
            Table(
                one, made, Column("id", Integer, primary_key=True), Column("x", Integer), key, Index(f"ix_{one}", "x")
            )
        Table("stays", made, Column("id", Integer, primary_key=True))
        return made

    left = MetaData()
    Table("stays", left, Column("id", Integer, primary_key=True))
    with connected(mariadb_url) as connection:
        build(connection, circle())
        start = keys_of(connection, "a"), keys_of(connection, "b")
        both = both_ways(connection, circle(), left)
        both.run(connection, both.downgrade)
        assert (keys_of(connection, "a"), keys_of(connection, "b")) == start


def test_a_foreign_key_without_a_name(mariadb_url: str) -> None:
    """The index that MariaDB has made for it is called like its column."""

    def made(*items: Any) -> MetaData:
        metadata = models(*items, key=False)
        metadata.tables["child"].append_constraint(ForeignKeyConstraint(["x"], ["parent.id"]))
        return metadata

    with connected(mariadb_url) as connection:
        build(connection, made())
        start = keys_of(connection)
        both = both_ways(connection, made(), made(Index("ix", "x", "y")))
        both.run(connection, both.downgrade)
        assert keys_of(connection) == start


@pytest.mark.parametrize("name", SETS)
def test_a_new_foreign_key_leaves_no_index_behind(mariadb_url: str, name: str) -> None:
    """The one that MariaDB makes for it and would keep goes on the way back."""
    old, new = (models(*(make() for make in SETS[name]), key=key) for key in (False, True))
    with connected(mariadb_url) as connection:
        build(connection, old)
        start = keys_of(connection)
        both = both_ways(connection, old, new)
        assert both.upgrade == "op.create_foreign_key('fk', 'child', 'parent', ['x'], ['id'])"
        both.run(connection, both.downgrade)
        assert keys_of(connection) == start


def test_a_new_foreign_key_without_a_name_leaves_no_index_behind(mariadb_url: str) -> None:
    """MariaDB calls its index like the column."""
    new = models(ForeignKeyConstraint(["x"], ["parent.id"]), key=False)
    with connected(mariadb_url) as connection:
        build(connection, models(key=False))
        start = keys_of(connection)
        both = both_ways(connection, models(key=False), new)
        both.run(connection, both.downgrade)
        assert keys_of(connection) == start
