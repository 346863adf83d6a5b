"""Tables built anew by a command while foreign keys are enforced: nobody's rows are lost, nothing broken is kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.support.live_projects import Project, simple_project

from migrate import command
from migrate.plugin import CommandError, DatabaseError

ENV = """
with context.connect() as connection:
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    connection.commit()
    context.configure(connection=connection{options})
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        config.attributes["enforced"] = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
"""
TABLES = (
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT, boss INTEGER REFERENCES parent (id) ON DELETE SET NULL)",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO parent VALUES (1, 'a', NULL), (2, 'b', 1)",
    "INSERT INTO child VALUES (10, 1), (20, 2)",
)
BATCH = """
    with op.batch_alter_table("parent") as batch:
        batch.alter_column("name", nullable=False, existing_type=sa.Text())
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose env.py enforces foreign keys, and whose database has a parent, its children and their rows."""
    project = simple_project(tmp_path, f"sqlite:///{tmp_path}/app.db")
    project.env(ENV.format(options=""))
    project.revision("one", None, *TABLES)
    command.upgrade(project.config, "head")
    return project


def revision(project: Project, rev_id: str, below: str, body: str) -> None:
    project.write(
        f"migrations/versions/{rev_id}.py",
        f"revision = {rev_id!r}\ndown_revision = {below!r}\nfrom migrate import op\nimport sqlalchemy as sa\n"
        f"def upgrade():\n{body.rstrip()}\n\ndef downgrade():\n    pass\n",
    )


def rows(project: Project, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(project.folder / "app.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def upgrade(project: Project) -> int:
    """Upgrade to the head; return whether foreign keys were enforced on the connection afterwards."""
    config = project.config
    try:
        command.upgrade(config, "head")
    finally:
        enforced: int = config.attributes["enforced"]
    return enforced


@pytest.mark.parametrize("options", ["", ", transaction_per_migration=True"])
def test_children_keep_their_rows(project: Project, options: str) -> None:
    """No ON DELETE CASCADE fires, whether the run has one transaction or each revision its own."""
    project.env(ENV.format(options=options))
    revision(project, "two", "one", BATCH)
    assert upgrade(project) == 1
    assert rows(project, "SELECT * FROM child") == [(10, 1), (20, 2)]
    assert "name TEXT NOT NULL" in str(rows(project, "SELECT sql FROM sqlite_master WHERE name = 'parent'"))


def test_rows_that_refer_to_their_own_table_stay(project: Project) -> None:
    """No ON DELETE SET NULL fires either."""
    revision(project, "two", "one", BATCH)
    upgrade(project)
    assert rows(project, "SELECT id, boss FROM parent") == [(1, None), (2, 1)]


def test_foreign_keys_are_enforced_in_runs_that_build_nothing_anew(project: Project) -> None:
    """Deleting rows goes on to those that refer to them, as the program's own deletes do."""
    project.revision("two", "one", "DELETE FROM parent WHERE id = 2")
    assert upgrade(project) == 1
    assert rows(project, "SELECT * FROM child") == [(10, 1)]


def test_what_a_migration_breaks_is_found_before_anything_is_kept(project: Project) -> None:
    """The error names tables and rows; the revision is not applied, and foreign keys are enforced again."""
    body = BATCH + '    op.execute("INSERT INTO child SELECT id + 100, 404 FROM child")\n'
    revision(project, "two", "one", body + '    op.execute("UPDATE parent SET boss = 7 WHERE id = 2")')
    config = project.config
    with pytest.raises(DatabaseError) as caught:
        command.upgrade(config, "head")
    assert str(caught.value) == (
        "Foreign keys would be broken: row 2 of 'parent' refers to no row of 'parent'; "
        "rows 110, 120 of 'child' refer to no row of 'parent'"
    )
    assert caught.value.hint == (
        "nothing was committed; correct the rows, which may have been so before, or what the revision does"
    )
    assert config.attributes["enforced"] == 1
    assert rows(project, "SELECT version_num FROM alembic_version") == [("one",)]
    assert rows(project, "SELECT * FROM child") == [(10, 1), (20, 2)]
    assert "NOT NULL" not in str(rows(project, "SELECT sql FROM sqlite_master WHERE name = 'parent'"))


def test_many_broken_rows_are_counted(project: Project) -> None:
    """The message stays readable."""
    many = "WITH RECURSIVE n (i) AS (SELECT 100 UNION SELECT i + 1 FROM n WHERE i < 1200)"
    body = BATCH + f'    op.execute("INSERT INTO child {many} SELECT i, 404 FROM n")'
    revision(project, "two", "one", body)
    with pytest.raises(DatabaseError) as caught:
        upgrade(project)
    assert str(caught.value) == (
        "Foreign keys would be broken: "
        "rows 100, 101, 102, 103, 104 and 1,096 more of 'child' refer to no row of 'parent'"
    )


def test_a_key_that_children_need_cannot_be_taken_away(project: Project) -> None:
    """Without its primary key the parent cannot be referred to, which is told in the database's words."""
    body = """
    with op.batch_alter_table("parent", naming_convention={"pk": "pk_%(table_name)s"}) as batch:
        batch.drop_constraint("pk_parent", type_="primary")
"""
    revision(project, "two", "one", body)
    with pytest.raises(DatabaseError) as caught:
        upgrade(project)
    assert str(caught.value) == (
        'A foreign key cannot be enforced any more: foreign key mismatch - "parent" referencing "parent"'
    )


def test_an_error_of_the_migration_leaves_foreign_keys_enforced(project: Project) -> None:
    """The pragma is put back after a failure too."""
    revision(project, "two", "one", BATCH + '    op.execute("nonsense")')
    config = project.config
    with pytest.raises(CommandError):
        command.upgrade(config, "head")
    assert config.attributes["enforced"] == 1
    assert rows(project, "SELECT * FROM child") == [(10, 1), (20, 2)]


def test_an_autocommit_block_is_checked_on_its_way(project: Project) -> None:
    """What runs before it is committed, so it is checked first; inside of it foreign keys are enforced."""
    body = (
        BATCH + '    with op.get_context().autocommit_block():\n        op.execute("DELETE FROM parent WHERE id = 2")\n'
    )
    revision(project, "two", "one", body + BATCH)
    assert upgrade(project) == 1
    assert rows(project, "SELECT * FROM child") == [(10, 1)]


def test_a_callers_transaction_is_left_alone(project: Project) -> None:
    """Where the connection is in somebody else's transaction, the rebuild is refused by name."""
    revision(project, "two", "one", BATCH)
    project.env(
        ENV.replace("connection.commit()", "connection.commit(); outer = connection.begin()").format(options="")
    )
    config = project.config
    with pytest.raises(CommandError) as caught:
        command.upgrade(config, "head")
    assert "foreign keys are enforced, and dropping it would touch the rows of 'child'" in str(caught.value)
    assert config.attributes["enforced"] == 1


def test_where_nothing_is_enforced_nothing_is_checked(project: Project) -> None:
    """Rows that never had a partner are nobody's concern then."""
    project.env(ENV.replace("foreign_keys=ON", "foreign_keys=OFF").format(options=""))
    revision(project, "two", "one", BATCH + '    op.execute("INSERT INTO child VALUES (30, 404)")')
    assert upgrade(project) == 0
    assert rows(project, "SELECT count(*) FROM child") == [(3,)]
