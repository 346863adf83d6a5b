"""What few tables have is found in one walk, wherever in a table it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    Identity,
    Integer,
    MetaData,
    PickleType,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import mysql, postgresql

from migrate_plugins.tables.survey import Survey

KINDS = ("server_defaults", "checks", "exclusions", "column_info", "named_types")


@pytest.mark.parametrize(
    ("item", "kinds"),
    [
        (Column("x", Integer, default=1, unique=True, comment="c"), []),
        (UniqueConstraint("id"), []),
        (Column("x", Integer, server_default="1"), ["server_defaults"]),
        (Column("x", Integer, Computed(text("1"))), ["server_defaults"]),
        (Column("x", Integer, Identity()), ["server_defaults"]),
        (Column("x", Integer, CheckConstraint("x > 0")), ["checks"]),
        (CheckConstraint("id > 0"), ["checks"]),
        (postgresql.ExcludeConstraint(("id", "=")), ["exclusions"]),
        (Column("x", Integer, info={"renamed_from": "y"}), ["column_info"]),
        (Column("x", Enum("a", "b", name="e")), ["named_types"]),
        (Column("x", Enum("a", create_constraint=True, native_enum=False)), ["checks", "named_types"]),
        (Column("x", ARRAY(Integer)), ["named_types"]),
        (Column("x", postgresql.DOMAIN("d", Integer)), ["named_types"]),
        (Column("x", PickleType()), ["named_types"]),
        (Column("x", String(5).with_variant(mysql.ENUM("a"), "mysql")), ["named_types"]),
    ],
)
def test_of_what_a_table_has(item: Any, kinds: list[str]) -> None:
    """Beside a table that has nothing; the type of a Boolean or an Enum may bring its CHECK."""
    metadata = MetaData()
    plain = Table("plain", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
    table = Table("t", metadata, Column("id", Integer, primary_key=True), item)
    found = Survey.of([plain, table])
    assert [kind for kind in KINDS if getattr(found, kind) == {table}] == kinds
    assert not any(plain in getattr(found, kind) for kind in KINDS)
