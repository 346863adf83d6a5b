"""Runs that write SQL instead of executing it: the whole text."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, inspect, pool, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from migrate import op
from migrate.kernel.model.planning import downgrade_plan
from migrate.kernel.model.revision_map import RevisionMap
from migrate.migration import MigrationContext
from migrate.plugin import CommandError
from support.histories import Scripted, chain, context_of, heads, sql, upgrade

HISTORY = chain(sql("CREATE TABLE a (x INTEGER)"), sql("SELECT 'a:b % \tc'"))


def script(dialect: str, **opts: object) -> str:
    buffer = io.StringIO()
    context = context_of(HISTORY, dialect_name=dialect, as_sql=True, output_buffer=buffer, **opts)
    with context.begin_transaction():
        context.run_migrations()
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    return "\n".join(line for line in lines if line)


def test_an_upgrade_from_base_creates_the_version_table() -> None:
    """On PostgreSQL, in one transaction."""
    assert script("postgresql").splitlines() == [
        "BEGIN;",
        "CREATE TABLE alembic_version (",
        "    version_num VARCHAR(255) NOT NULL,",
        "    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)",
        ");",
        "-- Running upgrade  -> r1",
        "CREATE TABLE a (x INTEGER);",
        "INSERT INTO alembic_version (version_num) VALUES ('r1');",
        "-- Running upgrade r1 -> r2",
        "SELECT 'a:b % \tc';",
        "UPDATE alembic_version SET version_num='r2' WHERE alembic_version.version_num = 'r1';",
        "COMMIT;",
    ]


def test_each_migration_may_have_its_transaction() -> None:
    """BEGIN and COMMIT stand around each; the version table is created in the first."""
    lines = script("postgresql", transaction_per_migration=True).splitlines()
    assert [line for line in lines if line in ("BEGIN;", "COMMIT;")] == ["BEGIN;", "COMMIT;"] * 2
    assert lines[:2] == ["BEGIN;", "CREATE TABLE alembic_version ("]


def test_a_range_starts_where_it_says() -> None:
    """The version table exists then, and its row is updated."""
    assert script("mysql", starting_rev="r1") == textwrap.dedent(
        """\
        -- Stop if this script has run already
        SET SESSION sql_mode = CASE WHEN (SELECT count(*) AS n FROM alembic_version WHERE alembic_version.version_num \
IN ('r2')) <> 0 THEN 'This script has run already: alembic_version holds a revision that it leads to' \
ELSE @@SESSION.sql_mode END;
        SET SESSION sql_mode = CASE WHEN (SELECT count(*) AS n FROM alembic_version WHERE alembic_version.version_num \
IN ('r1')) <> 1 THEN 'This script starts at r1 and the database is not there' ELSE @@SESSION.sql_mode END;
        -- Running upgrade r1 -> r2
        SELECT 'a:b % \tc';
        UPDATE alembic_version SET version_num='r2' WHERE alembic_version.version_num = 'r1';"""
    )


def test_a_downgrade_to_base_deletes_the_row() -> None:
    """The version table stays."""
    written = script("sqlite", starting_rev="r2", fn=lambda heads, _: downgrade_plan(HISTORY, heads, "base"))
    assert written == textwrap.dedent(
        """\
        BEGIN;
        -- Stop if this script has run already
        SELECT json_extract('{}', CASE WHEN n <> 0 THEN 'This script has run already: alembic_version holds a revision \
that it leads to' END) FROM (SELECT count(*) AS n FROM alembic_version WHERE alembic_version.version_num IN ('r1')) \
WHERE n <> 0;
        SELECT json_extract('{}', CASE WHEN n <> 1 THEN 'This script starts at r2 and the database is not there' END) \
FROM (SELECT count(*) AS n FROM alembic_version WHERE alembic_version.version_num IN ('r2')) WHERE n <> 1;
        -- Running downgrade r2 -> r1
        UPDATE alembic_version SET version_num='r1' WHERE alembic_version.version_num = 'r2';
        -- Running downgrade r1 ->
        DELETE FROM alembic_version WHERE alembic_version.version_num = 'r1';
        COMMIT;"""
    )


def test_each_transaction_has_its_check() -> None:
    """A client that goes on after an error would else run the second migration again."""
    lines = script("postgresql", transaction_per_migration=True).splitlines()
    second = lines[lines.index("COMMIT;") + 1 :]
    assert second[:2] == ["BEGIN;", "-- Stop if this script has run already"]
    assert "IN ('r2')) <> 0 THEN" in second[2]
    assert "IN ('r1')) <> 1 THEN" in second[3]


def test_an_id_with_a_quote_is_quoted() -> None:
    """Nothing in an id can end the string that it stands in."""
    history = RevisionMap(lambda: [Scripted("it's", None, lambda: None)])
    buffer = io.StringIO()
    context_of(history, dialect_name="postgresql", as_sql=True, output_buffer=buffer).run_migrations()
    assert "VALUES ('it''s');" in buffer.getvalue()


def test_a_script_that_has_run_stops(database_url: str) -> None:
    """Run twice, a script that does not start at base changes nothing the second time."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        upgrade(connection, HISTORY, "r1")
    written = script(engine.dialect.name, starting_rev="r1", transactional_ddl=False)
    statements = [line for line in written.replace("\t", " ").splitlines() if not line.startswith("--")]
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(
                statement.replace("%", "%%") if engine.dialect.paramstyle != "qmark" else statement
            )
    assert heads(database_url) == ["r2"]
    with engine.begin() as connection, pytest.raises(DBAPIError, match="This script has run already"):
        connection.exec_driver_sql(statements[0])
    assert heads(database_url) == ["r2"]


@pytest.mark.parametrize(
    "asks",
    [
        lambda: op.get_bind().execute(text("SELECT 1")).scalar(),
        lambda: op.get_bind().scalar(text("SELECT 1")),
        lambda: op.get_context().bind.execute(text("SELECT 1")),
        lambda: inspect(op.get_bind()),
    ],
)
def test_a_revision_that_asks_the_database_is_told_that_there_is_none(asks: Callable[[], object]) -> None:
    """Offline, ``op.get_bind()`` can write statements, and answer nothing."""
    with pytest.raises(CommandError) as caught:
        context_of(chain(asks), dialect_name="sqlite", as_sql=True, output_buffer=io.StringIO()).run_migrations()
    assert str(caught.value) == (
        "The upgrade of revision 'r1' (revision r1) asks the database, and with --sql there is none"
    )
    assert caught.value.hint == "use op.execute(), or ask context.is_offline_mode() first"


def test_output_can_be_encoded() -> None:
    """A stream of bytes is written to in the encoding that is asked for."""
    buffer = io.BytesIO()
    opts = {"as_sql": True, "output_buffer": buffer, "output_encoding": "utf-8"}
    context = MigrationContext.configure(dialect_name="sqlite", opts=opts)
    context.execute("SELECT 'réveillé'")
    assert "réveillé".encode() in buffer.getvalue()


@pytest.mark.parametrize(
    "where", [{"url": "sqlite:///x.db"}, {"dialect_name": "sqlite"}, {"dialect": sqlite.dialect()}]
)
def test_a_context_needs_no_connection(where: dict[str, object]) -> None:
    """A URL, a name or a dialect is enough."""
    context = MigrationContext.configure(**where, opts={"as_sql": True})  # type: ignore[arg-type]
    assert context.dialect.name == "sqlite"
    assert context.bind is None
