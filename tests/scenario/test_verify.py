"""Generated code is run up and down before it is written, and nothing of that stays in the database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, pool

from migrate.kernel.runtime import trial
from support.scenarios import run

MODELS = "from sqlalchemy import *\nmetadata = MetaData()\n"
BEFORE = (
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(20), note VARCHAR(5))",
    "CREATE TABLE gone (id INTEGER PRIMARY KEY)",
    "INSERT INTO person VALUES (1, 'a', 'x'), (2, 'b', NULL)",
)
AFTER = """
Table("person", metadata, Column("id", Integer, primary_key=True), Column("name", String(50), index=True),
      Column("age", Integer))
Table("pet", metadata, Column("id", Integer, primary_key=True), Column("owner", ForeignKey("person.id")))
"""
VERIFIED = "Verified: upgrade() and downgrade() were run and rolled back; no difference is left."


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        yield connection


def project(folder: Path, url: str, models: str = AFTER, before: tuple[str, ...] = BEFORE) -> Path:
    """Set a project up, and its database as it is before."""
    (folder / "models.py").write_text(MODELS + models)
    run(folder, "migrate", "init", "--url", url, "--models", "models:metadata")
    with connected(url) as connection:
        for statement in before:
            connection.exec_driver_sql(statement)
    return folder


def edit_env(folder: Path, old: str, new: str) -> None:
    path = folder / "migrations" / "env.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def add_a_commit(folder: Path) -> None:
    """Let env.py add an operation to each revision that ends the transaction."""
    edit_env(
        folder,
        "config = context.config",
        "config = context.config\nfrom migrate.operations import ops\ndef commit(context, revision, directives):\n"
        "    directives[0].upgrade_ops.ops.append(ops.ExecuteSQLOp('COMMIT'))\n",
    )
    edit_env(folder, "connection=connection,", "connection=connection, process_revision_directives=commit,")


def generate(folder: Path, *words: str) -> list[str]:
    """Generate a revision; of the log, the warnings are left."""
    command_line = ("migrate", "revision", "--autogenerate", "--rev-id", "aa11", "-p", "no:renames", *words)
    return [line for line in run(folder, *command_line) if not line.startswith("! INFO")]


def written(folder: Path) -> list[str]:
    return [path.name for path in (folder / "migrations" / "versions").glob("*.py")]


def state(url: str) -> list[Any]:
    """Return all that a trial might leave behind: the catalog, the rows, the sequences, the pragmas."""
    queries = {
        "sqlite": ("SELECT * FROM sqlite_master ORDER BY name", "PRAGMA foreign_keys", "PRAGMA journal_mode",
                   "PRAGMA user_version", "PRAGMA integrity_check", "PRAGMA foreign_key_check"),
        "postgresql": (
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
            "ORDER BY 1",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
            "SELECT * FROM pg_sequences",
            "SHOW lock_timeout",
        ),
    }  # fmt: skip
    with connected(url) as connection:
        found = [connection.exec_driver_sql(query).all() for query in queries[connection.dialect.name]]
        return [*found, connection.exec_driver_sql("SELECT * FROM person ORDER BY id").all()]


@pytest.fixture(params=["sqlite", "postgresql"])
def transactional_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database whose DDL can be rolled back."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


# It holds ---------------------------------------------------------------------------------------------------------


def test_code_that_does_what_it_should_is_verified(transactional_url: str, tmp_path: Path) -> None:
    """One line says so; the file is written, and the database is as it was, but for nothing."""
    project(tmp_path, transactional_url)
    before = state(transactional_url)
    assert generate(tmp_path)[-1] == VERIFIED
    assert written(tmp_path) == ["aa11_.py"]
    assert state(transactional_url) == before


def test_new_tables_alone_are_verified(transactional_url: str, tmp_path: Path) -> None:
    """There is no table yet whose size would have to be looked at."""
    project(tmp_path, transactional_url, models="Table('person', metadata, Column('id', Integer))", before=())
    assert generate(tmp_path)[-1] == VERIFIED


def test_nothing_is_said_where_nothing_was_generated(sqlite_url: str, tmp_path: Path) -> None:
    """An empty revision needs no trial."""
    project(tmp_path, sqlite_url, models="", before=())
    assert "erified" not in "".join(generate(tmp_path))


def test_no_verify_runs_nothing(transactional_url: str, tmp_path: Path) -> None:
    """Then even code that cannot run is written."""
    project(tmp_path, transactional_url)
    edit_env(tmp_path, "connection=connection,", "connection=connection, render_item=wrong,")
    edit_env(tmp_path, "config = context.config", WRONG_TYPE)
    assert len(generate(tmp_path, "--no-verify")) == 1
    assert written(tmp_path) == ["aa11_.py"]


def test_python_verifies_only_when_asked(sqlite_url: str, tmp_path: Path) -> None:
    """``command.revision()`` does what it did before there was a verification."""
    project(tmp_path, sqlite_url)
    code = """
