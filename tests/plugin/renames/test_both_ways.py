"""Renames together with whatever else a table has: up, down and up again, and nothing is left to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from support.comparing import connected
from support.roundtrip import both_ways

Models = Callable[[MetaData, bool], object]
CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def was(name: str) -> dict[str, str]:
    return {"renamed_from": name}


def tree(m: MetaData, new: bool) -> None:
    """A table that refers to itself."""
    name = "branch" if new else "node"
    key = "key" if new else "id"
    Table(
        name, m,
        Column(key, Integer, primary_key=True, info=was("id")),
        Column("above" if new else "parent", ForeignKey(f"{name}.{key}"), index=True, info=was("parent")),
        info=was("node"),
    )  # fmt: skip


def pair(m: MetaData, new: bool) -> None:
    """Two tables, one with a key of two columns to which the other refers."""
    a, b = ("aa", "bb") if new else ("a", "b")
    x, y = ("xx", "yy") if new else ("x", "y")
    Table(
        a, m,
        Column(x, Integer, primary_key=True, info=was("x")),
        Column(y, String(9), primary_key=True, info=was("y")),
        info=was("a"),
    )  # fmt: skip
    Table(
        b, m,
        Column("id", Integer, primary_key=True),
        Column(x, Integer, info=was("x")),
        Column(y, String(9), info=was("y")),
        ForeignKeyConstraint([x, y], [f"{a}.{x}", f"{a}.{y}"], ondelete="CASCADE"),
        UniqueConstraint(x, y),
        info=was("b"),
    )  # fmt: skip


def old_name_taken_again(m: MetaData, new: bool) -> None:
    """The table `t` becomes `u` and there is a new `t`; its column `a` becomes `b` and there is a new `a`."""
    hint = was("a")
    columns = [Column("b", String(9), info=hint), Column("a", Integer)] if new else [Column("a", String(9))]
    Table("u" if new else "t", m, Column("id", Integer, primary_key=True), *columns, info=was("t"))
    if new:
        Table("t", m, Column("id", Integer, primary_key=True))


def other_changes_at_once(m: MetaData, new: bool) -> None:
    """Type, NULL and default of the renamed column change too, and others come and go."""
    column: Column[object] = (
        Column("b", Text, nullable=False, info=was("a")) if new else Column("a", String(9), server_default="x")
    )
    Table("t", m, Column("id", Integer, primary_key=True), column, Column("n" if new else "o", Boolean))


def kinds(m: MetaData, new: bool) -> None:
    """Columns of an enum type, with a default that is an expression, and what checks and indexes say of them."""
    kind, when = ("sort", "at") if new else ("kind", "when")
    table = Table(
        "things" if new else "thing", m,
        Column("id", Integer, primary_key=True),
        Column(kind, Enum("a", "b", name="kinds"), nullable=False, server_default="a", info=was("kind")),
        Column(when, DateTime, server_default=func.now(), info=was("when")),
        Column("size", Integer),
        Column("twice", Integer, Computed("size * 2", persisted=True)),
        CheckConstraint(f"{kind} <> 'b' OR size > 1", name="kind_when"),
        info=was("thing"),
    )  # fmt: skip
    Index("by_time", table.c[when].desc(), table.c[kind])


@pytest.mark.parametrize("convention", [CONVENTION, {}], ids=["convention", "no convention"])
@pytest.mark.parametrize("models", [tree, pair, old_name_taken_again, other_changes_at_once, kinds])
def test_both_ways(database_url: str, models: Models, convention: dict[str, str]) -> None:
    """Each of the models above."""
    before, after = MetaData(naming_convention=convention), MetaData(naming_convention=convention)
    models(before, False)
    models(after, True)
    with connected(database_url) as connection:
        revision = both_ways(connection, before, after)
    assert "drop_table" not in revision.upgrade


def test_what_only_postgresql_has(postgresql_url: str) -> None:
    """INCLUDE, operator classes, conditions and identity stay as they are."""
    before, after = MetaData(), MetaData()
    for m, name in ((before, "a"), (after, "b")):
        key = Column(f"{name}_id", Integer, Identity(), primary_key=True, info=was("a_id"))
        table = Table("t", m, key, Column(name, String(9), info=was("a")))
        Index("i", key, postgresql_include=[name], postgresql_where=text(f"{name} <> 'a'"))
        Index("j", name, postgresql_ops={name: "varchar_pattern_ops"}, _table=table)
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, before, after)
    assert revision.upgrade.count("op.") == 2
