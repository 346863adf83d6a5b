"""What an item was given for one dialect alone."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint

from migrate_plugins.dialects.arguments import given_arguments


@pytest.mark.parametrize(
    ("item", "given"),
    [
        (UniqueConstraint("a"), {}),
        (UniqueConstraint("a", sqlite_on_conflict="FAIL"), {"sqlite_on_conflict": "FAIL"}),
        (PrimaryKeyConstraint("a", mssql_clustered=True), {"mssql_clustered": True}),
        (Index("i", "a"), {}),
        (Index("i", "a", mysql_length=3, sqlite_where=None), {"mysql_length": 3, "sqlite_where": None}),
    ],
)
def test_given_when_it_was_made(item: object, given: dict[str, object]) -> None:
    """For whatever dialects, in the order in which they were given."""
    assert given_arguments(item) == given


def test_given_later() -> None:
    """As reflection and listeners do."""
    table = Table("t", MetaData(), Column("a", Integer, primary_key=True))
    assert given_arguments(table.primary_key) == {}
    table.primary_key.dialect_kwargs["mssql_clustered"] = True
    assert given_arguments(table.primary_key) == {"mssql_clustered": True}


def test_to_look_costs_no_memory() -> None:
    """Of ten thousand constraints few have any."""
    key = UniqueConstraint("a")
    before = dict(vars(key))
    given_arguments(key)
    assert vars(key) == before
