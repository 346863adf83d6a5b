"""Any name and any text: the database holds exactly what was asked for, online and by a script of offline mode."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    String,
    UniqueConstraint,
    column,
    create_engine,
    pool,
    table,
    text,
)
from sqlalchemy.exc import DatabaseError

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext
from support.clients import run_script

NAME_CHARACTERS = " abAB\"'`.;:%()[]{}$\\/-_#@,=?*&\téß日😀"
TEXT_CHARACTERS = (*NAME_CHARACTERS, *"\n\rx1|<>!~^+", "\r\n")
WORDS = ("order", "Select", ":x", "%s", "%(x)s", "%%", "\\:x", "--", "/*", "$$", "a::b", "{x}", "''", '""', "GO")

Strategy = st.SearchStrategy[str]


def made_of(characters: Iterable[str], *, most: int) -> Strategy:
    """Return texts that mix characters with words that mean something somewhere."""
    part = st.sampled_from([*characters, *WORDS])
    return st.lists(part, min_size=1, max_size=most).map("".join)


@dataclass(frozen=True)
class Names:
    """The names and texts of one example."""

    table: str
    renamed_table: str
    column: str
    renamed_column: str
    added_column: str
    index: str
    unique: str
    check: str
    comment: str
    default: str
    forbidden: str


def names(dialect: str) -> st.SearchStrategy[Names]:
    """Return names as the database takes them, different from each other."""
    longest = {"postgresql": lambda name: len(name.encode()) <= 63}.get(dialect, lambda name: len(name) <= 60)

    def is_valid(name: str) -> bool:
        return longest(name) and name.strip() == name and "\t" not in name and not name.lower().startswith("sqlite_")

    # MariaDB's names and comments are utf8mb3, so that this character would come back as a question mark.
    unknown = "😀" if dialect in ("mariadb", "mysql") else None
    name = made_of((one for one in NAME_CHARACTERS if one != unknown), most=8).filter(is_valid)
    several = st.lists(name, min_size=8, max_size=8, unique_by=lambda one: one.casefold())
    comment = made_of((one for one in TEXT_CHARACTERS if one != unknown), most=12)
    default = made_of(TEXT_CHARACTERS, most=12)
    if dialect == "sqlite":  # the shell takes CR LF for LF, and this one stands in SQL that the migration writes itself
        default = default.filter(lambda text: "\r\n" not in text)
    words = st.tuples(comment, default, made_of(TEXT_CHARACTERS, most=12))
    return st.builds(_names, several, words)


def _names(several: list[str], words: tuple[str, str, str]) -> Names:
    comment, default, forbidden = words
    # Collations take many texts for the same, but not one of these for another.
    return Names(*several, comment=comment, default=default, forbidden=f"forbidden:{forbidden}")


def migration(op: Operations, given: Names) -> None:
    """Name and say everything once."""
    made = op.create_table(
        given.table,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column(given.column, String(200), server_default=given.default, comment=given.comment),
        CheckConstraint(column(given.column) != given.forbidden, name=given.check),
        UniqueConstraint("id", given.column, name=given.unique),
        Index(given.index, given.column),
        comment=given.comment,
    )
    op.bulk_insert(made, [{"id": 1, given.column: given.comment}, {"id": 2, given.column: None}])
    op.rename_table(given.table, given.renamed_table)
    op.alter_column(
        given.renamed_table,
        given.column,
        new_column_name=given.renamed_column,
        existing_type=String(200),
        existing_server_default=given.default,
        existing_comment=given.comment,
    )
    op.add_column(given.renamed_table, Column(given.added_column, String(200), server_default=text(literal(op, given))))
    bare = table(given.renamed_table, column("id", Integer), column(given.renamed_column, String))
    op.execute(bare.insert().values({"id": 3, given.renamed_column: given.comment}))
    op.execute(f"INSERT INTO {quoted(op, given.renamed_table)} (id) VALUES (4)".replace(":", r"\:"))


def quoted(op: Operations, name: str) -> str:
    """Return a name as SQL; the driver's doubled percent signs are none of a plain string's."""
    preparer: Any = op.get_context().dialect.identifier_preparer
    written = str(preparer.quote_identifier(name))
    return written.replace("%%", "%") if preparer._double_percents else written


def literal(op: Operations, given: Names) -> str:
    """Return a text as SQL, escaped for `text()`."""
    value = given.default.replace("'", "''").replace(":", r"\:")
    if op.get_context().dialect.name in ("mariadb", "mysql"):
        value = given.default.replace("\\", "\\\\").replace("'", "''").replace(":", r"\:")
        value = value.replace("\r", "\\r")
    return f"'{value}'"


@dataclass
class Found:
    """What the database holds in the end."""

    tables: set[str]
    columns: list[str]
    indexes: set[str]
    checks: set[str]
    comments: set[str]
    rows: list[tuple[Any, ...]]


CATALOGS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'table'",
        "SELECT c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY c.cid",
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'",
        "SELECT 1 WHERE 0",
        "SELECT 1 WHERE 0",
    ),
    "postgresql": (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND attnum > 0 ORDER BY attnum",
        "SELECT relname FROM pg_class c JOIN pg_index i ON indexrelid = c.oid"
        " WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary",
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace",
        "SELECT description FROM pg_description d JOIN pg_class c ON c.oid = objoid"
        " WHERE relnamespace = 'public'::regnamespace",
    ),
    "mariadb": (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY ordinal_position",
        "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE()"
        " AND index_name <> 'PRIMARY'",
        "SELECT constraint_name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()",
        "SELECT table_comment FROM information_schema.tables WHERE table_schema = DATABASE() UNION"
        " SELECT column_comment FROM information_schema.columns WHERE table_schema = DATABASE()",
    ),
}


def found_in(connection: Connection, given: Names) -> Found:
    """Ask the database's catalog, and read the rows."""
    tables, columns, indexes, checks, comments = (
        list(connection.exec_driver_sql(sql.replace("%", "%%")).scalars())
        if connection.dialect.identifier_preparer._double_percents
        else list(connection.exec_driver_sql(sql).scalars())
        for sql in CATALOGS[connection.dialect.name]
    )
    bare = table(given.renamed_table, *(column(name) for name in columns))
    rows = connection.execute(bare.select().order_by(bare.c.id)).all()
    with pytest.raises(DatabaseError, match=r"(?i)constraint"), connection.begin_nested():
        connection.execute(bare.insert().values({"id": 9, given.renamed_column: given.forbidden}))
    return Found(set(tables), columns, set(indexes), set(checks), set(comments) - {""}, [tuple(row) for row in rows])