from migrate import command
from migrate.config import Config
for asked in ({}, {"verify": True}):
    print(asked)
    command.revision(Config("migrate.ini"), autogenerate=True, rev_id="aa11", **asked)
    next(__import__("pathlib").Path("migrations", "versions").glob("aa11*")).unlink()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    without, _, with_it = done.stdout.partition("{'verify': True}")
    assert "aa11_.py" in without
    assert "erified" not in without
    assert VERIFIED in with_it


def test_what_the_project_leaves_out_is_no_residue(transactional_url: str, tmp_path: Path) -> None:
    """Directives that drop an operation on purpose are asked once, and what they dropped is not missed."""
    project(tmp_path, transactional_url)
    edit_env(
        tmp_path,
        "config = context.config",
        "config = context.config\ncalls = []\ndef keep(context, revision, directives):\n"
        "    calls.append(1)\n    assert len(calls) == 1\n    ops = directives[0].upgrade_ops.ops\n"
        "    ops[:] = [op for op in ops if getattr(op, 'table_name', '') != 'gone']\n"
        "    down = directives[0].downgrade_ops.ops\n"
        "    down[:] = [op for op in down if getattr(op, 'table_name', '') != 'gone']\n",
    )
    edit_env(tmp_path, "connection=connection,", "connection=connection, process_revision_directives=keep,")
    assert generate(tmp_path)[-1] == VERIFIED


# It does not hold -------------------------------------------------------------------------------------------------

WRONG_TYPE = """config = context.config
def wrong(kind, thing, autogen_context):
    return "sa.String(51)" if kind == "type" and getattr(thing, "length", 0) == 50 else False
"""


def test_what_the_code_does_not_express_is_a_warning(transactional_url: str, tmp_path: Path) -> None:
    """The lines are those of check; the file is written, with exit code 0, since it may be what is wanted."""
    project(tmp_path, transactional_url)
    edit_env(tmp_path, "connection=connection,", "connection=connection, render_item=wrong,")
    edit_env(tmp_path, "config = context.config", WRONG_TYPE)
    before = state(transactional_url)
    lines = generate(tmp_path, "-q")
    assert lines == [
        "! WARNING [migrate.command] After upgrade(), these differences are left, which the code does not express:",
        "!   ~ person.name: VARCHAR(51) -> VARCHAR(50)",
    ]
    assert written(tmp_path) == ["aa11_.py"]
    assert state(transactional_url) == before


def test_a_downgrade_that_leads_elsewhere_is_a_warning(transactional_url: str, tmp_path: Path) -> None:
    """What it leaves is told."""
    project(tmp_path, transactional_url)
    edit_env(
        tmp_path,
        "config = context.config",
        "config = context.config\ndef forget(context, revision, directives):\n"
        "    down = directives[0].downgrade_ops.ops\n"
        "    down[:] = [op for op in down if getattr(op, 'table_name', '') != 'pet']\n",
    )
    edit_env(tmp_path, "connection=connection,", "connection=connection, process_revision_directives=forget,")
    assert generate(tmp_path, "-q") == [
        "! WARNING [migrate.command] downgrade() does not bring back what was there; it leaves:",
        "!   + pet: table",
    ]
    assert written(tmp_path) == ["aa11_.py"]


def test_code_that_fails_is_an_error(transactional_url: str, tmp_path: Path) -> None:
    """The operation is named, no file is written, and the database is as it was."""
    project(tmp_path, transactional_url)
    edit_env(tmp_path, "config = context.config", WRONG_TYPE.replace("sa.String(51)", "sa.Nope(51)"))
    edit_env(tmp_path, "connection=connection,", "connection=connection, render_item=wrong,")
    before = state(transactional_url)
    first, *_, hint, code = generate(tmp_path, "-q")
    assert first.startswith("! Error: The generated code does not run: operation ")
    assert "(op.alter_column)" in first or "(batch_op.alter_column)" in first
    assert "of the upgrade of revision 'aa11': " in first
    assert hint == (
        "! Hint: nothing was written, and the database is as it was; --no-verify writes the file all the same."
    )
    assert code == "[exit 4]"
    assert written(tmp_path) == []
    assert state(transactional_url) == before


