"""Whether models, revisions and databases agree, asked by the command line of real databases."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, make_url, pool

from migrate.kernel.runtime import throwaway
from migrate.util.exc import CommandError as UsageError
from support.scenarios import run

MODELS = """\
from sqlalchemy import *
metadata = MetaData()
"""
EQUAL = "No new upgrade operations detected."
NAMES = "abcdefgh"


def project(folder: Path, url: str, models: str = "") -> Path:
    """Set a project up that has its models in models.py."""
    (folder / "models.py").write_text(MODELS + models)
    migrate(folder, "init", "--url", url, "--models", "models:metadata")
    return folder


def migrate(folder: Path, *words: str) -> list[str]:
    """Run the command line quietly; the lines of stderr begin with an exclamation mark."""
    return run(folder, "migrate", *words, "-q")


def execute(url: str, *statements: str) -> None:
    """Change a database by itself."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def tables(url: str, names: str) -> None:
    execute(url, *(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)" for name in names))


def modelled(names: str) -> str:
    return "".join(f"Table('{name}', metadata, Column('id', Integer, primary_key=True))\n" for name in names)


def versions(folder: Path) -> list[Path]:
    return list((folder / "migrations" / "versions").glob("*.py"))


# Dropping most of a database --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("check",), ("revision", "--autogenerate")])
def test_models_without_tables_are_refused(database_url: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    """They are most likely not imported: nothing is written, and the error says what to do."""
    project(tmp_path, database_url)
    tables(database_url, NAMES)
    assert migrate(tmp_path, *command) == [
        "! Error: The models have no tables, so that 8 tables (a, b, c, d, e and 3 more) would be dropped.",
        "!   at migrations/env.py",
        "! Hint: import all modules with models in env.py before it names target_metadata, leave out the tables that "
        "are not this project's with include_name, or, if they are to go, add --allow-drop-all.",
        "[exit 3]",
    ]
    assert versions(tmp_path) == []


def test_more_than_half_of_the_tables_are_not_dropped(database_url: str, tmp_path: Path) -> None:
    """The error names how many of how many, and some of them; the version table does not count."""
    project(tmp_path, database_url, modelled("ab"))
    tables(database_url, "abcde")
    migrate(tmp_path, "ensure_version")
    error, *_, code = migrate(tmp_path, "revision", "--autogenerate")
    assert error == "! Error: The models lack 3 of the 5 tables in the database, which would be dropped: c, d and e."
    assert code == "[exit 3]"
    assert versions(tmp_path) == []


@pytest.mark.parametrize(
    ("there", "models"),
    [("abcd", "ab"), ("ab", "b"), ("a", "b"), ("", "")],
    ids=["half", "one of two", "one of one", "nothing"],
)
def test_half_of_the_tables_or_a_single_one_may_go(sqlite_url: str, tmp_path: Path, there: str, models: str) -> None:
    """A project that drops a table of few is not bothered, nor one that is about to begin."""
    project(tmp_path, sqlite_url, modelled(models))
    tables(sqlite_url, there)
    assert migrate(tmp_path, "check", "-p", "no:renames")[-1] == ("[exit 1]" if there != models else EQUAL)


@pytest.mark.parametrize("where", ["flag", "ini", "env.py", "include_name"])
def test_whoever_means_it_can_say_so(sqlite_url: str, tmp_path: Path, where: str) -> None:
    """By the flag, by the option in the file or in env.py; and include_name leaves the tables alone."""
    project(tmp_path, sqlite_url)
    tables(sqlite_url, NAMES)
    ini, env = tmp_path / "migrate.ini", tmp_path / "migrations" / "env.py"
    more = {"env.py": "allow_drop_all=True, ", "include_name": "include_name=lambda *_: False, "}.get(where, "")
    env.write_text(env.read_text().replace("connection=connection,", f"connection=connection, {more}"))
    if where == "ini":
        ini.write_text(ini.read_text().replace("[migrate]", "[migrate]\nallow_drop_all = true"))
    printed = migrate(tmp_path, "check", *(["--allow-drop-all"] if where == "flag" else []))
    assert printed[:2] == ([EQUAL] if where == "include_name" else ["- a: table", "- b: table"])


# Against the revisions --------------------------------------------------------------------------------------------

REVISION = """\
revision = "aa11"
down_revision = None
import sqlalchemy as sa
from migrate import op
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("b", sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.String(20)))
def downgrade():
    op.drop_table("b")
    op.drop_table("a")
"""
BOTH = modelled("a") + "Table('b', metadata, Column('id', Integer, primary_key=True), Column('x', String(20)))\n"


def with_revision(folder: Path, url: str, models: str = BOTH, revision: str = REVISION) -> Path:
    """Set a project up whose only revision builds the tables a and b."""
    project(folder, url, models)
    (folder / "migrations" / "versions" / "aa11_.py").write_text(revision)
    return folder


def databases(url: str) -> set[str]:
    """Return the databases on a server, or the files that were left in the temporary folder."""
    where = make_url(url)
    query = {"postgresql": "SELECT datname FROM pg_database", "mysql": "SHOW DATABASES"}
    kind = "mysql" if where.get_backend_name() == "mariadb" else where.get_backend_name()
    if kind not in query:
        return {path.name for path in Path(tempfile.gettempdir()).glob("migrate_*")}
    engine = create_engine(where, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return set(connection.exec_driver_sql(query[kind]).scalars())


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the throwaway databases that are made."""
    names: list[str] = []

    def name() -> str:
        names.append(f"migrate_{uuid.uuid4().hex[:12]}")
        return names[-1]

    monkeypatch.setattr(throwaway, "_new_name", name)
    return names


def test_a_project_without_revisions_may_be_compared_with_them(sqlite_url: str, tmp_path: Path) -> None:
    """It is new; whoever runs revisions is still told that there are none."""
    project(tmp_path, sqlite_url, modelled("a"))
    warning = f"! WARNING [migrate.command] There are no revisions in {tmp_path / 'migrations' / 'versions'}"
    assert migrate(tmp_path, "upgrade", "head") == [warning]
    assert migrate(tmp_path, "check", "--against", "history") == [
        "+ a: table",
        "1 difference between the models and the revisions; "
        "`migrate revision --autogenerate --against history` writes a revision.",
        "[exit 1]",
    ]
    written = migrate(tmp_path, "revision", "--autogenerate", "--against", "history")
    assert not any("no revisions" in line for line in written)


def test_models_are_compared_with_what_the_revisions_build(database_url: str, tmp_path: Path, made: list[str]) -> None:
    """The project's database may be empty or anything: it is not looked at, and the throwaway one is gone."""
    with_revision(tmp_path, database_url)
    tables(database_url, "zy")
    assert migrate(tmp_path, "check", "--against", "history") == [EQUAL]
    (tmp_path / "models.py").write_text(MODELS + BOTH.replace("String(20)", "String(50)"))
    assert migrate(tmp_path, "check", "--against", "history") == [
        "~ b.x: VARCHAR(20) -> VARCHAR(50)",
        "1 difference between the models and the revisions; "
        "`migrate revision --autogenerate --against history` writes a revision.",
        "[exit 1]",
    ]
    migrate(tmp_path, "revision", "--autogenerate", "--against", "history", "--rev-id", "bb22")
    assert migrate(tmp_path, "check", "--against", "history") == [EQUAL]
    assert len(made) == 4
    assert databases(database_url).isdisjoint(made)


@pytest.mark.parametrize("error", ["RuntimeError('stop')", "KeyboardInterrupt"])
def test_the_throwaway_database_is_dropped_when_a_revision_fails(
    database_url: str, tmp_path: Path, made: list[str], error: str
) -> None:
    """Nothing is left of it, not even after Ctrl-C."""
    with_revision(tmp_path, database_url, revision=REVISION.replace("():\n", f"():\n    raise {error}\n", 1))
    assert migrate(tmp_path, "check", "--against", "history")[-1] in ("[exit 4]", "[exit 130]")
    assert len(made) == 1
    assert databases(database_url).isdisjoint(made)


@pytest.mark.parametrize(
    "opening",
    [
        "config.set_main_option('sqlalchemy.url', {url!r})\nconnectable = context.connect()",
        "from sqlalchemy import create_engine\nconnectable = create_engine({url!r}).connect()",
    ],
    ids=["option", "engine"],
)
def test_an_env_py_that_connects_elsewhere_is_refused(
    database_url: str, tmp_path: Path, made: list[str], opening: str
) -> None:
    """It would run the revisions on the project's database; not even its own first statement is sent."""
    with_revision(tmp_path, database_url)
    env = tmp_path / "migrations" / "env.py"
    env.write_text(
        "from migrate import context\nconfig = context.config\n"
        + opening.format(url=database_url)
        + "\nwith connectable as connection:\n    connection.exec_driver_sql('CREATE TABLE t (x INTEGER)')\n"
        "    connection.commit()\n    context.configure(connection=connection)\n    context.run_migrations()\n"
    )
    printed = migrate(tmp_path, "check", "--against", "history")
    assert printed[0].startswith("! Error: env.py connects to ")
    assert printed[0].endswith(" and not to the database that it was given.")
    assert "context.connect(), or config.database_url()" in printed[-2]
    assert printed[-1] == "[exit 3]"
    engine = create_engine(database_url, poolclass=pool.NullPool)
    assert inspect(engine).get_table_names() == []
    assert databases(database_url).isdisjoint(made)


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_user_who_may_not_make_databases_is_told(server: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The error has the database's words, the right that is missing, and another way."""
    url: str = request.getfixturevalue(f"{server}_url")
    user = f"u_{uuid.uuid4().hex[:8]}"
    where = make_url(url).set(username=user, password="secret")
    create = {
        "postgresql": (f"CREATE ROLE {user} LOGIN PASSWORD 'secret'",),
        "mariadb": (f"CREATE USER {user} IDENTIFIED BY 'secret'", f"GRANT ALL ON {where.database}.* TO {user}"),
    }
    execute(url, *create[server])
    try:
        with_revision(tmp_path, where.render_as_string(hide_password=False).replace("%", "%%"))
        first, hint, code = migrate(tmp_path, "check", "--against", "history")
    finally:
        execute(url, f"DROP {'ROLE' if server == 'postgresql' else 'USER'} {user}")
    assert first.startswith("! Error: No throwaway database could be made on 127.0.0.1: ")
    right = f"ALTER ROLE {user} CREATEDB" if server == "postgresql" else rf"GRANT ALL ON `migrate\_%`.* TO {user}"
    assert f"({right}), or give --url for a server" in hint
    assert code == "[exit 5]"


def test_other_databases_cannot_be_made_anew() -> None:
    """The error says where it works."""
    with pytest.raises(UsageError, match="No throwaway database can be made on oracle"):
        throwaway.throwaway_database("oracle+oracledb://user@localhost/app")


# Any two sides ----------------------------------------------------------------------------------------------------

SECOND = """\
revision = "bb22"
down_revision = "aa11"
import sqlalchemy as sa
from migrate import op
def upgrade():
    op.add_column("a", sa.Column("y", sa.Integer, server_default="7"))
def downgrade():
    op.drop_column("a", "y")
"""
# What the servers write in another way than it was given, and what reading a database as metadata loses.
RICH = {
    "sqlite": (
        "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, n VARCHAR(9) DEFAULT 'x' COLLATE NOCASE, "
        "CHECK (id > 0))",
        "CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE, d DATETIME DEFAULT CURRENT_TIMESTAMP, "
        "q INTEGER GENERATED ALWAYS AS (p + 1), UNIQUE (p, q))",
        "CREATE UNIQUE INDEX ix ON c (d) WHERE p > 1",
    ),
    "postgresql": (
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TABLE p (id SERIAL PRIMARY KEY, m mood DEFAULT 'ok', n VARCHAR(9) DEFAULT lower('X') COLLATE \"C\", "
        "CHECK (id > 0 AND n <> ''), EXCLUDE USING gist (int4range(id, id + 1) WITH &&))",
        "CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE, d TIMESTAMP DEFAULT now() NOT NULL, "
        "q INTEGER GENERATED ALWAYS AS (p + 1) STORED, i INTEGER GENERATED ALWAYS AS IDENTITY, UNIQUE (p, q))",
        "CREATE UNIQUE INDEX ix ON c (lower(q::text)) WHERE p > 1",
        "COMMENT ON TABLE c IS 'it''s'",
    ),
    "mariadb": (
        "CREATE TABLE p (id INTEGER PRIMARY KEY AUTO_INCREMENT, n VARCHAR(9) DEFAULT 'x' COMMENT 'a', "
        "e ENUM('a', 'b') DEFAULT 'a', CHECK (n <> ''))",
        "CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE, d DATETIME DEFAULT CURRENT_TIMESTAMP, "
        "q INTEGER GENERATED ALWAYS AS (p + 1) STORED, UNIQUE (p, q)) COMMENT 'it''s'",
    ),
}


@pytest.fixture
def other_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The URL of one more empty database."""
    url = make_url(database_url)
    with throwaway.throwaway_database(database_url) as other:
        yield other.render_as_string(hide_password=False)
    assert url != other


def test_equal_databases_are_equal(database_url: str, other_url: str, tmp_path: Path) -> None:
    """However the server rewrites what was given to it; and what differs is told from both sides."""
    project(tmp_path, database_url)
    rich = RICH[make_url(database_url).get_backend_name()]
    execute(database_url, *rich)
    execute(other_url, *rich)
    assert migrate(tmp_path, "diff", "database", other_url) == ["No differences."]
    execute(other_url, "ALTER TABLE p ADD COLUMN z VARCHAR(5) DEFAULT 'z'", "CREATE INDEX ix_n ON p (n)")
    assert migrate(tmp_path, "diff", "database", other_url) == [
        "+ p.z: column VARCHAR(5) DEFAULT 'z'" + suffix(database_url),
        "+ p: index ix_n (n)",
        "[exit 1]",
    ]
    assert migrate(tmp_path, "diff", other_url, "database") == [
        "- p.z: column VARCHAR(5) DEFAULT 'z'" + suffix(database_url),
        "- p: index ix_n (n)",
        "[exit 1]",
    ]


def suffix(url: str) -> str:
    """Return what PostgreSQL adds to a default."""
    return "::character varying" if url.startswith("postgresql") else ""


TRIGGERS = """
from migrate.autogenerate import comparators
from migrate.operations.ops import RenameTableOp

@comparators.dispatch_for("schema")
def compare_triggers(autogen_context, upgrade_ops, schemas):
    names = autogen_context.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    upgrade_ops.ops.extend(RenameTableOp(name, "none") for name in names.scalars())
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_metadata_cannot_hold_is_compared_all_the_same(database_url: str, other_url: str, tmp_path: Path) -> None:
    """What a comparator finds in a database and in no metadata is a difference if it is on one side only."""
    project(tmp_path, database_url)
    env = tmp_path / "migrations" / "env.py"
    env.write_text(TRIGGERS + env.read_text())
    create = ("CREATE TABLE t (x INTEGER)", "CREATE TRIGGER a AFTER DELETE ON t BEGIN SELECT 1; END")
    execute(database_url, *create)
    execute(other_url, *create)
    assert migrate(tmp_path, "diff", "database", other_url) == ["No differences."]
    execute(other_url, "DROP TRIGGER a")
    assert migrate(tmp_path, "diff", "database", other_url) == ["~ a: table renamed to none", "[exit 1]"]
    assert migrate(tmp_path, "diff", other_url, "database") == ["~ none: table renamed to a", "[exit 1]"]


def test_sides_can_be_models_and_revisions(database_url: str, tmp_path: Path, made: list[str]) -> None:
    """A revision is what the revisions up to it build; the direction is that from the first side to the second."""
    with_revision(tmp_path, database_url)
    (tmp_path / "migrations" / "versions" / "bb22_.py").write_text(SECOND)
    migrate(tmp_path, "upgrade", "aa11")
    assert migrate(tmp_path, "diff", "database", "models") == ["No differences."]
    assert migrate(tmp_path, "diff", "database", "revision:aa11") == ["No differences."]
    added, code = migrate(tmp_path, "diff", "revision:aa11", "revision:head")
    assert (added[:21], code) == ("+ a.y: column INTEGER", "[exit 1]")
    removed, code = migrate(tmp_path, "diff", "revision:head", "models")
    assert (removed[:21], code) == ("- a.y: column INTEGER", "[exit 1]")
    added, code = migrate(tmp_path, "diff", "models", "revision:head")
    assert (added[:21], code) == ("+ a.y: column INTEGER", "[exit 1]")
    assert databases(database_url).isdisjoint(made)


OLD = """
Table("gone", metadata, Column("id", Integer, primary_key=True))
Table("kept", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), nullable=False),
      Column("old", Integer), Column("a", Integer, comment="a"), Column("b", Integer), Column("f", Integer),
      ForeignKeyConstraint(["f"], ["there.id"], name="fk_f"), Index("ix_f", "f"),
      Index("ix_a", "a"), CheckConstraint("a > 0", name="ck_a"))
Table("there", metadata, Column("id", Integer, primary_key=True))
"""
NEW = """
Table("kept", metadata, Column("id", Integer, primary_key=True), Column("name", String(50)),
      Column("new", Integer), Column("a", Integer, comment="b"), Column("b", Integer), Column("f", Integer),
      ForeignKeyConstraint(["f"], ["there.id"], name="fk_f", ondelete="CASCADE"), Index("ix_f", "f"),
      Index("ix_a", "a", "b"), CheckConstraint("a > 5", name="ck_a"))
Table("there", metadata, Column("id", Integer, primary_key=True))
Table("added", metadata, Column("id", Integer, primary_key=True))
"""
FORTH = {
    "+ added: table",
    "- gone: table",
    "~ kept.a: comment a -> b",
    "~ kept.name: VARCHAR(20) -> VARCHAR(50), NOT NULL -> NULL",
    "+ kept.new: column INTEGER",
    "- kept.old: column INTEGER",
    "- kept: check constraint ck_a (a > 0)",
    "+ kept: check constraint ck_a (a > 5)",
    "- kept: foreign key fk_f (f) -> there.id",
    "+ kept: foreign key fk_f (f) -> there.id ON DELETE CASCADE",
    "- kept: index ix_a (a)",
    "+ kept: index ix_a (a, b)",
}
BACK = {
    "- added: table",
    "+ gone: table",
    "~ kept.a: comment b -> a",
    "~ kept.name: VARCHAR(50) -> VARCHAR(20), NULL -> NOT NULL",
    "- kept.new: column INTEGER",
    "+ kept.old: column INTEGER",
    "+ kept: check constraint ck_a (a > 0)",
    "- kept: check constraint ck_a (a > 5)",
    "+ kept: foreign key fk_f (f) -> there.id",
    "- kept: foreign key fk_f (f) -> there.id ON DELETE CASCADE",
    "+ kept: index ix_a (a)",
    "- kept: index ix_a (a, b)",
}


def built(url: str, models: str) -> str:
    """Build models in a database by themselves, and return its URL."""
    names: dict[str, Any] = {}
    exec(MODELS + models, names)
    engine = create_engine(url, poolclass=pool.NullPool)
    names["metadata"].create_all(engine)
    engine.dispose()
    return url


def differing(folder: Path, *sides: str) -> set[str]:
    *lines, code = migrate(folder, "diff", *sides)
    assert code == "[exit 1]"
    return {line.replace("`", "") for line in lines}  # MariaDB quotes the names in its conditions


def test_each_pair_of_sides_in_both_directions(database_url: str, other_url: str, tmp_path: Path) -> None:
    """A plus is what the second side has and the first has not, whatever the two are."""
    sqlite = database_url.startswith("sqlite")  # it has no comments
    forth, back = ({line for line in lines if not (sqlite and "comment" in line)} for lines in (FORTH, BACK))
    project(tmp_path, database_url, OLD)
    for rev_id, models in (("aa11", OLD), ("bb22", NEW)):
        (tmp_path / "models.py").write_text(MODELS + models)
        words = ("revision", "--autogenerate", "--rev-id", rev_id, "--against", "history", "-p", "no:renames")
        assert not [line for line in migrate(tmp_path, *words) if line.startswith("! Error")]
    migrate(tmp_path, "upgrade", "aa11")
    with throwaway.throwaway_database(database_url) as third:
        first = built(third.render_as_string(hide_password=False), OLD)
        second = built(other_url, NEW)
        for old in ("database", "revision:aa11", first):
            for new in ("models", "revision:bb22", second):
                assert differing(tmp_path, old, new) == forth, (old, new)
                assert differing(tmp_path, new, old) == back, (new, old)
        for same in (("database", "revision:aa11"), (first, "database"), ("models", second), ("revision:bb22", second)):
            assert migrate(tmp_path, "diff", *same) == ["No differences."], same


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_lost_from_both_is_compared_all_the_same(database_url: str, other_url: str, tmp_path: Path) -> None:
    """Metadata that is read has no EXCLUDE constraints; two that are not the same are told from both sides."""
    project(tmp_path, database_url)
    create = "CREATE TABLE t (x INTEGER, CONSTRAINT ex EXCLUDE USING btree (x WITH =) WHERE (x > {}))"
    execute(database_url, create.format(1))
    execute(other_url, create.format(2))
    assert migrate(tmp_path, "diff", "database", other_url) == [
        "- t: exclude constraint ex (x WITH =) using btree where (x > 1)",
        "+ t: exclude constraint ex (x WITH =) using btree where (x > 2)",
        "[exit 1]",
    ]


def test_differences_of_two_sides_as_json(sqlite_url: str, tmp_path: Path) -> None:
    """The same objects as those of check, and the same exit code."""
    with_revision(tmp_path, sqlite_url)
    *lines, code = migrate(tmp_path, "diff", "database", "models", "--json")
    assert code == "[exit 1]"
    assert [one["where"] for one in json.loads("\n".join(lines))["differences"]] == ["a", "b"]
    assert json.loads("\n".join(migrate(tmp_path, "diff", "revision:head", "models", "--json"))) == {"differences": []}


@pytest.mark.parametrize(
    ("sides", "error"),
    [
        (("model", "database"), "There is nothing to compare named 'model'."),
        (("models", "revision:"), "There is nothing to compare named 'revision:'."),
        (("models", "models"), "Both sides are 'models', so there is nothing to compare."),
        (
            ("database", "postgresql://postgres@127.0.0.1/postgres"),
            "A database of sqlite cannot be compared with one of",
        ),
    ],
)
def test_sides_that_cannot_be_compared(sqlite_url: str, tmp_path: Path, sides: tuple[str, str], error: str) -> None:
    """The error says which sides there are."""
    project(tmp_path, sqlite_url)
    printed = migrate(tmp_path, "diff", *sides)
    assert printed[0].startswith(f"! Error: {error}")
    assert printed[-1] == "[exit 2]"
