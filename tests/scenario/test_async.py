"""Migrations on async drivers, and `op.run_async()` in them: by the command line, and inside a running event loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from migrate import command
from migrate.config import Config
from support.environments import migrate
from support.scenarios import run

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

REVISION = '''
"""shop"""

import asyncio

import sqlalchemy as sa
from migrate import op

revision = "aa11"
down_revision = None


async def fill(connection, *names, first):
    await asyncio.sleep(0)
    for number, name in enumerate(names, first):
        await connection.execute(
            sa.text("INSERT INTO shop (id, name) VALUES (:id, :name)"), {"id": number, "name": name}
        )
    found = await connection.stream(sa.text("SELECT id FROM shop ORDER BY id"))
    return [row.id async for row in found]


def upgrade():
    op.create_table("shop", sa.Column("id", sa.Integer), sa.Column("name", sa.String(20)))
    numbers = op.run_async(fill, "here", "there", first=5)
    op.execute(f"INSERT INTO shop (id, name) VALUES ({sum(numbers)}, 'sum')")


def downgrade():
    op.drop_table("shop")
'''
FILLED = [(5, "here"), (6, "there"), (11, "sum")]


@pytest.fixture(params=sorted(DRIVERS))
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, with an async driver."""
    given = make_url(request.getfixturevalue(f"{request.param}_url"))
    return given.set(drivername=DRIVERS[request.param]).render_as_string(hide_password=False)


@pytest.fixture
def folder(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project made with the async template, with a revision that calls `op.run_async()`."""
    monkeypatch.chdir(tmp_path)
    done = migrate("init", "--template", "async", "--url", url, "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    write(tmp_path, REVISION)
    return tmp_path


def write(folder: Path, revision: str) -> None:
    (folder / "migrations" / "versions" / "aa11_shop.py").write_text(revision.lstrip())


async def rows(url: str, statement: str = "SELECT id, name FROM shop ORDER BY id") -> list[Any]:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(text(statement))]
    await engine.dispose()
    return found


def test_by_the_command_line(folder: Path, url: str) -> None:
    """The async function takes its arguments, sees what the step did before, and gives its result back."""
    done = migrate("upgrade", "head", "-q", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert asyncio.run(rows(url)) == FILLED
    assert migrate("downgrade", "base", "-q", cwd=folder).returncode == 0
    assert asyncio.run(rows(url, "SELECT * FROM alembic_version")) == []


def test_what_it_did_is_rolled_back_with_the_step(folder: Path, url: str) -> None:
    """It works in the transaction of the step; the error names the place in the async function."""
    write(folder, REVISION.replace("await asyncio.sleep(0)", "await connection.execute(sa.text('SELECT nonsense'))"))
    done = migrate("upgrade", "head", "-q", cwd=folder)
    words = "no such column: nonsense" if "sqlite" in url else 'column "nonsense" does not exist'
    assert done.returncode == 5
    assert done.stderr == (
        f"Error: The database refused the upgrade of revision 'aa11' (shop): {words}\n"
        "[SQL: SELECT nonsense]\n"
        "  at migrations/versions/aa11_shop.py:13\n"
        "    await connection.execute(sa.text('SELECT nonsense'))\n"
        "Hint: what this run had not committed was rolled back; the database is at base.\n"
    )
    write(folder, REVISION)
    assert migrate("upgrade", "head", "-q", cwd=folder).returncode == 0  # there is no table shop in its way


def test_inside_a_running_loop(folder: Path, url: str) -> None:
    """A coroutine calls the commands as any other code does."""

    async def application() -> list[Any]:
        config = Config("migrate.ini")
        command.upgrade(config, "head")
        found = await rows(url)
        command.downgrade(config, "base")
        command.upgrade(config, "head")
        return found

    assert asyncio.run(application()) == FILLED
    assert asyncio.run(rows(url)) == FILLED


HANDED_OVER = """
from migrate import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""


def test_on_the_connection_of_the_caller(folder: Path, url: str) -> None:
    """Inside `run_sync()` the migrations join the caller's transaction, and the caller ends it."""
    (folder / "migrations" / "env.py").write_text(HANDED_OVER)

    def upgrade(connection: Any) -> None:
        config = Config("migrate.ini")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async def application(*, commit: bool) -> list[Any]:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)
            found = [tuple(row) for row in await connection.execute(text("SELECT id, name FROM shop ORDER BY id"))]
            await (connection.commit() if commit else connection.rollback())
        await engine.dispose()
        return found

    assert asyncio.run(application(commit=False)) == FILLED
    assert asyncio.run(application(commit=True)) == FILLED
    assert asyncio.run(rows(url)) == FILLED


# Autogenerate -----------------------------------------------------------------------------------------------------

MODELS = """\
from sqlalchemy import *
metadata = MetaData()
Table("shop", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), nullable=False))
Table("sale", metadata, Column("id", Integer, primary_key=True), Column("shop", ForeignKey("shop.id"), index=True))
"""
VERIFIED = "Verified: upgrade() and downgrade() were run and rolled back; no difference is left."
EQUAL = "No new upgrade operations detected."


@pytest.fixture
def modelled(tmp_path: Path, url: str) -> Path:
    """A project made with the async template, with models and without revisions."""
    (tmp_path / "models.py").write_text(MODELS)
    words = ("init", "--template", "async", "--url", url, "--models", "models:metadata", "-q")
    assert run(tmp_path, "migrate", *words) == []
    return tmp_path