def expected(given: Names, dialect: str) -> Found:
    """Return what was asked for."""
    return Found(
        tables={given.renamed_table},
        columns=["id", given.renamed_column, given.added_column],
        # SQLite has an index of its own for the unique constraint.
        indexes={given.index} if dialect == "sqlite" else {given.index, given.unique},
        # SQLite tells it as a part of the CREATE TABLE text only.
        checks=set() if dialect == "sqlite" else {given.check},
        comments=set() if dialect == "sqlite" else {given.comment},
        rows=[
            (1, given.comment, given.default),
            (2, None, given.default),
            (3, given.comment, given.default),
            (4, given.default, given.default),
        ],
    )


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


@dataclass(frozen=True)
class Setting:
    """A database, and a way to let a migration act on it."""

    engine: Engine
    act: Callable[[Names], None]

    def check(self, data: st.DataObject) -> None:
        """Draw names, act, and compare what is there with what was asked for."""
        dialect = self.engine.dialect.name
        given = data.draw(names(dialect))
        with self.engine.connect() as connection:
            try:
                self.act(given)
                assert found_in(connection, given) == expected(given, dialect)
            finally:
                _clear(connection)


def _clear(connection: Connection) -> None:
    connection.rollback()
    preparer = connection.dialect.identifier_preparer
    for name in list(connection.exec_driver_sql(CATALOGS[connection.dialect.name][0]).scalars()):
        connection.exec_driver_sql(f"DROP TABLE {preparer.quote_identifier(name)}", ())
    connection.commit()


def online(engine: Engine, given: Names) -> None:
    """Run the migration on a connection."""
    with engine.begin() as connection:
        migration(Operations(MigrationContext.configure(connection)), given)


def offline(engine: Engine, given: Names) -> None:
    """Write the migration, and let the database's own client run the script."""
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer}
    context = MigrationContext.configure(url=engine.url, opts=opts)
    with context.begin_transaction():
        migration(Operations(context), given)
    run_script(engine.url.render_as_string(hide_password=False), buffer.getvalue())


_EXAMPLES = settings(
    max_examples=10,
    deadline=None,
    # A smaller example would take minutes to find, and the one at hand is small.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@_EXAMPLES
@given(st.data())
def test_online(engine: Engine, data: st.DataObject) -> None:
    """Names, comments, defaults and values arrive as they were given."""
    Setting(engine, lambda given: online(engine, given)).check(data)


@_EXAMPLES
@given(st.data())
def test_offline(engine: Engine, data: st.DataObject) -> None:
    """A script that the client runs does the same."""
    Setting(engine, lambda given: offline(engine, given)).check(data)
