"""The SQL of the operations on tables, their comments and their indexes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, column, func, select, text

from migrate.operations import ops
from support.offline import Offline, written

STATEMENTS: list[tuple[str, Callable[[Any], object], list[str]]] = [
    (
        "postgresql",
        lambda op: op.create_table(
            "t",
            Column("id", Integer, primary_key=True),
            Column("r_id", Integer, ForeignKey("x.r.id"), comment="whose"),
            Column("name", String(5), index=True),
            Index("ix_lower", text("lower(name)"), unique=True),
            schema="s",
            comment="all of them",
            prefixes=["UNLOGGED"],
            postgresql_partition_by="RANGE (id)",
            if_not_exists=True,
        ),
        [
            "CREATE UNLOGGED TABLE IF NOT EXISTS s.t ( id SERIAL NOT NULL, r_id INTEGER, name VARCHAR(5), "
            "PRIMARY KEY (id), FOREIGN KEY(r_id) REFERENCES x.r (id) ) PARTITION BY RANGE (id)",
            "CREATE UNIQUE INDEX ix_lower ON s.t (lower(name))",
            "CREATE INDEX ix_s_t_name ON s.t (name)",
            "COMMENT ON TABLE s.t IS 'all of them'",
            "COMMENT ON COLUMN s.t.r_id IS 'whose'",
        ],
    ),
    (
        "mysql",
        lambda op: op.create_table("t", Column("a", Integer, comment="x"), comment="it's"),
        ["CREATE TABLE t ( a INTEGER COMMENT 'x' )COMMENT='it''s'"],
    ),
    (
        "mysql",
        lambda op: op.create_table("t", Column("a", Integer), mysql_engine="InnoDB"),
        ["CREATE TABLE t ( a INTEGER )ENGINE=InnoDB"],
    ),
    ("sqlite", lambda op: op.create_table("t", Column("a", Integer), comment="none"), ["CREATE TABLE t ( a INTEGER )"]),
    ("postgresql", lambda op: op.drop_table("t", schema="s", if_exists=True), ["DROP TABLE IF EXISTS s.t"]),
    ("postgresql", lambda op: op.rename_table("t", "u", schema="s"), ["ALTER TABLE s.t RENAME TO u"]),
    ("postgresql", lambda op: op.create_table_comment("t", "it's", schema="s"), ["COMMENT ON TABLE s.t IS 'it''s'"]),
    ("postgresql", lambda op: op.drop_table_comment("t"), ["COMMENT ON TABLE t IS NULL"]),
    ("mysql", lambda op: op.create_table_comment("t", "x"), ["ALTER TABLE t COMMENT 'x'"]),
    (
        "postgresql",
        lambda op: op.create_index(
            "ix",
            "t",
            ["a", column("b").desc(), func.lower(column("c"))],
            schema="s",
            unique=True,
            if_not_exists=True,
            postgresql_where=text("a > 1"),
            postgresql_include=["d"],
            postgresql_concurrently=True,
        ),
        ["CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON s.t (a, b DESC, lower(c)) INCLUDE (d) WHERE a > 1"],
    ),
    ("mysql", lambda op: op.create_index("ix", "t", ["a"], mysql_length=5), ["CREATE INDEX ix ON t (a(5))"]),
    ("postgresql", lambda op: op.create_index("ix", "t", ["a"], quote=True), ['CREATE INDEX "ix" ON t (a)']),
    (
        "postgresql",
        lambda op: op.drop_index("ix", "t", schema="s", if_exists=True, postgresql_concurrently=True),
        ["DROP INDEX CONCURRENTLY IF EXISTS s.ix"],
    ),
    ("mysql", lambda op: op.drop_index("ix", "t"), ["DROP INDEX ix ON t"]),
]


@pytest.mark.parametrize(("dialect", "directive", "statements"), STATEMENTS, ids=[case[2][0] for case in STATEMENTS])
def test_statements(dialect: str, directive: Callable[[Any], object], statements: list[str]) -> None:
    """What the database is sent."""
    assert written(directive, dialect) == statements


def test_the_new_table_can_be_used() -> None:
    """`op.create_table()` returns it."""
    offline = Offline()
    table = offline.op.create_table("t", Column("a", Integer), schema="s")
    assert isinstance(table, Table)
    offline.op.execute(select(table.c.a))
    assert offline.sql[-1] == "SELECT s.t.a FROM s.t"


def test_a_column_of_the_caller_belongs_to_the_new_table() -> None:
    """So it can be used in later statements of the revision."""
    offline = Offline()
    a = Column("a", Integer)
    table = offline.op.create_table("t", a)
    assert a.table is table


def test_a_models_table_may_be_created() -> None:
    """An operation made from it leaves it alone, and can be carried out twice."""
    table = Table("t", MetaData(), Column("a", Integer, unique=True), Column("b", ForeignKey("t.a")))
    offline = Offline()
    operation = ops.CreateTableOp.from_table(table)
    offline.op.invoke(operation)
    offline.op.invoke(operation)
    assert offline.sql[0] == offline.sql[1]
    assert offline.sql[0].count("UNIQUE") == 1
    assert offline.sql[0].count("FOREIGN KEY") == 1
    offline.op.invoke(operation.reverse())
    assert offline.sql[2] == "DROP TABLE t"
