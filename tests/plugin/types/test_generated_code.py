"""Generated revisions with types of every kind are run as they are written: a new table, its drop, and again."""

from __future__ import annotations

import enum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Computed, Identity, Integer, MetaData, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite

from support.comparing import connected
from support.custom_types import Measure, Money, Outer
from support.roundtrip import both_ways


class Colour(enum.Enum):
    red = 1
    green = 2


def dialect_of(url: str) -> str:
    return sa.make_url(url).get_backend_name()


ANYWHERE: list[Any] = [
    Money(10, 2),
    Outer.Tag(20),
    Measure(),
    Measure(digits=5),
    sa.JSON(),
    sa.JSON().with_variant(postgresql.JSONB(), "postgresql").with_variant(sa.Text(), "sqlite"),
    sa.String(20).with_variant(mysql.VARCHAR(30, charset="utf8mb4"), "mysql", "mariadb"),
    sa.Text().with_variant(Outer.Tag(9), "sqlite"),
    sa.Enum(Colour, name="colour"),
    sa.Enum("a", "it's 50% :x", name="plain", native_enum=False),
    sa.Interval(),
    sa.Uuid(),
    sa.PickleType(),
    sa.Boolean(),
    sa.LargeBinary(),
]
OWN: dict[str, list[Any]] = {
    "sqlite": [sqlite.DATETIME(), sqlite.JSON(), sa.String(9, collation="NOCASE")],
    "postgresql": [
        postgresql.JSONB(astext_type=sa.Text()),
        postgresql.ARRAY(sa.Numeric(10, 2), dimensions=2),
        sa.ARRAY(Money(10, 2)),
        postgresql.ARRAY(postgresql.ENUM("x", "y", name="xy")),
        postgresql.ENUM("x", "y", name="xy"),
        postgresql.INET(),
        postgresql.TIMESTAMP(timezone=True, precision=3),
        postgresql.INTERVAL(fields="YEAR TO MONTH"),
        postgresql.TSVECTOR(),
        postgresql.INT4RANGE(),
        postgresql.BIT(3, varying=True),
        sa.String(9, collation="C"),
    ],
    "mariadb": [
        mysql.INTEGER(unsigned=True),
        mysql.ENUM("a", "it's", charset="latin1"),
        mysql.SET("a", "b"),
        mysql.LONGTEXT(collation="utf8mb4_bin"),
        mysql.DATETIME(fsp=6),
        mysql.YEAR(),
        mysql.TINYINT(display_width=1),
    ],
}


def test_a_table_of_all_types(database_url: str) -> None:
    """Created, dropped and created again; both as a table and as columns of one that is there."""
    types = [*ANYWHERE, *OWN[dialect_of(database_url)]]

    def models(*, with_columns: bool) -> MetaData:
        made = MetaData()
        columns = [Column(f"x{at}", type_) for at, type_ in enumerate(types)] if with_columns else []
        Table("t", made, Column("id", Integer, primary_key=True), *columns)
        return made

    with connected(database_url) as connection:
        revision = both_ways(connection, models(with_columns=False), models(with_columns=True))
        revision.run(connection, revision.downgrade)
        models(with_columns=False).drop_all(connection)
        both_ways(connection, MetaData(), models(with_columns=True))


def test_computed_columns_and_identities(database_url: str) -> None:
    """With all of their options."""

    def models(*, with_columns: bool) -> MetaData:
        made = MetaData()
        extra = [Column("c", Integer, Computed("a * (2 + 1)", persisted=True)), *own()] if with_columns else []
        Table("t", made, Column("id", Integer, primary_key=True), Column("a", Integer), *extra)
        return made

    def own() -> list[Column[Any]]:
        if dialect_of(database_url) != "postgresql":
            return []
        return [
            Column("i", Integer, Identity(always=True, start=5, increment=2, minvalue=1, maxvalue=99, cycle=True)),
            Column("s", sa.String(30), Computed("'A:x' || '50%'", persisted=True)),
        ]

    with connected(database_url) as connection:
        revision = both_ways(connection, models(with_columns=False), models(with_columns=True))
        revision.run(connection, revision.downgrade)
        models(with_columns=False).drop_all(connection)
        both_ways(connection, MetaData(), models(with_columns=True))


@pytest.mark.parametrize("nullable", [{"nullable": False}, {}], ids=str)
def test_identities_change(postgresql_url: str, nullable: dict[str, bool]) -> None:
    """Their options, and from and to a plain column, which NOT NULL comes with and goes with as it has to."""

    def models(*identity: Identity) -> MetaData:
        made = MetaData()
        Table("t", made, Column("id", Integer, primary_key=True), Column("i", Integer, *identity, **nullable))
        return made

    variants = [(), (Identity(start=3),), (Identity(start=3, increment=2, always=True),)]
    for before, after in ((0, 1), (1, 2), (2, 0)):
        with connected(postgresql_url) as connection:
            both_ways(connection, models(*variants[before]), models(*variants[after]))
            models().drop_all(connection)
            connection.commit()


@pytest.mark.parametrize("extra", [{}, {"check": "VALUE > 0", "constraint_name": "positive", "not_null": True}])
def test_a_domain(postgresql_url: str, extra: dict[str, Any]) -> None:
    """With its options."""
    made = MetaData()
    Table("t", made, Column("x", postgresql.DOMAIN("positive_number", sa.Integer(), **extra)))
    with connected(postgresql_url) as connection:
        both_ways(connection, MetaData(), made)