def test_sql_that_the_database_refuses_is_an_error(transactional_url: str, tmp_path: Path) -> None:
    """The error has the operation, the database's words and the statement."""
    project(tmp_path, transactional_url)
    with connected(transactional_url) as connection:
        connection.exec_driver_sql("CREATE VIEW v AS SELECT note FROM person")
    before = state(transactional_url)
    first, *_, code = generate(tmp_path, "-q")
    assert first.startswith("! Error: The generated code does not run: operation ")
    assert code == "[exit 4]"
    assert written(tmp_path) == []
    assert state(transactional_url) == before


def test_rows_in_the_way_are_a_warning(transactional_url: str, tmp_path: Path) -> None:
    """The code is right, and the rows are not: the file is there to be edited."""
    models = """
Table("person", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)),
      Column("note", String(5)), UniqueConstraint("name", name="uq_name"))
"""
    with_twice = (BEFORE[0], "INSERT INTO person VALUES (1, 'a', 'x'), (2, 'a', NULL)")
    project(tmp_path, transactional_url, models, with_twice)
    before = state(transactional_url)
    (warning,) = [line for line in generate(tmp_path) if "WARN" in line]
    assert warning.startswith("! WARNING [migrate.command] The rows of this database are in the way of operation 1 of ")
    assert warning.endswith("; edit the revision")
    assert written(tmp_path) == ["aa11_.py"]
    assert state(transactional_url) == before


# It cannot be told ------------------------------------------------------------------------------------------------


def test_mariadb_cannot_take_back(mariadb_url: str, tmp_path: Path) -> None:
    """One line says why, and nothing is run."""
    project(tmp_path, mariadb_url)
    assert generate(tmp_path)[-1] == "Not verified: mariadb commits changes of the schema at once."
    with connected(mariadb_url) as connection:
        assert sorted(connection.exec_driver_sql("SHOW TABLES").scalars()) == ["gone", "person"]


def test_code_that_cannot_run_in_a_transaction_is_not_run(postgresql_url: str, tmp_path: Path) -> None:
    """It would stay in the database."""
    index = 'Table("person", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)), '
    index += 'Column("note", String(5)), Index("ix", "name", postgresql_concurrently=True))'
    project(tmp_path, postgresql_url, index, BEFORE[:1])
    before = state(postgresql_url)
    add_a_commit(tmp_path)
    assert generate(tmp_path)[-1].startswith("Not verified: an operation ")
    assert state(postgresql_url) == before


def test_a_commit_is_kept_from_the_database(transactional_url: str, tmp_path: Path) -> None:
    """An operation that commits ends the trial before it does."""
    project(tmp_path, transactional_url)
    before = state(transactional_url)
    add_a_commit(tmp_path)
    assert generate(tmp_path)[-1] == "Not verified: an operation ends the transaction."
    assert state(transactional_url) == before
    assert written(tmp_path) == ["aa11_.py"]


def test_somebody_elses_lock_is_not_waited_for(transactional_url: str, tmp_path: Path) -> None:
    """Whoever waits for a lock stops all who come later, so that the trial gives up after a moment."""
    url = transactional_url
    project(tmp_path, url if url.startswith("postgresql") else f"{url}?timeout=0.1")
    hold = "LOCK TABLE person IN ROW EXCLUSIVE MODE" if url.startswith("postgresql") else "BEGIN IMMEDIATE"
    with connected(url) as other:
        other.exec_driver_sql(hold)
        last = generate(tmp_path)[-1]
    assert last in (
        "Not verified: another program holds a lock on a table.",
        "Not verified: another program is writing to the database.",
    )
    assert written(tmp_path) == ["aa11_.py"]


