"""Comparisons that cannot be made, or end half-way: one sentence, a fitting exit code, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, pool

from support.scenarios import run

MODELS = """\
from sqlalchemy import *
metadata = MetaData()
Table("t", metadata, Column("x", Integer))
"""
COMPARING = {
    "check": ("check",),
    "revision": ("revision", "--autogenerate"),
    "history": ("check", "--against", "history"),
    "diff": ("diff", "database", "models"),
}


@pytest.fixture(params=sorted(COMPARING))
def words(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A command that compares the models with something."""
    return COMPARING[request.param]


def project(folder: Path, url: str, models: str = MODELS) -> Path:
    """Set a project up, and give it these models afterwards."""
    (folder / "models.py").write_text(MODELS)
    run(folder, "migrate", "init", "-q", "--url", url, "--models", "models:metadata")
    (folder / "models.py").write_text(models)
    return folder


def into_env(folder: Path, code: str) -> None:
    """Put code in front of env.py."""
    env = folder / "migrations" / "env.py"
    env.write_text(code + env.read_text())


def failed(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Run a command that is to fail, and return what it prints; no file may have been written."""
    printed = run(folder, "migrate", *words, "-q")
    assert list((folder / "migrations" / "versions").glob("*.py")) == []
    return printed


# The models -------------------------------------------------------------------------------------------------------

IMPORTING = ["!   at migrations/env.py:4", "!     from models import metadata", "!     ^"]
RAISEERR = ["! Hint: run it again with --raiseerr for the whole traceback.", "[exit 3]"]


def test_no_models_are_named(sqlite_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """E13: the error says what to write, with the base that has been imported."""
    base = "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase):\n    pass\n\nmetadata = None\n"
    assert failed(project(tmp_path, sqlite_url, base), words) == [
        "! Error: Can't proceed with --autogenerate option; env.py does not provide a MetaData object or sequence of "
        "objects to the context.",
        "! Hint: write in env.py: from models import Base, and context.configure(..., target_metadata=Base.metadata).",
        "[exit 3]",
    ]


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ("import nope", ["! Error: ModuleNotFoundError: No module named 'nope'.", *IMPORTING,
                         "!   at models.py:1", "!     import nope", "!     ^"]),
        ("metadata = 1 / 0", ["! Error: ZeroDivisionError: division by zero.", *IMPORTING,
                              "!   at models.py:1", "!     metadata = 1 / 0", "!                ^^^^^"]),
        ("metadata = (", ["! Error: SyntaxError: '(' was never closed.",
                          "!   at models.py:1", "!     metadata = (", "!                ^"]),
    ],
    ids=["missing module", "error", "syntax"],
)  # fmt: skip
def test_models_cannot_be_imported(
    sqlite_url: str, tmp_path: Path, words: tuple[str, ...], models: str, told: list[str]
) -> None:
    """The places are env.py and the module of the models."""
    printed = failed(project(tmp_path, sqlite_url, models), words)
    assert [line.replace("^^^^^", "^") for line in printed] == [
        *(line.replace("^^^^^", "^") for line in told),
        *RAISEERR,
    ]


@pytest.mark.parametrize(
    ("models", "what", "hint"),
    [
        ("metadata = 1", "1", "a MetaData, or a sequence of several, is what is wanted"),
        ("metadata = ['shop']", "'shop'", "a MetaData, or a sequence of several, is what is wanted"),
        (
            "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\nmetadata = [Base]",
            "the class models.Base",
            "write Base.metadata",
        ),
    ],
    ids=["number", "name", "base"],
)
def test_models_are_no_models(
    sqlite_url: str, tmp_path: Path, words: tuple[str, ...], models: str, what: str, hint: str
) -> None:
    """The error says what stands in their place."""
    assert failed(project(tmp_path, sqlite_url, models), words) == [
        f"! Error: target_metadata holds {what}, which is no MetaData.",
        f"! Hint: {hint}.",
        "[exit 3]",
    ]


def test_models_refer_to_what_they_do_not_have(sqlite_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Most likely a module with models has not been imported."""
    models = MODELS + "Table('u', metadata, Column('y', ForeignKey('nope.id')))\n"
    printed = failed(project(tmp_path, sqlite_url, models), words)
    assert printed == [
        "! Error: The models cannot be compared: Foreign key associated with column 'u.y' could not find table 'nope' "
        "with which to generate a foreign key to target column 'id'.",
        "! Hint: import all modules with models in env.py before it names target_metadata.",
        "[exit 3]",
    ]


# The database -----------------------------------------------------------------------------------------------------

REFUSED = """
from migrate.autogenerate import comparators

@comparators.dispatch_for("schema")
def refused(autogen_context, upgrade_ops, schemas):
    autogen_context.connection.exec_driver_sql("SELECT nonsense")


"""


def test_the_database_refuses_a_question(database_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The error has the database's words and the statement."""
    project(tmp_path, database_url)
    into_env(tmp_path, REFUSED)
    error, statement, hint, code = failed(tmp_path, words)
    assert error.startswith("! Error: The database could not be compared: ")
    assert "nonsense" in error
    assert statement == "! [SQL: SELECT nonsense]"
    assert hint == "! Hint: nothing was written; run it again with --raiseerr for the whole traceback."
    assert code == "[exit 5]"


KILLED = """
from sqlalchemy import create_engine, event

def end(connection):
    other = create_engine(connection.engine.url)
    with other.connect() as killer:
        pid = connection.connection.driver_connection.info.backend_pid
        killer.exec_driver_sql(f"SELECT pg_terminate_backend({{pid}})")
        while killer.exec_driver_sql(f"SELECT 1 FROM pg_stat_activity WHERE pid = {{pid}}").first():
            killer.rollback()  # ends the snapshot of the statistics
    other.dispose()

def on_execute(connection, cursor, statement, *_):
    if {when!r} in statement:
        end(connection)


"""
GONE = "nothing was written; the server has ended the connection, and its log may say why"


def killed(folder: Path, url: str, when: str) -> None:
    """Let the server end the connection of a project before a statement that holds some words."""
    project(folder, url)
    into_env(folder, KILLED.format(when=when))
    env = folder / "migrations" / "env.py"
    listen = 'event.listen(connection, "before_cursor_execute", on_execute)\n        context.configure('
    env.write_text(
        env.read_text().replace("context.configure(\n            connection", f"{listen}\n            connection")
    )
    assert "event.listen(" in env.read_text()


@pytest.mark.parametrize("when", ["pg_attribute", "pg_get_constraintdef"])
@pytest.mark.parametrize("words", ["check", "diff", "revision"], indirect=True)
def test_the_connection_ends_half_way(postgresql_url: str, tmp_path: Path, words: tuple[str, ...], when: str) -> None:
    """In the middle of the comparison, wherever that is."""
    killed(tmp_path, postgresql_url, when)
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x INTEGER CHECK (x > 0), y INTEGER)")
    error, statement, hint, code = failed(tmp_path, words)
    assert error.startswith("! Error: The database could not be compared: ")
    assert statement.startswith("! [SQL: ")
    assert len(statement) < 320
    assert (hint, code) == (f"! Hint: {GONE}.", "[exit 5]")


@pytest.mark.parametrize("when", ["CREATE TABLE", "DROP TABLE"])
def test_the_connection_ends_while_code_is_tried(postgresql_url: str, tmp_path: Path, when: str) -> None:
    """The code is not to blame."""
    killed(tmp_path, postgresql_url, when)
    error, statement, hint, code = failed(tmp_path, ("revision", "--autogenerate"))
    assert error.startswith("! Error: The generated code could not be tried: ")
    assert statement.startswith(f"! [SQL: {when}")
    assert (hint, code) == (f"! Hint: {GONE}.", "[exit 5]")
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    assert inspect(engine).get_table_names() == []
