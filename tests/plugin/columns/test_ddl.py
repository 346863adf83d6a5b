"""The SQL of the operations on columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    event,
    func,
    text,
)

from migrate.operations import ops
from support.offline import Offline, written


class Flag(TypeDecorator[bool]):
    """A type that wraps one with a constraint."""

    impl = Boolean(create_constraint=True)
    cache_ok = True


ADDED: dict[str, tuple[Column[Any], list[str]]] = {
    "plain": (Column("a", Integer), ["ALTER TABLE s.t ADD COLUMN a INTEGER"]),
    "filled": (
        Column("a", String(5), server_default="x'y", nullable=False),
        ["ALTER TABLE s.t ADD COLUMN a VARCHAR(5) DEFAULT 'x''y' NOT NULL"],
    ),
    "expression": (
        Column("a", Integer, server_default=text("now()")),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER DEFAULT now()"],
    ),
    "computed": (
        Column("a", Integer, Computed("b * 2", persisted=True)),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER GENERATED ALWAYS AS (b * 2) STORED"],
    ),
    "identity": (
        Column("a", Integer, Identity(always=True)),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER GENERATED ALWAYS AS IDENTITY"],
    ),
    "index": (
        Column("a", Integer, index=True),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER", "CREATE INDEX ix_s_t_a ON s.t (a)"],
    ),
    "unique": (
        Column("a", Integer, unique=True),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER", "ALTER TABLE s.t ADD UNIQUE (a)"],
    ),
    "unique index": (
        Column("a", Integer, unique=True, index=True),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER", "CREATE UNIQUE INDEX ix_s_t_a ON s.t (a)"],
    ),
    "comment": (
        Column("a", Integer, comment="it's"),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER", "COMMENT ON COLUMN s.t.a IS 'it''s'"],
    ),
    "check": (
        Column("a", Integer, CheckConstraint("a > 0", name="positive")),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER CONSTRAINT positive CHECK (a > 0)"],
    ),
    "foreign key": (
        Column("a", Integer, ForeignKey("x.r.id", ondelete="CASCADE")),
        [
            "ALTER TABLE s.t ADD COLUMN a INTEGER",
            "ALTER TABLE s.t ADD FOREIGN KEY(a) REFERENCES x.r (id) ON DELETE CASCADE",
        ],
    ),
    "primary key": (
        Column("a", Integer, primary_key=True, autoincrement=False),
        ["ALTER TABLE s.t ADD COLUMN a INTEGER NOT NULL"],
    ),
    "native boolean": (Column("a", Boolean(create_constraint=True)), ["ALTER TABLE s.t ADD COLUMN a BOOLEAN"]),
    "checked enum": (
        Column("a", Enum("x", "y", native_enum=False, create_constraint=True, name="ck")),
        ["ALTER TABLE s.t ADD COLUMN a VARCHAR(1)", "ALTER TABLE s.t ADD CONSTRAINT ck CHECK (a IN ('x', 'y'))"],
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_added_columns(case: str) -> None:
    """The column, and what it brings along as statements of its own."""
    column, statements = ADDED[case]
    assert written(lambda op: op.add_column("t", column._copy(), schema="s")) == statements


def test_a_wrapped_type_brings_its_constraint() -> None:
    """Also where the type that has one is inside another."""
    assert written(lambda op: op.add_column("t", Column("a", Flag())), "mysql") == [
        "ALTER TABLE t ADD COLUMN a BOOL",
        "ALTER TABLE t ADD CHECK (a IN (0, 1))",
    ]


def test_references_and_keys_inline() -> None:
    """As parts of the column's definition."""
    key = Column("a", Integer, ForeignKey("r.id", name="fk"))
    assert written(lambda op: op.add_column("t", key, inline_references=True, if_not_exists=True)) == [
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS a INTEGER CONSTRAINT fk REFERENCES r (id)"
    ]
    primary = Column("a", String(5), primary_key=True)
    assert written(lambda op: op.add_column("t", primary, inline_primary_key=True)) == [
        "ALTER TABLE t ADD COLUMN a VARCHAR(5) NOT NULL PRIMARY KEY"
    ]