def test_tables_of_many_rows_are_left_alone(postgresql_url: str, tmp_path: Path) -> None:
    """What might rewrite them is not tried; how many rows there are is what the planner believes."""
    project(tmp_path, postgresql_url)
    believe = "UPDATE pg_class SET reltuples = {} WHERE relname = 'person'"
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql(believe.format(250_000))
    assert generate(tmp_path)[-1] == "Not verified: person has about 250,000 rows, which could take long."
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql(believe.format(trial.MANY_ROWS))
    (tmp_path / "migrations" / "versions" / "aa11_.py").unlink()
    assert generate(tmp_path)[-1] == VERIFIED


def test_tables_of_many_bytes_are_left_alone(
    transactional_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line tells the bytes, and not the rows, which are two."""
    project(tmp_path, transactional_url)
    monkeypatch.setattr(trial, "MANY_BYTES", 1)
    what = "the file has 0 MB" if transactional_url.startswith("sqlite") else "person has 0 MB"
    assert generate(tmp_path)[-1] == f"Not verified: {what}, which could take long."


def test_a_transaction_of_env_py_stays_its_own(transactional_url: str, tmp_path: Path) -> None:
    """The trial is a savepoint in it."""
    project(tmp_path, transactional_url)
    before = state(transactional_url)
    edit_env(tmp_path, "context.connect() as connection:", "context.connect() as connection, connection.begin():")
    assert generate(tmp_path)[-1] == VERIFIED
    assert state(transactional_url) == before


def test_what_env_py_has_done_before_stays(transactional_url: str, tmp_path: Path) -> None:
    """Only what came after the savepoint is taken back; env.py commits the rest."""
    project(tmp_path, transactional_url)
    edit_env(tmp_path, "context.connect() as connection:", "context.connect() as connection, connection.begin():")
    insert = "connection.exec_driver_sql(\"INSERT INTO person VALUES (3, 'c', NULL)\")"
    edit_env(tmp_path, "        context.configure(", f"        {insert}\n        context.configure(")
    assert generate(tmp_path)[-1] == VERIFIED
    with connected(transactional_url) as connection:
        assert connection.exec_driver_sql("SELECT id FROM person ORDER BY id").scalars().all() == [1, 2, 3]


def test_foreign_keys_cannot_be_paused_in_a_transaction(sqlite_url: str, tmp_path: Path) -> None:
    """A table that is built anew there would take the rows with it that refer to it."""
    project(tmp_path, sqlite_url)
    before = state(sqlite_url)
    edit_env(tmp_path, "context.connect() as connection:", "context.connect() as connection, connection.begin():")
    enforce = "connection.connection.cursor().execute('PRAGMA foreign_keys=ON')"
    edit_env(tmp_path, "        context.configure(", f"        {enforce}\n        context.configure(")
    why = "env.py has begun a transaction of its own, in which foreign keys are enforced"
    assert generate(tmp_path)[-1] == f"Not verified: {why}."
    assert state(sqlite_url) == before


def test_a_connection_that_commits_each_statement_is_not_used(postgresql_url: str, tmp_path: Path) -> None:
    """Nothing could be taken back there."""
    project(tmp_path, postgresql_url)
    before = state(postgresql_url)
    edit_env(
        tmp_path,
        "        context.configure(",
        "        connection = connection.execution_options(isolation_level='AUTOCOMMIT')\n        context.configure(",
    )
    assert generate(tmp_path)[-1] == "Not verified: the connection commits each statement at once."
    assert state(postgresql_url) == before


def test_enforced_foreign_keys_are_enforced_again(sqlite_url: str, tmp_path: Path) -> None:
    """Tables are built anew without enforcement, which is a matter of the connection and not of the transaction."""
    project(tmp_path, sqlite_url)
    with connected(sqlite_url) as connection:
        connection.exec_driver_sql("CREATE TABLE child (p INTEGER REFERENCES person (id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")
    edit_env(
        tmp_path, "        context.configure(", "        pragma = connection.connection.cursor().execute\n"
        "        pragma('PRAGMA foreign_keys=ON')\n        context.configure("
    )  # fmt: skip
    edit_env(
        tmp_path, "context.run_migrations()\n\n\nif",
        "context.run_migrations()\n        print('enforced', pragma('PRAGMA foreign_keys').fetchone())\n\n\nif",
    )  # fmt: skip
    printed = generate(tmp_path, "--allow-drop-all")
    assert "enforced (1,)" in printed
    assert printed[-1] == VERIFIED
    with connected(sqlite_url) as connection:
        assert connection.exec_driver_sql("SELECT * FROM child").all() == [(1,)]
