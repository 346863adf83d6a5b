"""Primary keys: another set of columns is a difference, whatever leans on the old one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways


def models(*key: str, name: str | None = None, items: tuple[Any, ...] = (), **columns: Any) -> MetaData:
    made = MetaData()
    own = {"a": Integer, "b": Integer, "c": String(20), **columns}
    members = [Column(one, type_, nullable=False) for one, type_ in own.items()]
    Table("t", made, *members, *([PrimaryKeyConstraint(*key, name=name)] if key else ()), *items)
    return made


CHANGES = (
    (("a",), ("b",)),
    (("a",), ("a", "b")),
    (("a", "b"), ("b",)),
    (("a",), ("c",)),
    ((), ("a",)),
    (("a", "b"), ()),
)


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_another_key_is_made(database_url: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Both ways, and nothing is left to do."""
    with connected(database_url) as connection:
        both_ways(connection, models(*before), models(*after))


def test_what_is_the_same_is_no_difference(database_url: str) -> None:
    """Whatever the order of the columns, and whatever the name."""
    with connected(database_url) as connection:
        build(connection, models("a", "b", name="pk_before"))
        assert compare(connection, models("a", "b", name="pk_before")) == []
        assert compare(connection, models("b", "a")) == []


def test_names_are_kept(postgresql_url: str) -> None:
    """Those of the models, of the database, and the one that the database gives where there is none."""
    with connected(postgresql_url) as connection:
        both = both_ways(connection, models("a", name="old"), models("b"))
    assert both.upgrade.splitlines() == [
        "op.drop_constraint(op.f('old'), 't', type_='primary')",
        "op.create_primary_key(op.f('t_pkey'), 't', ['b'])",
    ]
    assert both.downgrade.splitlines() == [
        "op.drop_constraint(op.f('t_pkey'), 't', type_='primary')",
        "op.create_primary_key(op.f('old'), 't', ['a'])",
    ]


def test_a_new_column_may_join(database_url: str) -> None:
    """And an old one may leave, and be dropped."""
    with connected(database_url) as connection:
        both_ways(connection, models("a", "b"), models("a", "d", d=Integer))


def test_a_column_of_the_old_key_may_become_null(postgresql_url: str) -> None:
    """As the key goes first."""
    before, after = models("a"), models("b")
    after.tables["t"].c.a.nullable = True
    with connected(postgresql_url) as connection:
        both_ways(connection, before, after)


def with_children(key: str) -> MetaData:
    """Return a table with two keys, to the first of which refer a table before it, one after it, and itself."""
    made = models(key, items=(Index("uq_a", "a", unique=True), ForeignKeyConstraint(["b"], ["t.a"], name="fk_self")))
    for name in ("s", "u"):
        Table(
            name,
            made,
            Column("id", Integer, primary_key=True),
            Column("t_a", Integer),
            ForeignKeyConstraint(["t_a"], ["t.a"], name=f"fk_{name}"),
        )
    return made


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_foreign_keys_make_way(request: pytest.FixtureRequest, server: str) -> None:
    """They lean on the index of the key, also where another one would do."""
    with connected(request.getfixturevalue(f"{server}_url")) as connection:
        both = both_ways(connection, with_children("a"), with_children("b"))
    assert both.upgrade.count("drop_constraint") == both.upgrade.count("create_foreign_key") + 1 == 4


def test_the_key_of_a_column_that_counts(mariadb_url: str) -> None:
    """It stops counting while it is in no key."""

    def counting(*others: str) -> MetaData:
        made = MetaData()
        columns = [Column(name, Integer, primary_key=True, autoincrement=False) for name in others]
        rest = [Column(name, Integer, nullable=False) for name in {"x", "y"} - set(others)]
        Table("t", made, Column("id", Integer, primary_key=True, autoincrement=True), *columns, *rest)
        return made

    with connected(mariadb_url) as connection:
        both_ways(connection, counting(), counting("x"))
        connection.exec_driver_sql("INSERT INTO t (x, y) VALUES (1, 2)")
        assert connection.exec_driver_sql("SELECT id FROM t").scalar() == 1


def test_the_reference_compares_no_primary_keys(sqlite_url: str) -> None:
    """As the option says."""
    with connected(sqlite_url) as connection:
        build(connection, models("a"))
        assert compare(connection, models("b"), compare="reference") == []
        assert kinds(compare(connection, models("b"))) == ["remove_constraint", "add_constraint"]


def test_keys_can_be_left_out(database_url: str) -> None:
    """By include_object, as a primary_key_constraint."""
    seen: list[tuple[str, bool]] = []

    def include_object(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ == "primary_key_constraint":
            seen.append((str([column.name for column in item.columns]), reflected))
        return type_ != "primary_key_constraint"

    with connected(database_url) as connection:
        build(connection, models("a"))
        assert compare(connection, models("b"), include_object=include_object) == []
        assert compare(connection, models(), include_object=include_object) == []
    assert seen == [("['b']", False), ("['a']", True)]
