"""The SQL of the operations on constraints, and their names by convention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, UniqueConstraint, column, text

from support.offline import written

CREATED: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda op: op.create_primary_key("pk", "t", ["a", "b"], schema="s"),
        "ALTER TABLE s.t ADD CONSTRAINT pk PRIMARY KEY (a, b)",
    ),
    (lambda op: op.create_primary_key(None, "t", ["a"]), "ALTER TABLE t ADD PRIMARY KEY (a)"),
    (
        lambda op: op.create_unique_constraint("uq", "t", ["b", "a"], deferrable=True, initially="DEFERRED"),
        "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (b, a) DEFERRABLE INITIALLY DEFERRED",
    ),
    (
        lambda op: op.create_unique_constraint("uq", "t", "long_name"),
        "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (long_name)",
    ),
    (
        lambda op: op.create_unique_constraint("uq", "t", ["a"], postgresql_nulls_not_distinct=True),
        "ALTER TABLE t ADD CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (a)",
    ),
    (
        lambda op: op.create_foreign_key(
            "fk",
            "t",
            "r",
            ["a"],
            ["b"],
            onupdate="CASCADE",
            ondelete="SET NULL",
            deferrable=True,
            initially="DEFERRED",
            match="FULL",
            source_schema="s",
            referent_schema="x",
            postgresql_not_valid=True,
        ),
        "ALTER TABLE s.t ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES x.r (b) MATCH FULL "
        "ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
    ),
    (
        lambda op: op.create_foreign_key("fk", "t", "t", ["a", "b"], ["c", "b"]),
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(a, b) REFERENCES t (c, b)",
    ),
    (lambda op: op.create_check_constraint("ck", "t", "a > 5"), "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 5)"),
    (
        lambda op: op.create_check_constraint("ck", "t", column("a").like("50%:x"), postgresql_not_valid=True),
        "ALTER TABLE t ADD CONSTRAINT ck CHECK (a LIKE '50%:x') NOT VALID",
    ),
    (
        lambda op: op.create_exclude_constraint(
            "ex", "t", ("a", "="), (text("int4range(a, b)"), "&&"), where="a > 1", schema="s", ops={"a": "int4_ops"}
        ),
        "ALTER TABLE s.t ADD CONSTRAINT ex EXCLUDE USING gist "
        "(a int4_ops WITH =, int4range(a, b) WITH &&) WHERE (a > 1)",
    ),
    (
        lambda op: op.create_exclude_constraint("ex", "t", ("Order", "="), using="btree", deferrable=True),
        'ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING btree ("Order" WITH =) DEFERRABLE',
    ),
    (lambda op: op.drop_constraint("c", "t", schema="s"), "ALTER TABLE s.t DROP CONSTRAINT c"),
    (lambda op: op.drop_constraint("c", "t", "check", if_exists=True), "ALTER TABLE t DROP CONSTRAINT IF EXISTS c"),
]


@pytest.mark.parametrize(("directive", "statement"), CREATED, ids=[statement for _, statement in CREATED])
def test_statements(directive: Callable[[Any], object], statement: str) -> None:
    """What PostgreSQL is sent."""
    assert written(directive) == [statement]


CONVENTION = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(column_0_label)s_%(column_0N_key)s",
}

NAMED: list[tuple[Callable[[Any], object], list[str]]] = [
    (lambda op: op.create_primary_key(None, "t", ["a"]), ["ALTER TABLE t ADD CONSTRAINT pk_t PRIMARY KEY (a)"]),
    (
        lambda op: op.create_unique_constraint(None, "t", ["a", "b"]),
        ["ALTER TABLE t ADD CONSTRAINT uq_t_a_b UNIQUE (a, b)"],
    ),
    (
        lambda op: op.create_foreign_key(None, "t", "r", ["a"], ["b"]),
        ["ALTER TABLE t ADD CONSTRAINT fk_t_a_r_b FOREIGN KEY(a) REFERENCES r (b)"],
    ),
    (lambda op: op.create_check_constraint("x", "t", "a > 1"), ["ALTER TABLE t ADD CONSTRAINT ck_t_x CHECK (a > 1)"]),
    (lambda op: op.create_check_constraint(op.f("x"), "t", "a > 1"), ["ALTER TABLE t ADD CONSTRAINT x CHECK (a > 1)"]),
    (lambda op: op.create_unique_constraint("given", "t", ["a"]), ["ALTER TABLE t ADD CONSTRAINT given UNIQUE (a)"]),
    (lambda op: op.create_index(None, "t", ["a", "b"]), ["CREATE INDEX ix_t_a_ab ON t (a, b)"]),
    (lambda op: op.drop_constraint("x", "t", "check"), ["ALTER TABLE t DROP CONSTRAINT ck_t_x"]),
    (lambda op: op.drop_constraint(op.f("x"), "t", "check"), ["ALTER TABLE t DROP CONSTRAINT x"]),
    (lambda op: op.drop_constraint("x", "t", "unique"), ["ALTER TABLE t DROP CONSTRAINT x"]),
    (
        lambda op: op.create_table(
            "t",
            Column("a", Integer, ForeignKey("r.b"), primary_key=True),
            Column("flag", Boolean(create_constraint=True, name="flag")),
            Column("c", String, unique=True),
            UniqueConstraint("a", "c"),
        ),
        [
            "CREATE TABLE t ( a INTEGER NOT NULL, flag BOOLEAN, c VARCHAR, CONSTRAINT uq_t_a_c UNIQUE (a, c), "
            "CONSTRAINT pk_t PRIMARY KEY (a), CONSTRAINT fk_t_a_r_b FOREIGN KEY(a) REFERENCES r (b), "
            "CONSTRAINT uq_t_c UNIQUE (c) )"
        ],
    ),
    (
        lambda op: op.add_column("t", Column("a", Integer, ForeignKey("r.b"), unique=True)),
        [
            "ALTER TABLE t ADD COLUMN a INTEGER",
            "ALTER TABLE t ADD CONSTRAINT uq_t_a UNIQUE (a)",
            "ALTER TABLE t ADD CONSTRAINT fk_t_a_r_b FOREIGN KEY(a) REFERENCES r (b)",
        ],
    ),
]


@pytest.mark.parametrize(("directive", "statements"), NAMED, ids=[statements[-1] for _, statements in NAMED])
@pytest.mark.parametrize("several", [False, True], ids=["one metadata", "several alike"])
def test_names_by_convention(directive: Callable[[Any], object], statements: list[str], *, several: bool) -> None:
    """The convention of the project's metadata names what has no name, and completes the names of checks."""
    metadata = MetaData(naming_convention=CONVENTION)
    target = [metadata, MetaData(naming_convention=CONVENTION)] if several else metadata
    assert [_sorted(one) for one in written(directive, target_metadata=target)] == [_sorted(one) for one in statements]


def _sorted(statement: str) -> list[str]:
    return sorted(statement.replace("( ", "(").replace(" )", ")").split(", "))