def generate(folder: Path, rev_id: str, *words: str) -> list[str]:
    """Generate a revision, and return what is said but for the log."""
    printed = run(folder, "migrate", "revision", "--autogenerate", "--rev-id", rev_id, *words)
    return [line for line in printed if not line.startswith(("! INFO", "Generating"))]


def tables(url: str) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        if "sqlite" in url
        else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name"
    )
    return [name for (name,) in asyncio.run(rows(url, query))]


def test_models_are_compared_and_the_revision_verified(modelled: Path, url: str) -> None:
    """Nothing of the trial stays; then the revision runs, and nothing is left to do."""
    assert generate(modelled, "aa11") == [VERIFIED]
    assert tables(url) == []
    assert run(modelled, "migrate", "upgrade", "head", "-q") == []
    assert run(modelled, "migrate", "check", "-q") == [EQUAL]
    (modelled / "models.py").write_text(MODELS.replace("String(20), nullable=False", "String(50)"))
    change = "~ shop.name: VARCHAR(20) -> VARCHAR(50), NOT NULL -> NULL"
    assert run(modelled, "migrate", "check", "-q")[0] == change
    assert generate(modelled, "bb22") == [VERIFIED]
    assert run(modelled, "migrate", "upgrade", "head", "-q") == []
    assert run(modelled, "migrate", "check", "-q") == [EQUAL]
    assert run(modelled, "migrate", "downgrade", "base", "-q") == []
    assert tables(url) == ["alembic_version"]


def test_code_that_does_not_run_is_not_written(modelled: Path, url: str) -> None:
    """The error is the one of the database, and nothing stays there."""
    env = modelled / "migrations" / "env.py"
    wrong = "def wrong(kind, thing, _):\n    return 'sa.Nope()' if kind == 'type' else False\n\n\n"
    source = env.read_text().replace("connection=connection,", "connection=connection, render_item=wrong,")
    assert "render_item" in source
    env.write_text(source.replace("def ", f"{wrong}def ", 1))
    error, *_, code = generate(modelled, "aa11")
    assert error.startswith("! Error: The generated code does not run: operation 1 of ")
    assert error.endswith("of the upgrade of revision 'aa11': module 'sqlalchemy' has no attribute 'Nope'.")
    assert code == "[exit 4]"
    assert list((modelled / "migrations" / "versions").glob("*.py")) == []
    assert tables(url) == []


def test_somebody_elses_lock_is_not_waited_for(modelled: Path, url: str) -> None:
    """The trial is left out, and says why, by the words that this driver has for it."""
    generate(modelled, "aa11")
    assert run(modelled, "migrate", "upgrade", "head", "-q") == []
    (modelled / "models.py").write_text(MODELS.replace("String(20)", "String(50)"))
    sqlite = "sqlite" in url
    if sqlite:
        ini = modelled / "migrate.ini"
        ini.write_text(ini.read_text().replace(url, f"{url}?timeout=0.1"))

    async def generate_beside_a_lock() -> list[str]:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.execute(text("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE shop IN ROW EXCLUSIVE MODE"))
            printed = await asyncio.to_thread(generate, modelled, "bb22")
            await connection.rollback()
        await engine.dispose()
        return printed

    what = "is writing to the database" if sqlite else "holds a lock on a table"
    assert asyncio.run(generate_beside_a_lock()) == [f"Not verified: another program {what}."]


def test_models_are_compared_with_the_revisions(modelled: Path, url: str) -> None:
    """The throwaway database is made by the async driver too; the project's own is not looked at."""
    assert generate(modelled, "aa11", "--against", "history")[0] == VERIFIED
    assert tables(url) == []
    assert run(modelled, "migrate", "check", "--against", "history", "-q") == [EQUAL]
    (modelled / "models.py").write_text(MODELS.replace("String(20)", "String(50)"))
    assert run(modelled, "migrate", "check", "--against", "history", "-q")[0] == (
        "~ shop.name: VARCHAR(20) -> VARCHAR(50)"
    )


def test_any_two_sides(modelled: Path, url: str) -> None:
    """The database, what revisions build, the models, and a URL, which may have an async driver or must not."""
    generate(modelled, "aa11")
    assert run(modelled, "migrate", "diff", "revision:head", "models", "-q") == ["No differences."]
    assert run(modelled, "migrate", "diff", "database", "revision:head", "-q") == [
        "+ sale: table",
        "+ sale: index ix_sale_shop (shop)",
        "+ shop: table",
        "[exit 1]",
    ]
    assert run(modelled, "migrate", "upgrade", "head", "-q") == []
    assert run(modelled, "migrate", "diff", "database", "revision:head", "-q") == ["No differences."]
    assert run(modelled, "migrate", "diff", "models", url, "-q") == ["No differences."]


def test_autogenerate_inside_a_running_loop(modelled: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coroutine may ask for all of it."""
    monkeypatch.chdir(modelled)
    code = """
import asyncio
from migrate import command
from migrate.config import Config

async def application():
    config = Config("migrate.ini")
    command.revision(config, autogenerate=True, verify=True, against="history", rev_id="aa11")
    command.upgrade(config, "head")
    command.check(config)
    command.check(config, against="history")

asyncio.run(application())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, VERIFIED in done.stdout) == (0, True), done.stderr
    assert tables(url) == ["alembic_version", "sale", "shop"]
