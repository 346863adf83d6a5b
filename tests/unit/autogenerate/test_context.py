"""What a comparison knows of its two sides."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine

from migrate.autogenerate.api import AutogenContext, compare_metadata
from migrate.migration import MigrationContext
from migrate.plugin import CommandError, ConfigurationError


def metadata(*names: str) -> MetaData:
    made = MetaData()
    for name in names:
        Table(name, made, Column("id", Integer))
    return made


def offline(**opts: object) -> MigrationContext:
    return MigrationContext.configure(dialect_name="sqlite", opts=opts)


def test_several_collections_are_one() -> None:
    """In their order, each sorted by its dependencies."""
    context = AutogenContext(offline(), [metadata("b", "a"), metadata("c")])
    assert [table.name for table in context.sorted_tables] == ["a", "b", "c"]
    assert list(context.table_key_to_table) == ["b", "a", "c"]


def test_a_table_in_two_collections_is_refused() -> None:
    """All such tables are named."""
    context = AutogenContext(offline(), [metadata("a", "b"), metadata("b", "a", "c")])
    with pytest.raises(ValueError, match='Duplicate table keys across multiple MetaData objects: "a", "b"'):
        _ = context.table_key_to_table


def test_models_come_from_the_options_unless_they_are_given() -> None:
    """So that a script of env.py need not repeat them."""
    models = metadata("a")
    assert AutogenContext(offline(target_metadata=models)).metadata is models


def test_models_may_be_exchanged() -> None:
    """What was derived from the old ones is forgotten."""
    context = AutogenContext(offline(), metadata("a"))
    assert list(context.table_key_to_table) == ["a"]
    context.metadata = metadata("b")
    assert list(context.table_key_to_table) == ["b"]


def test_without_models_the_comparison_says_what_to_write() -> None:
    """The sentence, and the remedy."""
    with create_engine("sqlite://").connect() as connection, pytest.raises(ConfigurationError) as caught:
        compare_metadata(MigrationContext.configure(connection), None)  # type: ignore[arg-type]  # as from env.py
    assert str(caught.value) == (
        "Can't proceed with --autogenerate option; env.py does not provide a MetaData object or sequence of objects "
        "to the context"
    )
    assert caught.value.hint is not None
    assert "target_metadata=" in caught.value.hint


def test_offline_mode_cannot_compare() -> None:
    """There is no database to ask."""
    with pytest.raises(CommandError, match="autogenerate can't use as_sql=True"):
        AutogenContext(offline(as_sql=True), metadata())


def test_without_a_connection_there_is_no_inspector() -> None:
    """The error says what to give."""
    with pytest.raises(CommandError, match="no database connection"):
        _ = AutogenContext(offline(), metadata()).inspector
