"""A table's definition, taken apart and put together again."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plugin import CommandError
from migrate_plugins.batch.definition import parse_column, parse_table
from migrate_plugins.batch.sqltext import same_sql, tokenize

RICH = """CREATE TABLE "t" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  "a b" VARCHAR(20) COLLATE NOCASE NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s, (ok)',
  price DECIMAL(10, 2) CONSTRAINT positive CHECK (price > 0), -- a comment, with a comma
  parent INTEGER REFERENCES t(id) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE,
  total INT GENERATED ALWAYS AS (price * 2) STORED,
  short AS (substr("a b", 1)) VIRTUAL,
  CONSTRAINT u UNIQUE ("a b", price) ON CONFLICT REPLACE,
  CHECK (id > 0 AND price < 9),
  FOREIGN KEY (parent) REFERENCES t (id) ON DELETE CASCADE
) STRICT"""


@given(st.text(max_size=60))
def test_tokens_lose_nothing(sql: str) -> None:
    """Joining the tokens of any text gives the text back."""
    assert "".join(token.text for token in tokenize(sql)) == sql


def test_each_part_is_found() -> None:
    """Names, types, clauses, constraints and options come out as written."""
    table = parse_table(RICH, "t")
    assert [column.name for column in table.columns] == ["id", "a b", "price", "parent", "total", "short"]
    by_name = {column.name: column for column in table.columns}
    assert [clause.kind for clause in by_name["a b"].clauses] == ["COLLATE", "NOT", "DEFAULT"]
    assert by_name["a b"].clauses[2].text == "DEFAULT 'it''s, (ok)'"
    assert by_name["price"].clauses[0].name == "positive"
    assert (
        by_name["parent"].clauses[0].text == "REFERENCES t(id) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE"
    )
    assert by_name["total"].is_generated
    assert by_name["short"].is_generated
    assert [(clause.kind, clause.name) for clause in table.constraints] == [
        ("UNIQUE", "u"),
        ("CHECK", None),
        ("FOREIGN", None),
    ]
    assert table.options == "STRICT"


def test_an_untouched_definition_says_the_same() -> None:
    """SQLite understands the definition put together again as the one taken apart."""
    sql = RICH.replace(" STRICT", "").replace("VARCHAR(20)", "TEXT")
    again = parse_table(sql, "t").create('"t"')
    one, other = (sqlite3.connect(":memory:") for _ in range(2))
    one.execute(sql)
    other.execute(again)
    facts = "SELECT * FROM pragma_table_xinfo('t')", "SELECT * FROM pragma_foreign_key_list('t')"
    for query in facts:
        assert one.execute(query).fetchall() == other.execute(query).fetchall()
    assert same_sql(*(c.execute("SELECT sql FROM sqlite_master WHERE name = 't'").fetchone()[0] for c in (one, other)))
    one.close()
    other.close()


def test_a_dropped_column_takes_along_what_needs_it() -> None:
    """A primary key shrinks; a unique, a foreign key and a check on the column alone go."""
    table = parse_table(
        "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b), UNIQUE (a), CHECK (a > 0), CHECK (b > 0),"
        " FOREIGN KEY (a) REFERENCES x (y))",
        "t",
    )
    table.drop_column("a")
    assert [clause.text for clause in table.constraints] == ["PRIMARY KEY (b)", "CHECK (b > 0)"]


def test_a_check_on_other_columns_too_is_not_dropped_silently() -> None:
    """The column cannot go while a check relates it to one that stays."""
    table = parse_table("CREATE TABLE t (a INT, b INT, CHECK (a < b))", "t")
    with pytest.raises(CommandError) as caught:
        table.drop_column("a")
    assert str(caught.value) == ("The column 'a' of table 't' cannot be dropped: CHECK (a < b) also concerns b")
    assert caught.value.hint == "drop that constraint in the same batch"


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    """A typo in a batch tells the table's columns."""
    with pytest.raises(CommandError, match=r"^No such column: 'c' in table 't'$") as caught:
        parse_table("CREATE TABLE t (a INT, b INT)", "t").column("c")
    assert caught.value.hint == "its columns are a, b"


def test_a_rename_reaches_constraints_but_not_text() -> None:
    """Checks, keys and generated columns follow; string literals and other tables' columns do not."""
    table = parse_table(
        "CREATE TABLE t (a INT CHECK (a <> 'a'), b INT AS (a + 1), UNIQUE (a, b), FOREIGN KEY (a) REFERENCES x (a))",
        "t",
    )
    table.rename_column("a", "c", '"c"')
    assert table.columns[0].text == '"c" INT CHECK ("c" <> \'a\')'
    assert table.columns[1].text == 'b INT AS ("c" + 1)'
    assert [clause.text for clause in table.constraints] == ['UNIQUE ("c", b)', 'FOREIGN KEY ("c") REFERENCES x (a)']


def test_a_virtual_table_is_refused() -> None:
    """What is no ordinary table is not rebuilt."""
    with pytest.raises(CommandError, match=r"^'v' is no ordinary table, so it cannot be rebuilt: CREATE VIRTUAL"):
        parse_table("CREATE VIRTUAL TABLE v USING fts5(body)", "v")


@pytest.mark.parametrize(
    "text",
    [
        "x INTEGER DEFAULT NULL",
        "x INTEGER DEFAULT -1 NOT NULL",
        "x INTEGER GENERATED BY DEFAULT AS IDENTITY NOT NULL",
        "x VARCHAR(5) DEFAULT (upper('a')) COLLATE NOCASE UNIQUE",
        "x INTEGER NOT NULL PRIMARY KEY DESC ON CONFLICT FAIL AUTOINCREMENT",
        "x",
    ],
)
def test_a_column_is_put_together_as_it_was(text: str) -> None:
    """Whatever the order of its clauses, a column's text survives."""
    assert parse_column(text).text == text
