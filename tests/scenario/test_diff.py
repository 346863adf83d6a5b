"""Whether models, revisions and databases agree, asked by the command line of real databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, pool

from support.scenarios import run

MODELS = """\
from sqlalchemy import *
metadata = MetaData()
"""
EQUAL = "No new upgrade operations detected."
NAMES = "abcdefgh"


def project(folder: Path, url: str, models: str = "") -> Path:
    """Set a project up that has its models in models.py."""
    (folder / "models.py").write_text(MODELS + models)
    migrate(folder, "init", "--url", url, "--models", "models:metadata")
    return folder


def migrate(folder: Path, *words: str) -> list[str]:
    """Run the command line quietly; the lines of stderr begin with an exclamation mark."""
    return run(folder, "migrate", *words, "-q")


def execute(url: str, *statements: str) -> None:
    """Change a database by itself."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def tables(url: str, names: str) -> None:
    execute(url, *(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)" for name in names))


def modelled(names: str) -> str:
    return "".join(f"Table('{name}', metadata, Column('id', Integer, primary_key=True))\n" for name in names)


def versions(folder: Path) -> list[Path]:
    return list((folder / "migrations" / "versions").glob("*.py"))


# Dropping most of a database --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("check",), ("revision", "--autogenerate")])
def test_models_without_tables_are_refused(database_url: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    """They are most likely not imported: nothing is written, and the error says what to do."""
    project(tmp_path, database_url)
    tables(database_url, NAMES)
    assert migrate(tmp_path, *command) == [
        "! Error: The models have no tables, so that 8 tables (a, b, c, d, e and 3 more) would be dropped.",
        "!   at migrations/env.py",
        "! Hint: import all modules with models in env.py before it names target_metadata, leave out the tables that "
        "are not this project's with include_name, or, if they are to go, add --allow-drop-all.",
        "[exit 3]",
    ]
    assert versions(tmp_path) == []


def test_more_than_half_of_the_tables_are_not_dropped(database_url: str, tmp_path: Path) -> None:
    """The error names how many of how many, and some of them; the version table does not count."""
    project(tmp_path, database_url, modelled("ab"))
    tables(database_url, "abcde")
    migrate(tmp_path, "ensure_version")
    error, *_, code = migrate(tmp_path, "revision", "--autogenerate")
    assert error == "! Error: The models lack 3 of the 5 tables in the database, which would be dropped: c, d and e."
    assert code == "[exit 3]"
    assert versions(tmp_path) == []


@pytest.mark.parametrize(
    ("there", "models"),
    [("abcd", "ab"), ("ab", "b"), ("a", "b"), ("", "")],
    ids=["half", "one of two", "one of one", "nothing"],
)
def test_half_of_the_tables_or_a_single_one_may_go(sqlite_url: str, tmp_path: Path, there: str, models: str) -> None:
    """A project that drops a table of few is not bothered, nor one that is about to begin."""
    project(tmp_path, sqlite_url, modelled(models))
    tables(sqlite_url, there)
    assert migrate(tmp_path, "check", "-p", "no:renames")[-1] == ("[exit 1]" if there != models else EQUAL)


@pytest.mark.parametrize("where", ["flag", "ini", "env.py", "include_name"])
def test_whoever_means_it_can_say_so(sqlite_url: str, tmp_path: Path, where: str) -> None:
    """By the flag, by the option in the file or in env.py; and include_name leaves the tables alone."""
    project(tmp_path, sqlite_url)
    tables(sqlite_url, NAMES)
    ini, env = tmp_path / "migrate.ini", tmp_path / "migrations" / "env.py"
    more = {"env.py": "allow_drop_all=True, ", "include_name": "include_name=lambda *_: False, "}.get(where, "")
    env.write_text(env.read_text().replace("connection=connection,", f"connection=connection, {more}"))
    if where == "ini":
        ini.write_text(ini.read_text().replace("[migrate]", "[migrate]\nallow_drop_all = true"))
    printed = migrate(tmp_path, "check", *(["--allow-drop-all"] if where == "flag" else []))
    assert printed[:2] == ([EQUAL] if where == "include_name" else ["- a: table", "- b: table"])
