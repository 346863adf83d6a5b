"""One line for each operation that a new revision would hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import mysql, postgresql

from migrate_plugins.commands.differences import described, difference

CUSTOMER = Table(
    "customer",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(50)),
    UniqueConstraint("name", name="uq_name"),
    ForeignKeyConstraint(["id"], ["person.id"]),
    CheckConstraint("id > 0", name="ck_id"),
    Index("ix_name", "name"),
)
SHOP = Table("orders", MetaData(), Column("id", Integer), schema="shop")
UNIQUE, FOREIGN_KEY, CHECK = (
    next(one for one in CUSTOMER.constraints if isinstance(one, kind))
    for kind in (UniqueConstraint, ForeignKeyConstraint, CheckConstraint)
)


EXCLUDING = postgresql.ExcludeConstraint((text("int4range(a, b)"), "&&"), ("id", "="), name="ex", where=text("id > 1"))
Table("customer", MetaData(), Column("id", Integer), EXCLUDING)
PARTIAL = Index("ix_low", text("lower(x)"), unique=True, postgresql_where=text("x > 1"))
Table("a", MetaData(), Column("x", String), PARTIAL)
CASCADING = ForeignKeyConstraint(
    ["a"], ["a.id"], name="fk_a", ondelete="CASCADE", deferrable=True, initially="DEFERRED"
)
Table("c", MetaData(), Column("a", Integer), CASCADING)
LATER = UniqueConstraint("a", name="uq_d", deferrable=True, initially="DEFERRED", postgresql_nulls_not_distinct=True)
Table("d", MetaData(), Column("a", Integer), Column("b", Integer), LATER)


def commented(comment: str) -> Table:
    return Table("customer", MetaData(), comment=comment)


def modified(what: str, before: Any, after: Any) -> tuple[Any, ...]:
    return (f"modify_{what}", None, "customer", "name", {}, before, after)


@pytest.mark.parametrize(
    ("diff", "line"),
    [
        (("add_table", CUSTOMER), "+ customer: table"),
        (("remove_table", SHOP), "- shop.orders: table"),
        (("add_column", None, "customer", Column("email", String(9))), "+ customer.email: column VARCHAR(9)"),
        (
            ("add_column", None, "customer", Column("n", Integer, nullable=False, server_default="7")),
            "+ customer.n: column INTEGER NOT NULL DEFAULT 7",
        ),
        (
            ("add_column", None, "customer", Column("n", Integer, Computed("a + b"))),
            "+ customer.n: column INTEGER GENERATED ALWAYS AS (a + b)",
        ),
        (
            ("add_column", None, "customer", Column("n", Integer, Identity())),
            "+ customer.n: column INTEGER NOT NULL GENERATED AS IDENTITY",
        ),
        (("remove_column", "shop", "orders", Column("x", Integer)), "- shop.orders.x: column INTEGER"),
        (("add_index", next(iter(CUSTOMER.indexes))), "+ customer: index ix_name (name)"),
        (("remove_constraint", UNIQUE), "- customer: unique constraint uq_name (name)"),
        (("add_constraint", CHECK), "+ customer: check constraint ck_id (id > 0)"),
        (("add_fk", FOREIGN_KEY), "+ customer: foreign key (id) -> person.id"),
        (("add_index", PARTIAL), "+ a: unique index ix_low (lower(x)) where x > 1"),
        (("add_fk", CASCADING), "+ c: foreign key fk_a (a) -> a.id ON DELETE CASCADE INITIALLY DEFERRED DEFERRABLE"),
        (
            ("remove_constraint", LATER),
            "- d: unique constraint uq_d (a) INITIALLY DEFERRED DEFERRABLE nulls not distinct True",
        ),
        (("rename_table", None, "old", "new"), "~ old: table renamed to new"),
        (("add_enum", None, "mood", ("sad", "ok")), "+ mood: enum (sad, ok)"),
        (("remove_enum", "shop", "mood"), "- shop.mood: enum"),
        (("add_enum_value", None, "mood", "angry"), "+ mood: enum value angry"),
        (("rename_enum_value", None, "mood", "sad", "blue"), "~ mood: enum value sad -> blue"),
        (("execute", "UPDATE a\nSET x = 1"), "~ UPDATE a SET x = 1: execute"),
        (("add_table_comment", commented("new"), None), "+ customer: table comment new"),
        (("add_table_comment", commented("new"), "old"), "~ customer: table comment old -> new"),
        (("remove_table_comment", CUSTOMER), "- customer: table comment"),
        (
            [modified("nullable", True, False), modified("type", String(5), String(9))],
            "~ customer.name: NULL -> NOT NULL, VARCHAR(5) -> VARCHAR(9)",
        ),
        ([modified("default", None, text("now()"))], "~ customer.name: default none -> now()"),
        ([modified("comment", None, "two\nlines")], "~ customer.name: comment none -> two lines"),
        ([modified("autoincrement", True, False)], "~ customer.name: autoincrement yes -> no"),
        ([modified("name", "name", "title")], "~ customer.name: renamed to title"),
        ([modified("type", ARRAY(Integer), postgresql.ARRAY(String(5)))], "~ customer.name: INTEGER[] -> VARCHAR(5)[]"),
        (
            [modified("type", postgresql.TIMESTAMP(), DateTime(timezone=True))],
            "~ customer.name: TIMESTAMP WITHOUT TIME ZONE -> DATETIME WITH TIME ZONE",
        ),
        (
            [modified("type", mysql.INTEGER(11), mysql.BIGINT(20, unsigned=True))],
            "~ customer.name: INTEGER -> BIGINT UNSIGNED",
        ),
        ([modified("type", mysql.VARCHAR(5), mysql.VARCHAR())], "~ customer.name: VARCHAR(5) -> VARCHAR"),
        ([modified("type", mysql.ENUM("a"), Enum("a", "b"))], "~ customer.name: ENUM('a') -> ENUM('a', 'b')"),
        ([modified("type", String(1), Enum("a", native_enum=False))], "~ customer.name: VARCHAR(1) -> VARCHAR(1)"),
        (
            ("remove_constraint", EXCLUDING),
            "- customer: exclude constraint ex (int4range(a, b) WITH &&, id WITH =) using gist where id > 1",
        ),
        (("create_audit_view", "customer"), "+ customer: audit view"),
        (("drop_view", "v", "shop"), "- v: view shop"),
        (("refresh", "v"), "~ v: refresh"),
    ],
)
def test_a_difference_in_a_line(diff: Any, line: str) -> None:
    """The sign tells whether it is new, gone or changed; then where, and what."""
    assert difference(diff).line == line


def test_an_operation_of_which_nothing_is_known_is_named() -> None:
    """A plugin's operation without a diff tuple is shown as it shows itself."""

    class CreateSequenceOp:
        def __str__(self) -> str:
            return "the sequence s"

    assert difference(("create_sequence", CreateSequenceOp())).line == "+ the sequence s: sequence"


