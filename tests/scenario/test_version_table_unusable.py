"""A version table that the database does not let be read or written: one sentence, the remedy, and exit code 5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, pool, text

from support.scenarios import run

READING = {
    "upgrade": ("upgrade", "head"),
    "downgrade": ("downgrade", "base"),
    "stamp": ("stamp", "head"),
    "current": ("current",),
    "check": ("check",),
    "history": ("history", "-i"),
}


def project(folder: Path, url: str) -> Path:
    """Set a project of one revision up."""
    (folder / "models.py").write_text("from sqlalchemy import MetaData\nmetadata = MetaData()\n")
    run(folder, "migrate", "init", "-q", "--url", url, "--models", "models:metadata")
    run(folder, "migrate", "revision", "-q", "--rev-id", "ab", "-m", "one")
    return folder


def execute(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def somebody(url: str) -> Iterator[str]:
    """Give the URL of a PostgreSQL database for a user of its own, who may do nothing there."""
    user = f"u_{make_url(url).database}"
    execute(url, f"CREATE ROLE {user} LOGIN")
    try:
        yield make_url(url).set(username=user).render_as_string(hide_password=False)
    finally:
        execute(url, f"DROP OWNED BY {user}", f"DROP ROLE {user}")


def told(folder: Path, *words: str) -> list[str]:
    """Return what a command prints, with its exit code."""
    return run(folder, "migrate", *words, "-q")


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_another_table_of_that_name(sqlite_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The error says what the table must have, and how to name another."""
    execute(sqlite_url, "CREATE TABLE alembic_version (x INTEGER)")
    assert told(project(tmp_path, sqlite_url), *words) == [
        f"! Error: The version table 'alembic_version' of {sqlite_url} cannot be read: no such column: "
        "alembic_version.version_num.",
        "! Hint: it must have a column 'version_num' and the user of the URL the right to read it; if the table is "
        "another program's, name one of your own by version_table in env.py.",
        "[exit 5]",
    ]


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_no_right_to_read(postgresql_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The error names table, URL and what the database says."""
    execute(postgresql_url, "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    with somebody(postgresql_url) as url:
        assert told(project(tmp_path, url), *words) == [
            f"! Error: The version table 'alembic_version' of {url} cannot be read: permission denied for table "
            "alembic_version.",
            "! Hint: it must have a column 'version_num' and the user of the URL the right to read it; if the table is "
            "another program's, name one of your own by version_table in env.py.",
            "[exit 5]",
        ]


def test_revisions_alone_are_shown_without_the_table(sqlite_url: str, tmp_path: Path) -> None:
    """They are in files."""
    execute(sqlite_url, "CREATE TABLE alembic_version (x INTEGER)")
    folder = project(tmp_path, sqlite_url)
    assert told(folder, "heads") == ["ab (head)"]
    assert told(folder, "history") == ["<base> -> ab (head), one"]


@pytest.mark.parametrize("command", ["upgrade", "stamp", "ensure_version"])
def test_no_right_to_create(postgresql_url: str, tmp_path: Path, command: str) -> None:
    """The error says who can."""
    with somebody(postgresql_url) as url:
        folder = project(tmp_path, url)
        arguments = () if command == "ensure_version" else ("head",)
        lines = told(folder, command, *arguments)
    assert [line for line in lines if "While running" not in line] == [
        f"! Error: The version table 'alembic_version' of {url} cannot be created: permission denied for schema "
        "public.",
        "! Hint: give the user of the URL the right to create it, or let one who has it run what `migrate "
        "ensure_version --sql` prints.",
        "[exit 5]",
    ]


@pytest.mark.parametrize(
    ("words", "what"), [(("upgrade", "head"), "the upgrade of revision 'ab' (one)"), (("stamp", "head"), "the stamp")]
)
def test_no_right_to_write(postgresql_url: str, tmp_path: Path, words: tuple[str, ...], what: str) -> None:
    """The error says what it was for, and where the database is."""
    execute(postgresql_url, "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    with somebody(postgresql_url) as url:
        execute(postgresql_url, f"GRANT SELECT ON alembic_version TO {make_url(url).username}")
        assert told(project(tmp_path, url), *words) == [
            f"! Error: The database refused {what}: permission denied for table alembic_version",
            "! [SQL: INSERT INTO alembic_version (version_num) VALUES ('ab')]",
            "! Hint: what this run had not committed was rolled back; the database is at base.",
            "[exit 5]",
        ]


ENDING = """\
from sqlalchemy import create_engine, text
from migrate import context

with context.connect() as connection:
    context.configure(connection=connection)
    process = connection.scalar(text("SELECT pg_backend_pid()"))
    connection.rollback()
    other = create_engine(connection.engine.url).connect()
    other.execute(text(f"SELECT pg_terminate_backend({process}, 5000)"))
    other.close()
    with context.begin_transaction():
        context.run_migrations()
"""


@pytest.mark.parametrize("words", [("upgrade", "head"), ("current",)])
def test_the_server_ends_the_connection(postgresql_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The error does not speak of the table's columns then."""
    folder = project(tmp_path, postgresql_url)
    (folder / "migrations" / "env.py").write_text(ENDING)
    first, *rest = told(folder, *words)
    assert first.startswith(f"! Error: The version table 'alembic_version' of {postgresql_url} cannot be read: ")
    assert rest[-2:] == ["! Hint: the server has ended the connection, and its log may say why.", "[exit 5]"]


def test_the_password_is_masked(postgresql_url: str, tmp_path: Path) -> None:
    """As everywhere."""
    execute(postgresql_url, "CREATE TABLE alembic_version (x INTEGER)")
    url = make_url(postgresql_url).set(password="s3cret").render_as_string(hide_password=False)
    lines = told(project(tmp_path, url), "current")
    assert ":***@" in lines[0]
    assert "s3cret" not in "".join(lines)


def test_the_schema_is_named(postgresql_url: str, tmp_path: Path) -> None:
    """Where the table has one."""
    execute(postgresql_url, "CREATE SCHEMA apart", "CREATE TABLE apart.mine (x INTEGER)")
    folder = project(tmp_path, postgresql_url)
    env = folder / "migrations" / "env.py"
    named = "connection=connection, version_table='mine', version_table_schema='apart',"
    env.write_text(env.read_text().replace("connection=connection,", named))
    assert told(folder, "current")[0].startswith(f"! Error: The version table 'apart.mine' of {postgresql_url} cannot")
