"""Defaults and conditions that the database tells, with what looks like a parameter: autogenerate, offline, batch."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext
from support.clients import run_script
from support.dumps import dump
from support.environments import migrate
from support.offline import script_of

CREATE = {
    "sqlite": """CREATE TABLE "note" (
    id INTEGER NOT NULL,
    body VARCHAR(60) DEFAULT ':name 100% \t%s, %(x)s \\' NOT NULL,
    mark VARCHAR(60) DEFAULT (lower(':X' || '50%')),
    CONSTRAINT pk_note PRIMARY KEY (id),
    CONSTRAINT ck_body CHECK (body <> ':x' AND body NOT LIKE '50%')
)""",
    "postgresql": """CREATE TABLE note (
    id INTEGER NOT NULL,
    body VARCHAR(60) DEFAULT ':name 100% \t%s, %(x)s \\' NOT NULL,
    mark VARCHAR(60) DEFAULT lower(':X' || '50%'),
    CONSTRAINT pk_note PRIMARY KEY (id),
    CONSTRAINT ck_body CHECK (body <> ':x' AND body NOT LIKE '50%')
)""",
    "mariadb": """CREATE TABLE note (
    id INTEGER NOT NULL,
    body VARCHAR(60) DEFAULT ':name 100% \t%s, %(x)s' NOT NULL COMMENT ':name 100%',
    mark VARCHAR(60) DEFAULT lower(concat(':X', '50%')),
    CONSTRAINT pk_note PRIMARY KEY (id),
    CONSTRAINT ck_body CHECK (body <> ':x' AND body NOT LIKE '50%')
)""",
}
TEXT = ":name 100% \t%s, %(x)s"
BODY = {"sqlite": f"{TEXT} \\", "postgresql": f"{TEXT} \\", "mariadb": TEXT}
CREATE_INDEX = {
    "sqlite": "CREATE INDEX ix_note ON note (body) WHERE mark <> ':y 50%'",  # SQLAlchemy sees no expressions there
    "postgresql": "CREATE INDEX ix_note ON note (lower(body || ':x')) WHERE mark <> ':y 50%'",
    "mariadb": "CREATE INDEX ix_note ON note (body)",  # it has no others
}


@pytest.fixture
def database(database_url: str) -> str:
    """A database with the table, made by its own SQL."""
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _send(connection, CREATE[engine.dialect.name])
        _send(connection, CREATE_INDEX[engine.dialect.name])
        _send(connection, "INSERT INTO note (id) VALUES (1)")
    return database_url


def _send(connection: sa.Connection, sql: str) -> None:
    escaped = sql.replace("%", "%%") if connection.dialect.paramstyle != "qmark" else sql
    connection.exec_driver_sql(escaped)


def _facts(url: str) -> list[str]:
    """Return what the catalog tells, but for the version table and the rows; of SQLite the index only."""
    lines = [line for line in dump(url) if "alembic_version" not in line and not line.startswith("note: ")]
    return [line for line in lines if not line.startswith("('table'")]


def _behaviour(url: str) -> tuple[object, ...]:
    """Return the defaults as a new row has them; check that the condition holds."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _send(connection, "DELETE FROM note")
        _send(connection, "INSERT INTO note (id) VALUES (2)")
        for refused in (":x", "50% of it"):
            with pytest.raises(DatabaseError, match="ck_body"), connection.begin_nested():
                _send(connection, f"INSERT INTO note (id, body) VALUES (3, '{refused}')")
        return tuple(connection.exec_driver_sql("SELECT body, mark FROM note").one())


@pytest.mark.parametrize("offline", [False, True])
def test_a_dropped_table_comes_back(database: str, tmp_path: Path, offline: bool) -> None:
    """Autogenerate drops a table that no model has; its downgrade makes the same one again."""
    facts, behaviour = _facts(database), _behaviour(database)
    assert behaviour == (BODY[sa.make_url(database).get_backend_name()], ":x50%")
    assert migrate("init", "-q", "--url", database, cwd=tmp_path).returncode == 0
    env = tmp_path / "migrations" / "env.py"
    env.write_text(env.read_text().replace("= None", "= sqlalchemy.MetaData()", 1) + "\n")
    env.write_text("import sqlalchemy\n" + env.read_text())
    drop = ("revision", "--autogenerate", "--allow-drop-all", "-m", "drop", "--rev-id", "aa11")
    _run(tmp_path, *drop)
    _run(tmp_path, "upgrade", "head")
    assert not [line for line in _facts(database) if "note" in line]
    if offline:
        run_script(database, script_of("downgrade", "aa11:base", "--url", database, cwd=tmp_path))
    else:
        _run(tmp_path, "downgrade", "base")
    assert _facts(database) == facts
    assert _behaviour(database) == behaviour


def _run(folder: Path, *arguments: str) -> None:
    run = migrate(*arguments, cwd=folder)
    assert run.returncode == 0, run.stderr


def test_a_rebuild_keeps_them(database: str) -> None:
    """Batch mode makes the table anew, by what the database told of it."""
    if not database.startswith("sqlite"):
        pytest.skip("rebuilt on SQLite only")
    before = dump(database)
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("note", recreate="always") as batch:
            batch.alter_column("mark", type_=sa.String(61))
        with op.batch_alter_table("note", recreate="always") as batch:
            batch.alter_column("mark", type_=sa.String(60))
    assert _on_one_line(dump(database)) == _on_one_line(before)


def _on_one_line(lines: list[str]) -> list[str]:
    return [" ".join(line.replace("\\n", " ").replace("( ", "(").replace(" )", ")").split()) for line in lines]
