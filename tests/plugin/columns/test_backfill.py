"""Columns that become NOT NULL in tables that have rows: filled in between, or refused where there is no value."""

from __future__ import annotations

import datetime
import enum
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table

from migrate.plugin import CommandError
from support.comparing import build, compare, connected
from support.environments import migrate
from support.roundtrip import both_ways, generated


def models(*columns: Column[Any]) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True), *columns)
    return made


def with_a_row(connection: Connection, *columns: Column[Any]) -> None:
    build(connection, models(*columns))
    connection.exec_driver_sql("INSERT INTO t (id) VALUES (1)")
    connection.commit()


class Colour(enum.Enum):
    red = 1
    green = 2


VALUES: tuple[tuple[Any, Any], ...] = (
    (Integer(), 7),
    (String(40), "it's 50% of :x, \\:y and \\z"),
    (sa.Boolean(), False),
    (sa.Numeric(5, 2), 1.5),
    (sa.DateTime(), datetime.datetime(2020, 1, 2, 3, 4, 5)),
    (sa.Enum(Colour), Colour.green),
    (sa.JSON(), {"a": [1, None]}),
    (sa.LargeBinary(), b"\x00'\xff"),
)


def test_a_plain_default_of_the_model_is_put_into_the_rows(database_url: str) -> None:
    """In three steps; and the model reads the same value back."""
    columns = [Column(f"x{at}", type_, default=value, nullable=False) for at, (type_, value) in enumerate(VALUES)]
    with connected(database_url) as connection:
        with_a_row(connection)
        after = models(*columns)
        revision = both_ways(connection, models(), after)
        assert revision.upgrade.count("op.execute('UPDATE") + revision.upgrade.count('op.execute("UPDATE') == len(
            VALUES
        )
        found = connection.execute(sa.select(after.tables["t"])).one()
        assert found[1:] == tuple(value for _, value in VALUES)


def test_a_server_default_needs_no_steps(database_url: str) -> None:
    """The database fills the rows itself, and so it does with what it generates."""
    with connected(database_url) as connection:
        with_a_row(connection)
        after = models(Column("x", Integer, server_default="7", default=8, nullable=False))
        revision = both_ways(connection, models(), after)
        assert "UPDATE" not in revision.upgrade
        assert connection.exec_driver_sql("SELECT x FROM t").scalar() == 7


REMEDIES = (
    "give it a server_default, or a default that is a plain value, which the revision then puts into the rows; or let "
    "it be NULL, fill the rows in a revision of your own, and forbid NULL then; with not_null_without_default = allow "
    "in the section [plugin:columns] it is generated as it is"
)


@pytest.mark.parametrize("default", [None, datetime.datetime.now, sa.func.now()])
def test_without_a_value_nothing_is_generated(database_url: str, default: Any) -> None:
    """A function of Python is no value; the error names the columns and the remedies."""
    after = models(
        Column("x", sa.DateTime, default=default, nullable=False),
        Column("y", sa.DateTime, default=default, nullable=False),
    )
    with connected(database_url) as connection:
        with_a_row(connection)
        with pytest.raises(CommandError) as caught:
            generated(connection, after)
        assert str(caught.value) == "t.x is NOT NULL and has no default, but t has rows; the same holds for t.y"
        assert caught.value.hint == REMEDIES
        connection.exec_driver_sql("DELETE FROM t")
        connection.commit()
        both_ways(connection, models(), after)


def test_null_is_forbidden_where_there_is_none(database_url: str) -> None:
    """With rows that have values there is nothing to do."""
    with connected(database_url) as connection:
        build(connection, models(Column("x", Integer)))
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 1)")
        connection.commit()
        revision = both_ways(connection, models(Column("x", Integer)), models(Column("x", Integer, nullable=False)))
        assert "UPDATE" not in revision.upgrade


def test_null_is_forbidden_where_there_are_some(database_url: str) -> None:
    """They get the default of the model, of whichever kind; without one nothing is generated."""
    before = [Column(name, Integer) for name in ("x", "y")]
    with connected(database_url) as connection:
        with_a_row(connection, *before)
        with pytest.raises(CommandError) as caught:
            generated(connection, models(Column("x", Integer, nullable=False), Column("y", Integer)))
        assert str(caught.value) == "t.x is NOT NULL and has no default, but t has rows in which it is NULL"
        after = models(
            Column("x", Integer, default=7, nullable=False), Column("y", Integer, server_default="8", nullable=False)
        )
        both_ways(connection, models(*(Column(name, Integer) for name in ("x", "y"))), after)
        assert connection.exec_driver_sql("SELECT x, y FROM t").one() == (7, 8)


def test_the_reference_generates_it_as_it_is(sqlite_url: str) -> None:
    """Which then fails when it is run."""
    with connected(sqlite_url) as connection:
        with_a_row(connection)
        after = models(Column("x", Integer, default=7, nullable=False))
        assert "UPDATE" not in generated(connection, after, compare="reference").upgrade
        assert compare(connection, after) != []


MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer, nullable=False))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose models have one column more than its table, which has a row."""
    package = tmp_path / "app"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "models.py").write_text(MODELS)
    done = migrate("init", "--models", "app.models:metadata", "--url", "sqlite:///app.db", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with connected(f"sqlite:///{tmp_path / 'app.db'}") as connection:
        with_a_row(connection)
    return tmp_path


def test_the_command_fails_and_writes_nothing(project: Path) -> None:
    """The message is one sentence with its remedy, and the option allows it."""
    done = migrate("revision", "--autogenerate", "-m", "x", cwd=project)
    assert done.returncode != 0
    assert "t.x is NOT NULL and has no default, but t has rows" in done.stderr
    assert list(project.glob("*/versions/*.py")) == []
    ini = project / "migrate.ini"
    ini.write_text(ini.read_text() + "\n[plugin:columns]\nnot_null_without_default = allow\n")
    done = migrate("revision", "--autogenerate", "--no-verify", "-m", "x", cwd=project)
    assert done.returncode == 0, done.stderr
    next(project.glob("*/versions/*.py")).unlink()
    ini.write_text(ini.read_text().replace("= allow", "= perhaps"))
    done = migrate("revision", "--autogenerate", "-m", "x", cwd=project)
    assert "There is no not_null_without_default 'perhaps'" in done.stderr
    assert "use fail or allow" in done.stderr
