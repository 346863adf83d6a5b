"""The examples of the page on types and defaults decide what the page says, and leave the rest to be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import CHAR, Boolean, Column, Integer, MetaData, Numeric, String, Table, event
from sqlalchemy.types import TypeDecorator

from support.comparing import build, compare, connected
from support.pages import Page, example, put_into_env, succeed
from support.scenarios import run

*FUNCTIONS, SYNONYMS, REFLECTED, DEFAULTS = Page("how-to/compare-types-and-defaults.md").blocks("python")


def models(type_: Any = Integer, default: str | None = None) -> MetaData:
    """Return models with a table of one column."""
    metadata = MetaData()
    Table("t", metadata, Column("x", type_, server_default=default))
    return metadata


def test_functions_decide_on_types_and_defaults(sqlite_url: str) -> None:
    """What they have no opinion on is compared as ever."""
    page = example(*FUNCTIONS, DEFAULTS, TypeDecorator=TypeDecorator, Numeric=Numeric)
    options, money = page["configure"], page["Money"]
    with connected(sqlite_url) as connection:
        build(connection, models(Integer))
        assert compare(connection, models(money), **options) == []
        assert compare(connection, models(money)) != []
        assert compare(connection, models(String(5)), **options) != []
        assert compare(connection, models(default="so"), **options) != []


def test_a_decorator_is_compared_as_what_it_stands_for(sqlite_url: str) -> None:
    """If it says nothing of itself."""

    class Name(TypeDecorator[str]):
        impl = String
        cache_ok = True

    with connected(sqlite_url) as connection:
        build(connection, models(String(20)))
        assert compare(connection, models(Name(20))) == []
        assert compare(connection, models(Name(30))) != []


def test_an_event_changes_what_is_there(sqlite_url: str) -> None:
    """For the columns that it knows, and while it is listened to."""
    with connected(sqlite_url) as connection:
        build(connection, models(CHAR(1)))
        assert compare(connection, models(Boolean)) != []
        flags = example(REFLECTED)["flags"]
        try:
            assert compare(connection, models(Boolean)) == []
            assert compare(connection, models(Integer)) != []
        finally:
            event.remove(Table, "column_reflect", flags)


def test_two_names_for_one_type_are_no_difference(tmp_path: Path) -> None:
    """In env.py; a length still is one."""
    (tmp_path / "models.py").write_text(
        "from sqlalchemy import Column, MetaData, String, Table\n\nmetadata = MetaData()\n"
        'Table("t", metadata, Column("x", String()))\n'
    )
    succeed(tmp_path, "init", "--url", "sqlite:///app.db", "--models", "models:metadata")
    run(tmp_path, "sqlite", "app.db", "CREATE TABLE t (x TEXT)")
    assert run(tmp_path, "migrate", "-q", "check")[-1] == "[exit 1]"
    put_into_env(tmp_path, SYNONYMS)
    assert succeed(tmp_path, "check") == ["No new upgrade operations detected."]
    models = tmp_path / "models.py"
    models.write_text(models.read_text().replace("String()", "String(20)"))
    assert run(tmp_path, "migrate", "-q", "check")[0] == "~ t.x: TEXT -> VARCHAR(20)"
