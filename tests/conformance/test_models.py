"""For any models: nothing to do where nothing has changed, and one change is found, carried out and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, inspect

from migrate import command
from migrate.config import Config
from migrate.script import Script
from support.comparing import build, compare, connected
from support.models import Schema, metadata_of, schemas
from support.mutations import MUTATIONS, NOT_ON_SQLITE, ONLY_ON_MARIADB, Change, changes, described

ENV = """
from migrate import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["models"],
    render_as_batch=given["connection"].dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
"""


@dataclass
class Workshop:
    """An empty database, and a project whose models are given anew for each revision."""

    connection: Connection
    home: Path
    number: int = 0

    @property
    def dialect(self) -> str:
        """The database, by the name of its fixture."""
        name = self.connection.dialect.name
        return "mariadb" if name == "mysql" else name

    def start(self, models: MetaData) -> None:
        """Begin with a database that has these models and no other tables, and a project without revisions."""
        self.connection.rollback()
        _empty(self.connection)
        self.number += 1
        build(self.connection, models)

    def differences(self, models: MetaData) -> list[Any]:
        """Return what models and database differ in."""
        found = compare(self.connection, models)
        self.connection.rollback()
        return found

    def config(self, models: MetaData) -> Config:
        """Return the configuration of a new command."""
        config = Config()
        config.set_main_option("script_location", str(self.home))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", str(self.home / f"versions{self.number}"))
        config.attributes.update(connection=self.connection, models=models)
        return config

    def generate(self, models: MetaData) -> str:
        """Write a revision that leads to models, and return its text."""
        (self.home / f"versions{self.number}").mkdir()
        script = command.revision(self.config(models), "a change", autogenerate=True)
        assert isinstance(script, Script)
        return Path(script.path).read_text(encoding="utf-8")

    def upgrade(self, models: MetaData) -> None:
        """Carry the revision out."""
        command.upgrade(self.config(models), "head")
        self.connection.commit()

    def downgrade(self, models: MetaData) -> None:
        """Take the revision back."""
        command.downgrade(self.config(models), "base")
        self.connection.commit()


def _empty(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    is_postgresql = connection.dialect.name == "postgresql"
    if connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET foreign_key_checks = 0", ())
    for name in inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {quote(name)}{' CASCADE' if is_postgresql else ''}", ())
    if connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET foreign_key_checks = 1", ())
    connection.commit()


@pytest.fixture
def workshop(database_url: str, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop on each of the databases in turn."""
    home = tmp_path / "migrations"
    command.init(Config(str(tmp_path / "migrate.ini")), str(home))
    (home / "env.py").write_text(ENV, encoding="utf-8")
    with connected(database_url) as connection:
        yield Workshop(connection, home)


def examples(number: int) -> settings:
    """Return the settings for so many examples."""
    return settings(
        max_examples=number,
        # What fails is small as it is drawn, and to look for less would take the database hundreds of times.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
    )


@examples(15)
@given(st.data())
def test_what_was_created_does_not_differ(workshop: Workshop, data: st.DataObject) -> None:
    """A database that was just made from models has no difference to them."""
    models = metadata_of(data.draw(schemas(workshop.dialect)))
    workshop.start(models)
    assert workshop.differences(models) == []


@pytest.mark.parametrize("mutation", MUTATIONS)
@examples(3)
@given(st.data())
def test_one_change_is_found_carried_out_and_taken_back(workshop: Workshop, mutation: str, data: st.DataObject) -> None:
    """The difference is that change and nothing else; the revision leads to the new models and back."""
    if workshop.dialect == "sqlite" and mutation in NOT_ON_SQLITE:
        pytest.skip("SQLite keeps no comments")
    if workshop.dialect != "mariadb" and mutation in ONLY_ON_MARIADB:
        pytest.skip("MariaDB alone takes a part of a column")
    schema = data.draw(schemas(workshop.dialect).filter(lambda schema: bool(changes(mutation, schema))))
    change = data.draw(st.sampled_from(changes(mutation, schema)))
    check(workshop, schema, change)


def check(workshop: Workshop, schema: Schema, change: Change) -> None:
    """Go from the models to the changed ones and back, and look at the differences on the way."""
    before, after = metadata_of(schema), metadata_of(change.schema)
    workshop.start(before)
    found = described(workshop.differences(after))
    assert change.fits(found, workshop.dialect), found
    text = workshop.generate(after)
    workshop.upgrade(after)
    assert workshop.differences(after) == [], text
    workshop.downgrade(after)
    assert workshop.differences(before) == [], text