def test_sqlite_takes_a_foreign_key_inline_only() -> None:
    """So there it is written inline unless told not to."""
    assert written(lambda op: op.add_column("t", Column("a", Integer, ForeignKey("r.id"))), "sqlite") == [
        "ALTER TABLE t ADD COLUMN a INTEGER REFERENCES r (id)"
    ]
    with pytest.raises(NotImplementedError, match="No support for ALTER of constraints in SQLite"):
        written(
            lambda op: op.add_column("t", Column("a", Integer, ForeignKey("r.id")), inline_references=False), "sqlite"
        )


def test_a_models_column_may_be_added() -> None:
    """It stays with its table; the foreign key of the model is an operation of its own."""
    metadata = MetaData()
    table = Table("t", metadata, Column("a", Integer, ForeignKey("r.id")), Column("b", Integer, unique=True))
    offline = Offline()
    offline.op.invoke(ops.AddColumnOp.from_column(table.c.a))
    offline.op.invoke(ops.AddColumnOp.from_column(table.c.b))
    assert table.c.a.table is table
    assert offline.sql == [
        "ALTER TABLE t ADD COLUMN a INTEGER",
        "ALTER TABLE t ADD COLUMN b INTEGER",
        "ALTER TABLE t ADD UNIQUE (b)",
    ]


def test_listeners_see_an_added_column_in_its_table() -> None:
    """The short way for plain columns is not taken where someone waits for the table."""
    seen = []
    column: Column[Any] = Column("a", Integer)
    event.listen(column, "after_parent_attach", lambda target, parent: seen.append(parent.name))
    assert written(lambda op: op.add_column("t", column)) == ["ALTER TABLE t ADD COLUMN a INTEGER"]
    assert seen == ["t"]


ALTERED: list[tuple[dict[str, Any], list[str]]] = [
    ({"nullable": False}, ["ALTER TABLE t ALTER COLUMN a SET NOT NULL"]),
    ({"server_default": None}, ["ALTER TABLE t ALTER COLUMN a DROP DEFAULT"]),
    ({"server_default": func.now()}, ["ALTER TABLE t ALTER COLUMN a SET DEFAULT now()"]),
    ({"type_": String(5)}, ["ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(5)"]),
    ({"type_": Integer, "postgresql_using": "a::int"}, ["ALTER TABLE t ALTER COLUMN a TYPE INTEGER USING a::int"]),
    ({"new_column_name": "b"}, ["ALTER TABLE t RENAME a TO b"]),
    ({"comment": None}, ["COMMENT ON COLUMN t.a IS NULL"]),
    (
        {"type_": String(5), "existing_type": Enum("x", native_enum=False, create_constraint=True, name="ck")},
        ["ALTER TABLE t DROP CONSTRAINT ck", "ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(5)"],
    ),
    (
        {"type_": Enum("x", native_enum=False, create_constraint=True, name="ck"), "existing_type": String(5)},
        ["ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(1)", "ALTER TABLE t ADD CONSTRAINT ck CHECK (a IN ('x'))"],
    ),
    ({}, []),
]


@pytest.mark.parametrize(("arguments", "statements"), ALTERED, ids=[str(statements) for _, statements in ALTERED])
def test_altered_columns(arguments: dict[str, Any], statements: list[str]) -> None:
    """One statement for each change; a type's constraint goes before it and comes after it."""
    assert written(lambda op: op.alter_column("t", "a", **arguments)) == statements


def test_autoincrement_is_passed_over() -> None:
    """Autogenerate writes it wherever the models say it, though only MySQL has to be told."""
    with pytest.warns(UserWarning, match="only make sense for MySQL"):
        statements = written(lambda op: op.alter_column("t", "a", nullable=False, autoincrement=False))
    assert statements == ["ALTER TABLE t ALTER COLUMN a SET NOT NULL"]


DROPPED: list[tuple[Callable[[Any], object], str]] = [
    (lambda op: op.drop_column("t", "a", schema="s"), "ALTER TABLE s.t DROP COLUMN a"),
    (lambda op: op.drop_column("t", "a", if_exists=True), "ALTER TABLE t DROP COLUMN IF EXISTS a"),
]


@pytest.mark.parametrize(("drop", "statement"), DROPPED)
def test_dropped_columns(drop: Callable[[Any], object], statement: str) -> None:
    """With its schema, and if it exists."""
    assert written(drop) == [statement]
