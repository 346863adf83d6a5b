"""The page of what is detected says of each change and each database what happens there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from support.comparing import build, compare, connected
from support.environments import ROOT

PAGE = (ROOT / "docs" / "reference" / "what-is-detected.md").read_text(encoding="utf-8")
ROWS: Mapping[str, Mapping[str, bool]] = {
    what: dict(zip(("sqlite", "postgresql", "mariadb"), (word == "yes" for word in words), strict=True))
    for what, *words in re.findall(r"^\| ([^|]+?) \| (yes|no) \| (yes|no) \| (yes|no) \|", PAGE, flags=re.MULTILINE)
}

Items = Callable[[], tuple[Any, ...]]


def items(*made: Callable[[], Any]) -> Items:
    """Return what makes the items of a table anew each time."""
    return lambda: tuple(make() for make in made)


def column(*arguments: Any, **options: Any) -> Items:
    """Return what makes a table's column ``x``."""
    return items(lambda: Column("x", *arguments, **options))


def x(make: Callable[[], Any]) -> Items:
    """Return what makes a table's column ``x``, and something beside it."""
    return items(lambda: Column("x", Integer), make)


PLAIN = column(Integer)
CHANGES: Mapping[str, tuple[Items, Items]] = {
    "a column is added or dropped": (items(), PLAIN),
    "a column may hold NULL, or no longer": (PLAIN, column(Integer, nullable=False)),
    "a type becomes another": (PLAIN, column(String(20))),
    "the length of a type": (column(String(20)), column(String(30))),
    "a length is given, or no longer": (column(Numeric), column(Numeric(10, 2))),
    "precision and scale": (column(Numeric(10, 2)), column(Numeric(12, 4))),
    "with or without time zone": (column(DateTime), column(DateTime(timezone=True))),
    "the values of an enum": (column(Enum("a", "b", name="e")), column(Enum("a", "b", "c", name="e"))),
    "a server default": (column(Integer, server_default="1"), column(Integer, server_default="2")),
    "a server default comes or goes": (PLAIN, column(Integer, server_default="1")),
    "the formula of a computed column": (column(Integer, Computed("id + 1")), column(Integer, Computed("id + 2"))),
    "a column becomes computed": (PLAIN, column(Integer, Computed("id + 1"))),
    "the start of an identity": (
        column(Integer, Identity(start=5), nullable=False),
        column(Integer, Identity(start=9), nullable=False),
    ),
    "the comment of a column": (PLAIN, column(Integer, comment="new")),
    "an index is added or dropped": (PLAIN, x(lambda: Index("ix", "x"))),
    "the columns of an index": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", "x", "id"))),
    "an index becomes unique": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", "x", unique=True))),
    "the order of an index": (x(lambda: Index("ix", "x")), x(lambda: Index("ix", text("x DESC")))),
    "the expression of an index": (
        x(lambda: Index("ix", text("(x + 1)"))),
        x(lambda: Index("ix", text("(x + 2)"))),
    ),
    "the WHERE of an index": (
        x(lambda: Index("ix", "x", postgresql_where=text("x > 1"), sqlite_where=text("x > 1"))),
        x(lambda: Index("ix", "x", postgresql_where=text("x > 2"), sqlite_where=text("x > 2"))),
    ),
    "the INCLUDE of an index": (
        x(lambda: Index("ix", "x", postgresql_include=["id"])),
        x(lambda: Index("ix", "x")),
    ),
    "the USING of an index": (x(lambda: Index("ix", "x", postgresql_using="hash")), x(lambda: Index("ix", "x"))),
    "a unique constraint is added": (PLAIN, x(lambda: UniqueConstraint("x"))),
    "a unique constraint with a name is dropped": (x(lambda: UniqueConstraint("x", name="u")), PLAIN),
    "a unique constraint without a name is dropped": (x(lambda: UniqueConstraint("x")), PLAIN),
    "a foreign key is added or dropped": (PLAIN, x(lambda: ForeignKeyConstraint(["x"], ["t.id"]))),
    "the ON DELETE of a foreign key": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk", ondelete="CASCADE")),
    ),
    "the DEFERRABLE of a foreign key": (
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk")),
        x(lambda: ForeignKeyConstraint(["x"], ["t.id"], name="fk", deferrable=True, initially="DEFERRED")),
    ),
    "the columns of the primary key": (
        column(Integer, nullable=False),
        items(lambda: Column("x", Integer), lambda: PrimaryKeyConstraint("id", "x")),
    ),
    "a CHECK is added or dropped": (PLAIN, x(lambda: CheckConstraint("x > 1", name="ck"))),
    "the condition of a CHECK": (
        x(lambda: CheckConstraint("x > 1", name="ck")),
        x(lambda: CheckConstraint("x > 2", name="ck")),
    ),
    "a CHECK without a name is added": (PLAIN, x(lambda: CheckConstraint("x > 1"))),
    "an EXCLUDE is added or dropped": (PLAIN, x(lambda: ExcludeConstraint(("x", "="), name="ex", using="btree"))),
}


IMPOSSIBLE = {("the expression of an index", "mariadb")}
"""What a database does not let anyone make; of all else that it does not have it takes no notice."""


def models(make: Items, **options: Any) -> MetaData:
    """Return models with one table."""
    metadata = MetaData()
    made = make()
    key = [] if any(isinstance(item, PrimaryKeyConstraint) for item in made) else [True]
    Table("t", metadata, Column("id", Integer, primary_key=bool(key), autoincrement=False), *made, **options)
    return metadata


def differs(url: str, before: MetaData, after: MetaData) -> bool:
    """Return whether anything is found to do."""
    with connected(url) as connection:
        build(connection, before)
        assert compare(connection, before) == []
        return bool(compare(connection, after))


def test_the_page_has_a_row_for_each_change() -> None:
    """And for no other."""
    assert sorted(ROWS) == sorted([*CHANGES, "the comment of a table", "a table is added or dropped"])


# SQLAlchemy says of what the database cannot tell, or the models cannot be compared by, that it is left out.
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore:autogenerate skipping:UserWarning")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_detected_where_the_page_says_so(change: str, database_url: str) -> None:
    """And nothing is found where nothing has changed."""
    if (change, _database(database_url)) in IMPOSSIBLE:
        assert not ROWS[change][_database(database_url)]
        return
    before, after = CHANGES[change]
    assert differs(database_url, models(before), models(after)) == ROWS[change][_database(database_url)]


def test_tables_and_their_comments_are_detected_where_the_page_says_so(database_url: str) -> None:
    """The two rows that are of no table's inside."""
    database = _database(database_url)
    with connected(database_url) as connection:
        assert bool(compare(connection, models(PLAIN))) == ROWS["a table is added or dropped"][database]
        build(connection, models(PLAIN))
        found = bool(compare(connection, models(PLAIN, comment="new")))
        assert found == ROWS["the comment of a table"][database]


def _database(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]
