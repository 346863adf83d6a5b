"""One line for each operation that a new revision would hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from migrate_plugins.commands.differences import difference

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


def modified(what: str, before: Any, after: Any) -> tuple[Any, ...]:
    return (f"modify_{what}", None, "customer", "name", {}, before, after)


@pytest.mark.parametrize(
    ("diff", "line"),
    [
        (("add_table", CUSTOMER), "+ customer: table"),
        (("remove_table", SHOP), "- shop.orders: table"),
        (("add_column", None, "customer", Column("email", String(9))), "+ customer: column email VARCHAR(9)"),
        (("remove_column", "shop", "orders", Column("x", Integer)), "- shop.orders: column x INTEGER"),
        (("add_index", next(iter(CUSTOMER.indexes))), "+ customer: index ix_name (name)"),
        (("remove_constraint", UNIQUE), "- customer: constraint uq_name (name)"),
        (("add_constraint", CHECK), "+ customer: constraint ck_id (id > 0)"),
        (("add_fk", FOREIGN_KEY), "+ customer: foreign key (id) -> person.id"),
        (("add_table_comment", CUSTOMER, None), "+ customer: table comment none"),
        (
            [modified("nullable", True, False), modified("type", String(5), String(9))],
            "~ customer: column name nullable True -> False, type VARCHAR(5) -> VARCHAR(9)",
        ),
        ([modified("default", None, text("now()"))], "~ customer: column name default none -> now()"),
        ([modified("comment", None, "two\nlines")], "~ customer: column name comment none -> two lines"),
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
