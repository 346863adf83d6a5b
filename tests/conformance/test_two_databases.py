"""For any models: two databases made from them are alike, and one change is told from both sides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, inspect

from migrate.kernel.autogenerate.databases import Reading
from migrate.kernel.command.diffs import diff_of
from migrate.kernel.runtime.throwaway import throwaway_database
from migrate.migration import MigrationContext
from migrate_plugins.commands.differences import Difference, difference
from support.comparing import build, connected
from support.models import Schema, metadata_of, schemas
from support.mutations import MUTATIONS, NOT_ON_SQLITE, ONLY_ON_MARIADB, changes

# That each change is found is tried with models; here it need not be each on each database in each run.
EXAMPLES = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[Connection, Connection]]:
    """Connections to two empty databases of one kind."""
    with throwaway_database(database_url) as url:
        other = url.render_as_string(hide_password=False)
        with connected(database_url) as first, connected(other) as second:
            yield first, second


def start(connection: Connection, models: MetaData) -> None:
    """Let a database have these models and no other tables."""
    connection.rollback()
    quote = connection.dialect.identifier_preparer.quote_identifier
    if connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET foreign_key_checks = 0", ())
    for name in inspect(connection).get_table_names():
        cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TABLE {quote(name)}{cascade}", ())
    if connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET foreign_key_checks = 1", ())
    connection.commit()
    build(connection, models)


def differences(first: Connection, second: Connection) -> list[Difference]:
    """Return what would make the first database like the second."""
    reading = Reading(MigrationContext.configure(second))
    found = reading.differences(MigrationContext.configure(first))
    second.rollback()
    first.rollback()
    told = [difference(diff_of(one)) for one in found]
    # What goes with a table that goes is told or not, as the database has it.
    tables = {one.where for one in told if one.kind == "table"}
    return [one for one in told if one.kind == "table" or one.where not in tables]


def dialect_of(connection: Connection) -> str:
    return "mariadb" if connection.dialect.name == "mysql" else connection.dialect.name


def mutations(dialect: str, schema: Schema) -> list[str]:
    """Return the changes that a schema admits on a database."""
    left_out = (NOT_ON_SQLITE if dialect == "sqlite" else frozenset()) | (
        ONLY_ON_MARIADB if dialect != "mariadb" else frozenset()
    )
    return [mutation for mutation in MUTATIONS if mutation not in left_out and changes(mutation, schema)]


@EXAMPLES
@given(st.data())
def test_two_databases(pair: tuple[Connection, Connection], data: st.DataObject) -> None:
    """Alike they have no difference; what one direction adds, the other takes away."""
    first, second = pair
    dialect = dialect_of(first)
    schema = data.draw(schemas(dialect).filter(lambda schema: bool(mutations(dialect, schema))))
    change = data.draw(st.sampled_from(changes(data.draw(st.sampled_from(mutations(dialect, schema))), schema)))
    start(first, metadata_of(schema))
    start(second, metadata_of(schema))
    assert differences(first, second) == []
    start(second, metadata_of(change.schema))
    forth, back = differences(first, second), differences(second, first)
    assert forth
    if dialect == "mariadb":  # it makes an index for a foreign key and takes another one for it, as it likes
        forth, back = ([one for one in found if not one.kind.endswith("index")] for found in (forth, back))
    assert {one.where for one in forth} == {one.where for one in back}, (forth, back)
    # What the reading of a column loses, as a collation on SQLite, comes as a change of its own.
    added, gone = ({one.where for one in found if one.sign == sign} for found, sign in ((forth, "+"), (back, "-")))
    assert added == gone, (forth, back)
