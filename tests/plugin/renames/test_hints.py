"""Hints in the models say what was renamed."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.autogenerate import compare_metadata
from migrate.migration import MigrationContext
from migrate.plugin import ConfigurationError
from support.shops import OLD, RENAMED, column, table


def test_a_hint_on_a_column(shop: Any) -> None:
    """It is a rename, and nothing is asked."""
    found = shop(table("t", column("old")))
    assert found.generate(table("t", column("new", info=OLD)).metadata) == RENAMED


def test_a_hint_is_ignored_once_the_old_name_is_gone(shop: Any) -> None:
    """It may stay in the models for good."""
    found = shop(table("t", column("new")))
    assert found.generate(table("t", column("new", info=OLD), renamed_from="other").metadata) == []


def test_a_hint_with_another_column_dropped(shop: Any) -> None:
    """The other one of the same type is not asked about: nothing new is left for it."""
    found = shop(table("t", column("old"), column("gone")))
    lines = found.generate(table("t", column("new", info=OLD)).metadata)
    assert lines[0] == RENAMED[0]
    assert lines[1:] == ['op.drop_column("t", "gone")']


def test_a_chain_of_hints_takes_the_last_name_first(shop: Any) -> None:
    """What is to become `b` waits until `b` has become `c`."""
    found = shop(table("t", column("a"), column("b")))
    wanted = table("t", column("b", info={"renamed_from": "a"}), column("c", info={"renamed_from": "b"}))
    lines = found.generate(wanted.metadata)
    assert [(line.split('"')[3], line.split('"')[5]) for line in lines] == [("b", "c"), ("a", "b")]


def test_names_that_are_exchanged_are_refused(shop: Any) -> None:
    """Both names are there before it and after it."""
    found = shop(table("t", column("a"), column("b")))
    error = found.refuse(
        table("t", column("a", info={"renamed_from": "b"}), column("b", info={"renamed_from": "a"})).metadata
    )
    assert isinstance(error, ConfigurationError)
    assert str(error) == (
        "The hints renamed_from exchange names of columns of 't': 'b' is to become 'a', which is in the database "
        "already; whether that was done cannot be told from the names"
    )
    assert error.hint == "write the revision by hand, by way of a third name, and take the hints out"


def test_two_hints_for_one_name_are_refused(shop: Any) -> None:
    """One column cannot become two."""
    found = shop(table("t", column("old")))
    error = found.refuse(table("t", column("new", info=OLD), column("newer", info=OLD)).metadata)
    assert str(error) == ("Two columns of 't' were renamed from 'old', as their hints say: 'new' and 'newer'")


def test_a_hint_that_is_no_name_is_refused(shop: Any) -> None:
    """The error names the column."""
    error = shop(table("t", column("old"))).refuse(table("t", column("new", info={"renamed_from": 7})).metadata)
    assert str(error) == "The column 'new' of 't' has the hint renamed_from=7, which is no name"
    assert error.hint == 'write info={"renamed_from": "old_name"}'


def test_a_hint_that_comes_too_late_is_logged(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The database has both names: nothing can be renamed, and the old one is dropped as the models say."""
    found = shop(table("t", column("old"), column("new")))
    assert found.generate(table("t", column("new", info=OLD)).metadata) == ['op.drop_column("t", "old")']
    assert (
        "The column 'new' of 't' was renamed from 'old', as its hint says, but the database has both: nothing is "
        "renamed" in caplog.messages
    )


def test_compare_metadata_knows_hints(shop: Any) -> None:
    """The public function gives tuples for renames."""
    found = shop(table("before", column("old")))
    with found.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        wanted = table("after", column("new", info=OLD), renamed_from="before")
        first, (second,) = compare_metadata(context, wanted.metadata)
    assert first == ("rename_table", None, "before", "after")
    assert (second[0], *second[1:4], *second[-2:]) == ("modify_name", None, "after", "old", "old", "new")


def test_compare_metadata_takes_nothing_for_likely(shop: Any) -> None:
    """Without a hint it finds what Alembic finds."""
    found = shop(table("t", column("old")))
    with found.engine.connect() as connection:
        diffs = compare_metadata(MigrationContext.configure(connection), table("t", column("new")).metadata)
    assert [diff[0] for diff in diffs] == ["add_column", "remove_column"]


def test_a_name_that_differs_in_case_only(shop: Any) -> None:
    """It is a rename like any other."""
    found = shop(table("t", column("Old")))
    lines = found.generate(table("t", column("old", info={"renamed_from": "Old"})).metadata)
    assert 'op.alter_column("t","Old",' in lines[0]
    assert 'new_column_name="old"' in lines[0]


def test_a_renamed_column_that_is_to_be_not_null_is_looked_up_by_its_old_name(shop: Any) -> None:
    """The database is asked for rows before anything is renamed there."""
    found = shop(table("before", column("old")))
    wanted = table("after", column("new", nullable=False, info=OLD), renamed_from="before").metadata
    assert "nullable=False" in found.generate(wanted)[-1]
    for path in (found.folder / "migrations" / "versions").glob("*.py"):
        path.unlink()
    with found.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO before (id) VALUES (1)")
    assert str(found.refuse(wanted)).startswith(
        "after.new is NOT NULL and has no default, but after has rows in which it is NULL"
    )
