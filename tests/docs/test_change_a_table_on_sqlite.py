"""The page on batch mode: its revision does what the page says, and its messages are the real ones."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from migrate import command
from migrate.plugin import CommandError, DatabaseError
from support.environments import ROOT
from support.live_projects import SIMPLE_ENV, Project, simple_project

PAGE = (ROOT / "docs" / "how-to" / "change-a-table-on-sqlite.md").read_text()
TABLES, AFTERWARDS = re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)
REVISION, BY_CONVENTION, DESCRIBED = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
[SWITCH] = re.findall(r"```ini\n(.*?)```", PAGE, flags=re.DOTALL)
CANNOT_ALTER, WOULD_BE_BROKEN = re.findall(r"```text\n(.*?)\n```", PAGE, flags=re.DOTALL)
HEAD = 'revision = "{}"\ndown_revision = "{}"\nimport sqlalchemy as sa\nfrom migrate import op\n'
ENFORCED = '    connection.exec_driver_sql("PRAGMA foreign_keys=ON")\n    connection.commit()\n    context.configure'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with the page's tables in its database, whose env.py enforces foreign keys."""
    project = simple_project(tmp_path, f"sqlite:///{tmp_path}/app.db")
    (tmp_path / "migrations" / "versions" / "one.py").unlink()
    statements = [statement.strip() for statement in TABLES.split(";") if statement.strip()]
    project.revision("a1", None, *statements)
    project.env(SIMPLE_ENV.replace("    context.configure", ENFORCED))
    return project


def revision(project: Project, rev_id: str, below: str, body: str) -> None:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    text = f"{HEAD.format(rev_id, below)}\ndef upgrade():\n{lines}\ndef downgrade():\n    pass\n"
    (project.folder / "migrations" / "versions" / f"{rev_id}.py").write_text(text)


@pytest.fixture
def database(project: Project) -> Any:
    """Ask the project's database."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(project.folder / "app.db")) as connection:
            return connection.execute(sql).fetchall()

    return ask


def test_the_revision_does_what_the_page_says(project: Project, database: Any) -> None:
    """Up, down and up again; the table is as shown, and no album is lost."""
    (project.folder / "migrations" / "versions" / "b2.py").write_text(REVISION)
    command.upgrade(project.config, "head")
    assert database("SELECT sql FROM sqlite_master WHERE name = 'artist'")[0][0] == AFTERWARDS.rstrip("\n")
    assert database("SELECT name, founded FROM artist") == [("Can", 1968), ("Neu!", 1971)]
    command.downgrade(project.config, "-1")
    assert database("SELECT founded FROM artist") == [("1968",), ("1971",)]
    command.upgrade(project.config, "head")
    assert database("SELECT count(*) FROM album") == [(3,)]
    assert database("SELECT sql FROM sqlite_master WHERE name = 'ix_artist_name'") == [
        ("CREATE INDEX ix_artist_name ON artist (name DESC)",)
    ]


def test_the_switch_is_one(project: Project, database: Any) -> None:
    """Without it the message is the page's, with it the column is changed."""
    revision(project, "b2", "a1", 'op.alter_column("artist", "founded", type_=sa.Integer())')
    with pytest.raises(CommandError) as caught:
        command.upgrade(project.config, "head")
    assert str(caught.value).splitlines()[0] == CANNOT_ALTER
    ini = project.folder / "migrate.ini"
    ini.write_text(f"{ini.read_text()}\n{SWITCH}")
    command.upgrade(project.config, "head")
    assert database("SELECT founded FROM artist") == [(1968,), (1971,)]
    assert database("SELECT count(*) FROM album") == [(3,)]


def test_a_broken_reference_is_told_in_these_words(project: Project) -> None:
    """The message is the page's."""
    body = (
        'with op.batch_alter_table("artist") as batch_op:\n    batch_op.alter_column("founded", type_=sa.Integer())\n'
    )
    revision(project, "b2", "a1", body + 'op.execute("INSERT INTO album (artist_id) VALUES (7)")')
    with pytest.raises(DatabaseError) as caught:
        command.upgrade(project.config, "head")
    assert str(caught.value).splitlines()[0] == WOULD_BE_BROKEN


def test_a_constraint_is_dropped_by_convention(project: Project, database: Any) -> None:
    """The unnamed CHECK is gone."""
    revision(project, "b2", "a1", BY_CONVENTION)
    command.upgrade(project.config, "head")
    assert "CHECK" not in database("SELECT sql FROM sqlite_master WHERE name = 'artist'")[0][0]


def test_the_description_gives_a_script_that_runs(project: Project, database: Any) -> None:
    """The script builds the table anew from the description, and keeps what that says."""
    command.upgrade(project.config, "a1")
    revision(project, "b2", "a1", DESCRIBED)
    script = io.StringIO()
    config = project.config
    config.output_buffer = script
    project.env('context.configure(url=config.get_main_option("sqlalchemy.url"))\ncontext.run_migrations()')
    command.upgrade(config, "a1:head", sql=True)
    with closing(sqlite3.connect(project.folder / "app.db")) as connection:
        connection.executescript(script.getvalue())
    sql = database("SELECT sql FROM sqlite_master WHERE name = 'artist'")[0][0]
    assert "AUTOINCREMENT" in sql
    assert "CHECK (length(name) > 0)" in sql
    assert "COLLATE" in sql
    assert database("SELECT founded FROM artist") == [(1968,), (1971,)]
