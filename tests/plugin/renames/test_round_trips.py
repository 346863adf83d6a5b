"""Renames by the command line, on live databases: the rows survive, up and down, and nothing is left to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import black
import pytest

BEFORE = """
sa.Table(
    "customer", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mail", sa.String(100), nullable=False, index=True, unique=True, server_default="nobody"),
    sa.Column("age", sa.Integer, comment="in years"),
    sa.Column("gone", sa.Integer),
    sa.CheckConstraint("mail <> 'mail'", name="some_mail"),
    sa.UniqueConstraint("mail", "age"),
)
sa.Table(
    "invoice", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customer.id", ondelete="CASCADE"), nullable=False),
    sa.Column("total", sa.Numeric(10, 2)),
)
"""
ROWS = (
    "INSERT INTO customer (id, mail, age) VALUES (1, 'a@b', 7)",
    "INSERT INTO invoice (id, customer_id, total) VALUES (1, 1, 5)",
)
AFTER = """
sa.Table(
    "client", M,
    sa.Column("number", sa.Integer, primary_key=True, info={"renamed_from": "id"}),
    sa.Column("email", sa.String(200), nullable=False, index=True, unique=True, server_default="nobody",
              info={"renamed_from": "mail"}),
    sa.Column("age", sa.Integer, comment="in years"),
    sa.CheckConstraint("email <> 'mail'", name="some_mail"),
    sa.UniqueConstraint("email", "age"),
    info={"renamed_from": "customer"},
)
sa.Table(
    "invoice", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("client_id", sa.ForeignKey("client.number", ondelete="CASCADE"), nullable=False,
              info={"renamed_from": "customer_id"}),
    sa.Column("total", sa.Numeric(10, 2)),
)
"""


def assert_formatted(path: Path) -> None:
    """Neither black nor ruff has anything to change."""
    source = path.read_text(encoding="utf-8")
    assert black.format_str(source, mode=black.Mode()) == source
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run([ruff, "format", "--isolated", "--diff", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_renamed_table_with_renamed_columns_keeps_its_rows(make: Any, database_url: str) -> None:
    """With an index, unique constraints, a check and a foreign key that mention them, and another column dropped."""
    comment = ', comment="in years"' if "sqlite" in database_url else ""
    before, after = (text.replace(comment, "") for text in (BEFORE, AFTER))
    shop = make(database_url, before, *ROWS)
    shop.models(after)
    body = shop.generate()
    assert "create_table" not in body
    assert "drop_column" in body.partition("def downgrade")[0]
    assert_formatted(shop.versions()[0])
    shop.succeed("upgrade", "head")
    assert shop.succeed("check") == "No new upgrade operations detected.\n"
    assert shop.rows("SELECT number, email, age FROM client") == [(1, "a@b", 7)]
    assert shop.rows("SELECT client_id FROM invoice") == [(1,)]
    assert shop.key_names("invoice") == ["fk_invoice_client_id"]
    shop.succeed("downgrade", "base")
    assert shop.rows("SELECT id, mail, age, gone FROM customer") == [(1, "a@b", 7, None)]
    assert shop.rows("SELECT customer_id FROM invoice") == [(1,)]
    assert shop.key_names("invoice") == ["fk_invoice_customer_id"]
    shop.succeed("upgrade", "head")
    shop.succeed("downgrade", "base")
    shop.models(before)
    for path in shop.versions():
        path.unlink()
    assert shop.succeed("check") == "No new upgrade operations detected.\n"


def round_trip(shop: Any, after: str, *flags: str) -> str:
    """Generate, go up, find nothing to do, go down and up again; return the body of the revision."""
    shop.models(after)
    body: str = shop.generate(*flags)
    assert "drop_table" not in body
    assert_formatted(shop.versions()[0])
    shop.succeed("upgrade", "head")
    assert shop.succeed("check") == "No new upgrade operations detected.\n"
    shop.succeed("downgrade", "base")
    shop.succeed("upgrade", "head")
    return body


def test_names_in_another_case(make: Any, database_url: str) -> None:
    """A table and a column whose names differ in upper and lower case only."""
    before = 'sa.Table("Track", M, sa.Column("ID", sa.Integer, primary_key=True), sa.Column("Title", sa.String(9)))'
    after = 'sa.Table("track", M, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(9)))'
    shop = make(database_url, before)
    with shop.connect() as connection:
        connection.execute(shop.tables(before).tables["Track"].insert(), {"ID": 1, "Title": "x"})
    flags = ("--rename-table", "Track=track", "--rename", "track.ID=id", "--rename", "track.Title=title")
    round_trip(shop, after, *flags)
    assert shop.rows("SELECT id, title FROM track") == [(1, "x")]


def test_odd_names(make: Any, database_url: str) -> None:
    """Names with blanks, quotes, dots, percent signs and words of SQL."""
    before = (
        "sa.Table('my \"table\" %', M, sa.Column('select', sa.Integer, primary_key=True), sa.Column('a.b', sa.Text))"
    )
    after = "sa.Table('order', M, sa.Column('it_s', sa.Integer, primary_key=True), sa.Column('c: %d', sa.Text))"
    shop = make(database_url, before)
    with shop.connect() as connection:
        connection.execute(shop.tables(before).tables['my "table" %'].insert(), {"select": 1, "a.b": "x"})
    flags = ('"my ""table"" %"=order', 'order.select="it_s"', 'order."a.b"="c: %d"')
    round_trip(shop, after, "--rename-table", flags[0], "--rename", flags[1], "--rename", flags[2])
    with shop.connect() as connection:
        assert [tuple(row) for row in connection.execute(shop.tables(after).tables["order"].select())] == [(1, "x")]


EXPRESSIONS = """
t = sa.Table(
    "t", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("first", sa.String(20){hint}),
    sa.Column("upper", sa.String(40), sa.Computed("upper(first)", persisted=True)),
    sa.CheckConstraint("first <> 'first' AND length(first) < 9", name="short"),
)
sa.Index("by_text", t.c.first, postgresql_where=sa.text("first <> 'first'"), sqlite_where=sa.text("first <> 'first'"))
sa.Index("by_expression", sa.text("lower(first)"))
"""


@pytest.mark.parametrize("server", ["sqlite", "postgresql"])
def test_expressions_follow(make: Any, request: pytest.FixtureRequest, server: str) -> None:
    """A computed column, a check and indexes with conditions and expressions are no difference."""
    before = EXPRESSIONS.format(hint="")
    # What the models call `given` is `first` in strings still.
    after = EXPRESSIONS.format(hint=', info={"renamed_from": "first"}')
    after = after.replace("(first", "(given").replace('"first <>', '"given <>').replace("t.c.first", "t.c.given")
    after = after.replace('sa.Column("first"', 'sa.Column("given"')
    shop = make(request.getfixturevalue(f"{server}_url"), before, "INSERT INTO t (id, first) VALUES (1, 'a')")
    body = round_trip(shop, after)
    assert body.count("op.") == 2
    assert shop.rows("SELECT given, upper FROM t") == [("a", "A")]


def test_a_table_in_a_schema(make: Any, postgresql_url: str) -> None:
    """The flag names the schema; what refers to the table from another schema is no difference."""
    before = (
        'sa.Table("a", M, sa.Column("id", sa.Integer, primary_key=True), schema="s")\n'
        'sa.Table("b", M, sa.Column("a_id", sa.ForeignKey("s.a.id"), primary_key=True))\n'
    )
    after = before.replace('"a", M, sa.Column("id"', '"z", M, sa.Column("key"').replace('"s.a.id"', '"s.z.key"')
    shop = make(postgresql_url, "", "CREATE SCHEMA s")
    env = shop.folder / "migrations" / "env.py"
    env.write_text(env.read_text().replace("target_metadata=M", "target_metadata=M, include_schemas=True"))
    with shop.connect() as connection:
        shop.tables(before).create_all(connection)
        connection.exec_driver_sql("INSERT INTO s.a (id) VALUES (7)")
        connection.exec_driver_sql("INSERT INTO b (a_id) VALUES (7)")
    body = round_trip(shop, after, "--rename-table", "s.a=z", "--rename", "s.z.id=key")
    assert "drop_" not in body
    assert shop.rows("SELECT key, a_id FROM s.z JOIN b ON a_id = key") == [(7, 7)]


def test_names_follow_by_statements_of_postgresql(make: Any, postgresql_url: str) -> None:
    """Indexes and constraints are renamed, not built anew."""
    shop = make(postgresql_url, BEFORE, *ROWS)
    body = round_trip(shop, AFTER)
    upgrade = body.partition("def downgrade")[0]
    assert "drop_index" not in upgrade
    assert "drop_constraint" not in upgrade
    assert 'op.rename_index("client", "ix_customer_mail", "ix_client_email")' in upgrade
    assert 'op.rename_constraint("client", "uq_customer_mail", "uq_client_email")' in upgrade
    assert 'op.rename_constraint("invoice", "fk_invoice_customer_id", "fk_invoice_client_id")' in upgrade


# Without a word about it --------------------------------------------------------------------------------------------

LIKELY = 'sa.Table("t", M, sa.Column("id", sa.Integer, primary_key=True), sa.Column("{name}", sa.String(9)))'


def test_without_a_terminal_a_likely_rename_is_an_error(make: Any, sqlite_url: str) -> None:
    """Exit code 3, the pair, the flags for both cases, and no file."""
    shop = make(sqlite_url, LIKELY.format(name="old"))
    shop.models(LIKELY.format(name="new"))
    done = shop.run("revision", "--autogenerate", "-m", "x")
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "Error: What is dropped and what is new look like renames; dropping would lose the data.\n"
        "  column t.old -> new (the same type VARCHAR(9), both NULL, the same place in the table, the same keys)\n"
        "    if it was renamed:  --rename t.old=new\n"
        "    if it is dropped:   --rename t.old=\n"
        "Hint: give one flag for each, or renamed_from in the info of the model; to drop whatever is not named so: "
        "on_ambiguous_rename = drop.\n",
    )
    assert shop.versions() == []


def test_check_shows_both_sides_and_what_it_looks_like(make: Any, sqlite_url: str) -> None:
    """It is no error there; with the flag the rename is the difference."""
    shop = make(sqlite_url, LIKELY.format(name="old"))
    shop.models(LIKELY.format(name="new"))
    done = shop.run("check")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert {line[:7] for line in lines[:2]} == {"+ t.new", "- t.old"}
    assert lines[2:3] == [
        "? column t.old -> new looks like a rename (the same type VARCHAR(9), both NULL, the same place in the table, "
        "the same keys); if it is one: --rename t.old=new"
    ]
    told = shop.run("check", "--rename", "t.old=new")
    assert (told.returncode, told.stdout.splitlines()[0]) == (1, "~ t.old: renamed to new")
    wrong = shop.run("check", "--rename", "t.odl=new")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (
        2,
        "Error: --rename t.odl=new fits nothing: there is no column 'odl' of 't' in the database; did you mean 'old'?",
    )


@pytest.mark.parametrize(("answer", "expected"), [(b"y\n", "new_column_name"), (b"n\n", "drop_column")])
def test_on_a_terminal_it_is_a_question(make: Any, sqlite_url: str, answer: bytes, expected: str) -> None:
    """The question goes to stderr, the answer comes from stdin."""
    pty = pytest.importorskip("pty", reason="a terminal of a test is a POSIX pseudo-terminal")
    shop = make(sqlite_url, LIKELY.format(name="old"))
    shop.models(LIKELY.format(name="new"))
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "migrate", "-q", "revision", "--autogenerate"],
            cwd=shop.folder,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=True,
        )
        shown = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "is it a rename? [y/n]: " in shown
    assert done.stdout == b""
    assert expected in shop.versions()[0].read_text().partition("def downgrade")[0]
