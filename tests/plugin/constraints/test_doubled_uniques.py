"""Unique constraints over the columns of another one, or of the primary key: PostgreSQL may make one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, PrimaryKeyConstraint, String, Table, inspect
from sqlalchemy import UniqueConstraint as Unique

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways
from support.sqlalchemies import has

Items = Callable[[], tuple[Any, ...]]


def models(*items: Any, type_: Any = Integer) -> MetaData:
    made = MetaData()
    keys = [item for item in items if isinstance(item, PrimaryKeyConstraint)] or [PrimaryKeyConstraint("id")]
    columns = (Column("id", type_, nullable=False), Column("p", Integer, nullable=False))
    rest = [item for item in items if item not in keys]
    Table("t", made, *columns, *keys, *rest)
    return made


DOUBLED: dict[str, Items] = {
    "named": lambda: (Unique("id", name="u"),),
    "unnamed": lambda: (Unique("id"),),
    "of two columns": lambda: (PrimaryKeyConstraint("id", "p"), Unique("id", "p", name="u")),
    "in another order": lambda: (PrimaryKeyConstraint("id", "p"), Unique("p", "id", name="u")),
    "unnamed in another order": lambda: (PrimaryKeyConstraint("id", "p"), Unique("p", "id")),
    "with a named key": lambda: (PrimaryKeyConstraint("id", name="k"), Unique("id", name="u")),
    "two of a kind": lambda: (Unique("p", name="u1"), Unique("p", name="u2")),
    "two of a kind, one unnamed": lambda: (Unique("p"), Unique("p", name="u2")),
}
if has("2.0.41"):  # unique constraints that include columns
    DOUBLED["with INCLUDE"] = lambda: (Unique("id", name="u", postgresql_include=["p"]),)
SINGLE: dict[str, Items] = {
    "of two columns": lambda: (PrimaryKeyConstraint("id", "p"),),
    "in another order": lambda: (PrimaryKeyConstraint("id", "p"),),
    "unnamed in another order": lambda: (PrimaryKeyConstraint("id", "p"),),
    "with a named key": lambda: (PrimaryKeyConstraint("id", name="k"),),
    "two of a kind": lambda: (Unique("p", name="u1"),),
    "two of a kind, one unnamed": lambda: (Unique("p"),),
}


@pytest.mark.parametrize("case", DOUBLED)
@pytest.mark.parametrize("type_", [Integer, String(20)], ids=["integer", "string"])
def test_what_was_created_does_not_differ(database_url: str, case: str, type_: Any) -> None:
    """Whatever the database has made of it."""
    with connected(database_url) as connection:
        build(connection, models(*DOUBLED[case](), type_=type_))
        assert compare(connection, models(*DOUBLED[case](), type_=type_)) == []


@pytest.mark.parametrize("case", DOUBLED)
def test_it_can_come_and_go(database_url: str, case: str) -> None:
    """With nothing left to do after each step."""
    single = SINGLE.get(case, tuple)
    for before, after in ((single, DOUBLED[case]), (DOUBLED[case], single)):
        with connected(database_url) as connection:
            both_ways(connection, models(*before()), models(*after()))
            models().drop_all(connection)
            connection.commit()


@pytest.mark.parametrize("case", DOUBLED)
def test_the_table_can_be_created_by_a_revision(database_url: str, case: str) -> None:
    """And dropped, and created."""
    with connected(database_url) as connection:
        both_ways(connection, MetaData(), models(*DOUBLED[case]()))


def test_one_that_is_checked_later_is_another(postgresql_url: str) -> None:
    """Whose index PostgreSQL makes beside that of the primary key."""
    with connected(postgresql_url) as connection:
        both_ways(connection, models(), models(Unique("id", name="u", deferrable=True, initially="DEFERRED")))


def test_one_that_was_added_later_is_found_when_it_is_gone(postgresql_url: str) -> None:
    """ALTER TABLE makes an index of its own."""
    with connected(postgresql_url) as connection:
        build(connection, models())
        connection.exec_driver_sql("ALTER TABLE t ADD CONSTRAINT u UNIQUE (id)")
        connection.commit()
        assert compare(connection, models(Unique("id", name="u"))) == []
        assert kinds(compare(connection, models())) == ["remove_constraint"]
        both_ways(connection, models(Unique("id", name="u")), models())
        assert inspect(connection).get_unique_constraints("t") == []


def test_compared_as_the_reference_does_it_is_added(postgresql_url: str) -> None:
    """Again and again."""
    with connected(postgresql_url) as connection:
        build(connection, models(Unique("id", name="u")))
        assert kinds(compare(connection, models(Unique("id", name="u")), compare="reference")) == ["add_constraint"]
