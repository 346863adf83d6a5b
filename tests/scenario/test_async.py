"""Migrations on async drivers, and `op.run_async()` in them: by the command line, and inside a running event loop."""

from __future__ import annotations

import asyncio
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
