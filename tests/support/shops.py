"""A database of some tables, and a project whose models are others: what is taken for a rename?"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, MetaData, Table, create_engine

from migrate.config import Config
from migrate.kernel.command.run import run_command
from migrate.plugin import MigrateError

ENV = """\
from migrate import context

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, **context.config.attributes["options"])
    with context.begin_transaction():
        context.run_migrations()
"""
TEMPLATE = """\
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
def upgrade():
    ${upgrades if upgrades else "pass"}
"""
NAME = sa.String(50)
OLD = {"renamed_from": "old"}
RENAMED = [
    'op.alter_column("t","old",existing_type=sa.VARCHAR(length=50),new_column_name="new",existing_nullable=True,)'
]


class Shop:
    """A SQLite database of some tables, and a project whose models are other tables."""

    def __init__(self, folder: Path, *found: Table) -> None:
        self.folder = folder
        self.engine = create_engine("sqlite://", poolclass=sa.pool.StaticPool)
        if found:
            found[0].metadata.create_all(self.engine)
        (folder / "migrations" / "versions").mkdir(parents=True)
        (folder / "migrations" / "env.py").write_text(ENV)
        (folder / "migrations" / "script.py.mako").write_text(TEMPLATE)
        self.lines = ["[migrate]", "script_location = %(here)s/migrations"]

    def config(self, wanted: MetaData, **options: Any) -> Config:
        """Return the configuration of the project."""
        (self.folder / "migrate.ini").write_text("\n".join(self.lines) + "\n")
        options = {"target_metadata": wanted, **options}
        attributes = {"engine": self.engine, "options": options}
        return Config(self.folder / "migrate.ini", stdout=io.StringIO(), attributes=attributes)

    def generate(
        self,
        wanted: MetaData,
        *,
        rename: list[str] | None = None,
        rename_table: list[str] | None = None,
        ask: Callable[[str], bool] | None = None,
        **options: Any,
    ) -> list[str]:
        """Generate a revision, and return the lines of its upgrade() on one line each statement."""
        config = self.config(wanted, **options)
        config.ask = ask
        script = run_command(config, "revision", autogenerate=True, rename=rename, rename_table=rename_table)
        lines = [line.strip() for line in Path(script.path).read_text().splitlines()[3:]]
        text = "".join(line for line in lines if not line.startswith("#"))
        return [f"op.{part}" for part in text.split("op.")[1:]]

    def refuse(self, wanted: MetaData, **arguments: Any) -> MigrateError:
        """Return the error of a revision that is not generated; nothing may have been written."""
        with pytest.raises(MigrateError) as caught:
            self.generate(wanted, **arguments)
        assert list((self.folder / "migrations" / "versions").glob("*.py")) == []
        return caught.value


def table(name: str, *columns: Column[Any], metadata: MetaData | None = None, **info: str) -> Table:
    """Return a table with a key beside its columns."""
    return Table(name, metadata or MetaData(), Column("id", sa.Integer, primary_key=True), *columns, info=info)


def column(name: str, type_: Any = NAME, **kw: Any) -> Column[Any]:
    return Column(name, type_, **kw)
