"""The page on checks: its commands are run, and print what is shown."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from support.comparing import connected
from support.databases import fresh_database
from support.pages import Page, succeed
from support.scenarios import matches, play, run

PAGE = Page("how-to/check-that-models-and-database-agree.md")
SEVERAL = Page("how-to/migrate-several-databases.md")
[CHECK, *_] = PAGE.blocks("console")
[AGAINST_HISTORY] = PAGE.section("In CI, without a database that is up to date").blocks("console")
[DIFF] = PAGE.section("Any two sides").blocks("console")
[OF_SEVERAL] = PAGE.section("In a project with several databases").blocks("console")
HEAD = "from sqlalchemy import Column, Integer, MetaData, String, Table\n\nmetadata = MetaData()\n"
CUSTOMER = """\
Table("customer", metadata, Column("id", Integer, primary_key=True), Column("name", String(200)),
      Column("phone", String(20)), Column("email", String(200)))
"""
BEFORE = (
    "CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, phone VARCHAR(20))",
    "CREATE INDEX ix_customer_phone ON customer (phone)",
)


def project(folder: Path, url: str, models: str = CUSTOMER) -> Path:
    """Set a project up."""
    (folder / "models.py").write_text(HEAD + models)
    succeed(folder, "init", "--models", "models:metadata", "--url", url)
    return folder


def execute(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def words_of(command: str) -> list[str]:
    """Return what stands behind ``migrate`` in the only line of a block."""
    return shlex.split(command.removeprefix("$ migrate "))


def test_check_prints_what_is_shown(database_url: str, tmp_path: Path) -> None:
    """And its exit code is 1."""
    execute(database_url, *BEFORE)
    project(tmp_path, database_url)
    command, *shown = CHECK.splitlines()
    assert run(tmp_path, "migrate", "-q", *words_of(command)) == [*shown, "[exit 1]"]


def test_the_history_is_compared_without_a_database_that_is_up_to_date(database_url: str, tmp_path: Path) -> None:
    """A revision that is only written counts, and a change without one is found."""
    project(tmp_path, database_url)
    succeed(tmp_path, "revision", "--autogenerate", "-m", "first", "--rev-id", "ab12")
    assert run(tmp_path, "migrate", "-q", "check")[0].startswith("! Error: Target database is not up to date")
    assert succeed(tmp_path, *words_of(AGAINST_HISTORY)) == ["No new upgrade operations detected."]
    (tmp_path / "models.py").write_text(HEAD + CUSTOMER.replace("String(20)", "String(30)"))
    assert run(tmp_path, "migrate", "-q", *words_of(AGAINST_HISTORY))[0].startswith("~ customer.phone: ")


def test_any_two_sides_are_compared(postgresql_url: str, tmp_path: Path) -> None:
    """Each command of the block tells the one table that its sides do not share."""
    project(tmp_path, postgresql_url)
    succeed(tmp_path, "revision", "--autogenerate", "-m", "first", "--rev-id", "ab12")
    (tmp_path / "models.py").write_text(f'{HEAD}{CUSTOMER}Table("basket", metadata, Column("id", Integer))\n')
    succeed(tmp_path, "upgrade", "head")
    succeed(tmp_path, "revision", "--autogenerate", "-m", "second")
    with fresh_database(postgresql_url) as staging:
        execute(staging, *(statement.replace("customer", "client") for statement in BEFORE))
        for line in DIFF.splitlines():
            words = words_of(line.replace("postgresql://localhost/staging", staging))
            printed = run(tmp_path, "migrate", "-q", *words)
            assert "+ basket: table" in printed or "+ client: table" in printed, printed
            assert printed[-1] == "[exit 1]"


def test_several_databases_have_a_block_each(tmp_path: Path) -> None:
    """Under their names."""
    setup, _ = SEVERAL.blocks("console")
    assert play(setup, tmp_path) == []
    (tmp_path / "migrate.ini").write_text(SEVERAL.blocks("ini")[0])
    env = tmp_path / "migrations" / "env.py"
    env.write_text(env.read_text().replace("\ntarget_metadata = {}\n", f"\n{SEVERAL.blocks('python')[0]}"))
    (tmp_path / "models.py").write_text(
        "from sqlalchemy import Column, Integer, MetaData, String, Table\n\nshop, stock = MetaData(), MetaData()\n"
        'Table("part", stock, Column("id", Integer, primary_key=True), Column("name", String(20)))\n'
    )
    execute(f"sqlite:///{tmp_path}/stock.db", "CREATE TABLE part (id INTEGER NOT NULL PRIMARY KEY)")
    command, *shown = OF_SEVERAL.splitlines()
    printed = run(tmp_path, "migrate", "-q", *words_of(command))
    assert matches([*shown, "[exit 1]"], printed), "\n".join(printed)


@pytest.mark.parametrize("said", ["flag", "option"])
def test_dropping_most_tables_has_to_be_said(sqlite_url: str, tmp_path: Path, said: str) -> None:
    """By the flag or by the option, which the page names."""
    execute(sqlite_url, *BEFORE, "CREATE TABLE basket (id INTEGER NOT NULL PRIMARY KEY)")
    project(tmp_path, sqlite_url, models="")
    assert run(tmp_path, "migrate", "-q", "check")[-1] == "[exit 3]"
    section = PAGE.section("When autogenerate refuses to drop tables").text
    flag, option = "--allow-drop-all", "allow_drop_all = true"
    assert f"`{flag}`" in section
    assert f"`{option}`" in section
    ini = tmp_path / "migrate.ini"
    if said == "option":
        ini.write_text(ini.read_text().replace("[migrate]\n", f"[migrate]\n{option}\n"))
    printed = run(tmp_path, "migrate", "-q", "check", *([flag] if said == "flag" else []))
    assert printed[0] == "- basket: table"
    assert printed[-1] == "[exit 1]"
