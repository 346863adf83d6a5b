"""The page on comparing from Python: its code is run from top to bottom, and prints what is shown."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import compare_metadata, produce_migrations
from migrate.migration import MigrationContext
from migrate.plugin import CommandError, ConfigurationError
from support.pages import Page
from support.scenarios import matches

PAGE = Page("how-to/compare-from-python.md")
*COMPARE, CARRY_OUT = PAGE.blocks("python")
URL = '"sqlite://"'


def run_to_the_end(url: str) -> dict[str, Any]:
    """Run the page's code but for the last block; return its names."""
    names: dict[str, Any] = {}
    for block in COMPARE:
        exec(block.replace(URL, repr(url)), names)
    return names


def test_the_code_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The differences, and the code for them."""
    run_to_the_end("sqlite://")
    printed = capsys.readouterr().out.splitlines()
    shown = [line for text in PAGE.blocks("text") for line in text.splitlines() if line]
    assert matches(shown, printed), "\n".join(printed)


def test_operations_are_carried_out_at_once(postgresql_url: str) -> None:
    """Afterwards there is no difference."""
    names = run_to_the_end(postgresql_url)
    exec(CARRY_OUT, names)
    with names["engine"].connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), names["models"]) == []
    names["engine"].dispose()


def test_sqlite_refuses_what_it_cannot_do() -> None:
    """By the column's name."""
    with pytest.raises(CommandError, match="SQLite cannot alter the column 'mail'"):
        exec(CARRY_OUT, run_to_the_end("sqlite://"))


def test_the_errors_are_those_of_the_reference() -> None:
    """Without a connection, without models, and with a table that is in two collections."""
    offline = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True})
    with pytest.raises(CommandError, match="as_sql"):
        compare_metadata(offline, sa.MetaData())
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        with pytest.raises(ConfigurationError):
            produce_migrations(context, None)  # type: ignore[arg-type]
        twice = [sa.MetaData(), sa.MetaData()]
        for metadata in twice:
            sa.Table("t", metadata, sa.Column("x", sa.Integer))
        with pytest.raises(ValueError, match='Duplicate table keys across multiple MetaData objects: "t"'):
            compare_metadata(context, twice)
