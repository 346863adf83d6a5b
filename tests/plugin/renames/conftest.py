"""A project with models, and a database that is as the models were before."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table, create_engine, pool

from support import shops
from support.environments import migrate

HEAD = """\
import sqlalchemy as sa

M = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
"""


def metadata(models: str) -> MetaData:
    """Return the tables of a text of models."""
    names: dict[str, Any] = {}
    exec(compile(HEAD + models, "models.py", "exec"), names)
    found: MetaData = names["M"]
    return found


@dataclass(frozen=True)
class Shop:
    """A project: its folder, the URL of its database, and the command line."""

    folder: Path
    url: str

    def models(self, text: str) -> None:
        """Write the models."""
        (self.folder / "models.py").write_text(HEAD + text)

    def tables(self, text: str) -> MetaData:
        """Return the tables of a text of models."""
        return metadata(text)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line."""
        return migrate("-q", *arguments, cwd=self.folder)

    def succeed(self, *arguments: str) -> str:
        """Run a command that must not fail, and return what it prints."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def generate(self, *flags: str) -> str:
        """Generate a revision and return its body."""
        self.succeed("revision", "--autogenerate", "-m", "renames", *flags)
        (path,) = self.versions()
        return path.read_text(encoding="utf-8").partition("def upgrade")[2]

    def versions(self) -> list[Path]:
        """Return the revisions."""
        return sorted((self.folder / "migrations" / "versions").glob("*.py"))

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection, and commit in the end."""
        engine = create_engine(self.url, poolclass=pool.NullPool)
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    def key_names(self, table: str) -> list[str | None]:
        """Return the names of a table's foreign keys in the database."""
        with self.connect() as connection:
            return [key["name"] for key in sa.inspect(connection).get_foreign_keys(table)]


ENV = """\
from migrate import context
from models import M

with context.connect() as connection:
    context.configure(connection=connection, target_metadata=M, render_as_batch=connection.dialect.name == "sqlite")
    with context.begin_transaction():
        context.run_migrations()
"""

Make = Callable[..., Shop]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a project on a database that has the tables of models, and the rows that statements put there."""

    def made(url: str, before: str, *statements: str) -> Shop:
        versions = tmp_path / "migrations" / "versions"
        versions.mkdir(parents=True)
        (tmp_path / "migrations" / "env.py").write_text(ENV)
        template = Path(__file__).parents[3] / "plugins/migrate_plugins/templates/generic/script.py.mako"
        (tmp_path / "migrations" / "script.py.mako").write_text(template.read_text())
        ini = f"[migrate]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\nsqlalchemy.url = {url}\n"
        (tmp_path / "migrate.ini").write_text(ini)
        shop = Shop(tmp_path, url)
        with shop.connect() as connection:
            metadata(before).create_all(connection)
            for statement in statements:
                connection.execute(sa.text(statement))
        shop.models(before)
        return shop

    return made


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Callable[..., shops.Shop]]:
    """Make a database and a project."""
    made: list[shops.Shop] = []

    def make(*found: Table) -> shops.Shop:
        made.append(shops.Shop(tmp_path, *found))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()