def test_what_changes_a_column_is_there_for_programs() -> None:
    """With --json, each change has what was and what is to be; nothing is null."""
    data = difference([modified("type", String(20), String(50)), modified("default", None, text("'x'"))]).data
    assert data["where"] == "customer.name"
    assert data["changes"] == [
        {"what": "type", "before": "VARCHAR(20)", "after": "VARCHAR(50)"},
        {"what": "default", "before": None, "after": "'x'"},
    ]


def test_differences_are_sorted_by_table_and_in_it_by_kind() -> None:
    """The order is the same however the comparison came upon them; what goes comes before what takes its place."""
    index = next(iter(CUSTOMER.indexes))
    diffs = [
        ("add_index", index),
        ("add_table", SHOP),
        ("remove_index", index),
        [modified("type", String(5), String(9))],
        ("add_column", None, "customer", Column("a", Integer)),
        ("add_constraint", UNIQUE),
        [],
    ]
    lines = [
        "+ customer.a: column INTEGER",
        "~ customer.name: VARCHAR(5) -> VARCHAR(9)",
        "+ customer: unique constraint uq_name (name)",
        "- customer: index ix_name (name)",
        "+ customer: index ix_name (name)",
        "+ shop.orders: table",
    ]
    assert [each.line for each in described(diffs)] == lines
    assert [each.line for each in described(reversed(diffs))] == lines
