"""`op.bulk_insert()`: rows on a live database and as literals."""

from __future__ import annotations

import datetime
import decimal
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Unicode,
    column,
    create_engine,
    event,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeDecorator, UserDefinedType

from migrate.operations import Operations
from migrate.plugin import UsageError
from migrate.runtime.migration import MigrationContext
from migrate_plugins.dialects.rows import ROWS_AT_ONCE
from support.offline import Offline, written


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as live:
        yield live
    engine.dispose()


@pytest.fixture
def op(connection: Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


ROWS = [
    {"id": 1, "name": 'it\'s \\ 100% :x\n\t"é" 日本', "day": datetime.date(2024, 2, 29), "paid": True, "price": "1.50"},
    {"id": 2, "name": None, "day": None, "paid": False, "price": "-0.01"},
]


def rows() -> list[dict[str, Any]]:
    return [{**row, "price": decimal.Decimal(str(row["price"]))} for row in ROWS]


def create(op: Operations) -> Table:
    return op.create_table(
        "item",
        Column("id", Integer, autoincrement=False),
        Column("name", Unicode(100)),
        Column("day", Date),
        Column("paid", Boolean),
        Column("price", Numeric(8, 2)),
    )


def test_what_was_inserted_is_there(op: Operations, connection: Connection) -> None:
    """Text with quotes, percent signs and colons, dates, decimals and NULL come back as they were."""
    item = create(op)
    op.bulk_insert(item, rows())
    found = [dict(row) for row in connection.execute(select(item).order_by(item.c.id)).mappings()]
    assert found == rows()


def test_more_rows_than_are_sent_at_once(op: Operations, connection: Connection) -> None:
    """All arrive, also from an iterator, of which no list is ever made."""
    item = op.create_table("item", Column("id", Integer, autoincrement=False), Column("name", String(20)))
    op.bulk_insert(item, ({"id": number, "name": f"n{number}"} for number in range(12_000)))
    assert connection.execute(select(func.count(), func.sum(item.c.id))).one() == (12_000, 11_999 * 6_000)


class Kept(dict[str, Any]):
    """A row that can be counted while it is in memory."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # each row is itself, whatever it holds


def test_memory_does_not_grow_with_the_rows(op: Operations) -> None:
    """A generator is drawn from in parts, and each part is let go before the next."""
    item = op.create_table("item", Column("id", Integer, autoincrement=False), Column("name", String(20)))
    alive: weakref.WeakSet[Kept] = weakref.WeakSet()
    most = 0

    def many() -> Iterator[Kept]:
        nonlocal most
        for number in range(25_000):
            row = Kept(id=number, name="n")
            alive.add(row)
            most = max(most, len(alive))
            yield row

    op.bulk_insert(item, many())
    assert 0 < most <= 2 * ROWS_AT_ONCE + 1


def test_rows_may_have_their_keys_in_any_order(op: Operations, connection: Connection) -> None:
    """Values go by the keys."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    op.bulk_insert(item, [{"a": 1, "b": 2}, {"b": 4, "a": 3}])
    assert connection.execute(select(item).order_by(item.c.a)).all() == [(1, 2), (3, 4)]


DIFFERENT: dict[str, list[dict[str, Any]]] = {
    "the first has more": [{"a": 1, "b": 2, "c": 3}, {"a": 4}, {"a": 5}],
    "the first has fewer": [{"a": 1}, {"a": 2, "b": 3}, {"a": 4, "b": 5, "c": 6}],
    "as many others": [{"a": 1, "b": 2}, {"a": 3, "c": 4}, {"a": 5, "b": 6}],
    "none at first": [{}, {"a": 2}, {"a": 3, "b": 4}],
    "none later": [{"a": 1}, {}, {"a": 3}, {}],
    "never any": [{}, {}],
    "one by one": [{"a": 1}, {"b": 2}] * 3,
}


@pytest.mark.parametrize("different", DIFFERENT)
@pytest.mark.parametrize("multiinsert", [True, False])
def test_each_row_is_inserted_with_its_own_keys(
    op: Operations, connection: Connection, different: str, *, multiinsert: bool
) -> None:
    """In their order; what a row leaves out has its default, and what the first leaves out is not lost."""
    given = DIFFERENT[different]
    columns = [Column(name, Integer, server_default="7") for name in "abc"]
    item = op.create_table("item", Column("id", Integer, primary_key=True), *columns)
    op.bulk_insert(item, given, multiinsert=multiinsert)
    found = connection.execute(select(item.c.a, item.c.b, item.c.c).order_by(item.c.id)).mappings()
    assert [dict(row) for row in found] == [{"a": 7, "b": 7, "c": 7, **row} for row in given]


def test_other_keys_far_down(op: Operations, connection: Connection) -> None:
    """Also in a later part of the rows, and at the end of one."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    given: list[dict[str, int]] = [{"a": number} for number in range(ROWS_AT_ONCE + 1200)]
    given[ROWS_AT_ONCE - 1]["b"] = given[-1]["b"] = 5
    op.bulk_insert(item, given)
    assert connection.execute(select(func.count(), func.sum(item.c.b))).one() == (len(given), 10)
    assert connection.execute(select(item.c.a).where(item.c.b == 5).order_by(item.c.a)).scalars().all() == [
        ROWS_AT_ONCE - 1,
        len(given) - 1,
    ]


def test_rows_offline_have_their_own_keys_too() -> None:
    """As on a live database."""
    item = table("t", column("a", Integer), column("b", Integer))
    assert written(lambda op: op.bulk_insert(item, [{"a": 1}, {"a": 2, "b": 3}, {}])) == [
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a, b) VALUES (2, 3)",
        "INSERT INTO t DEFAULT VALUES",
    ]


NAMES = ["100%", "%(a)s", "a) VALUES (b", 'it"s `x`', "select", ":x", "ä é"]


def test_names_are_quoted(op: Operations, connection: Connection) -> None:
    """Columns whose names look like parts of the statement take their own values."""
    quoted = [name.replace("`", "") for name in NAMES]
    item = op.create_table("VALUES (%s)", *(Column(name, Integer) for name in quoted))
    given = [{name: place * 10 + number for number, name in enumerate(quoted)} for place in range(3)]
    op.bulk_insert(item, given)
    assert [dict(row) for row in connection.execute(select(item)).mappings()] == given


def test_a_columns_key_may_not_be_its_name(op: Operations, connection: Connection) -> None:
    """Rows go by the keys."""
    op.create_table("item", Column("a", Integer), Column("b", Integer))
    item = Table("item", MetaData(), Column("a", Integer, key="first"), Column("b", Integer, key="second"))
    op.bulk_insert(item, [{"second": 2, "first": 1}, {"first": 3, "second": 4}])
    assert connection.execute(text("SELECT a, b FROM item ORDER BY a")).all() == [(1, 2), (3, 4)]


def test_types_of_ones_own(op: Operations, connection: Connection) -> None:
    """A type that changes values in Python, and one that wraps them in SQL."""
    op.create_table("item", Column("a", String(20)), Column("b", String(20)))
    item = table("item", column("a", Reversed), column("b", Lowered))
    op.bulk_insert(item, [{"a": "xyz", "b": "ABC"}, {"a": None, "b": None}])
    assert connection.execute(text("SELECT a, b FROM item")).all() == [("zyx", "abc"), (None, None)]


class Reversed(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value[::-1]


class Lowered(UserDefinedType[str]):
    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> Any:
        return func.lower(bindvalue)


def test_a_thousand_rows_in_a_statement(postgresql_url: str) -> None:
    """psycopg2's own `executemany()` would send each row alone."""
    engine = create_engine(postgresql_url)
    sent: list[str] = []
    with engine.connect() as live:
        op = Operations(MigrationContext.configure(live))
        item = op.create_table("item", Column("a", Integer), Column("b", postgresql.JSONB), Column("c", ARRAY(Integer)))
        event.listen(live, "before_cursor_execute", lambda *given: sent.append(given[2]))
        op.bulk_insert(item, [{"a": number, "b": {"x": [number]}, "c": [1, number]} for number in range(2500)])
        assert len(sent) == 3
        assert live.execute(select(func.count(), func.sum(item.c.a))).one() == (2500, 2499 * 1250)
        assert live.execute(select(item).where(item.c.a == 7)).one() == (7, {"x": [7]}, [1, 7])
    engine.dispose()


def test_what_the_database_refuses(op: Operations) -> None:
    """The error is SQLAlchemy's, as of any statement."""
    item = op.create_table("item", Column("a", Integer, nullable=False), Column("b", Integer))
    with pytest.raises(IntegrityError):
        op.bulk_insert(item, [{"a": 1, "b": 2}, {"a": None, "b": 3}])


def test_rows_with_different_keys_one_by_one(op: Operations, connection: Connection) -> None:
    """`multiinsert=False` makes a statement for each row."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer, server_default="7"))
    op.bulk_insert(item, [{"a": 1}, {"a": 2, "b": 3}], multiinsert=False)
    assert connection.execute(select(item).order_by(item.c.a)).all() == [(1, 7), (2, 3)]


@pytest.mark.parametrize("multiinsert", [True, False])
def test_values_that_are_sql(op: Operations, connection: Connection, *, multiinsert: bool) -> None:
    """Functions and inline literals are written into the statement."""
    item = op.create_table("item", Column("a", Integer), Column("b", String(20)))
    op.bulk_insert(item, [{"a": func.abs(-5), "b": op.inline_literal("x'y")}], multiinsert=multiinsert)
    assert connection.execute(select(item)).all() == [(5, "x'y")]


def test_defaults_in_python_are_applied(op: Operations, connection: Connection) -> None:
    """A column's `default`, which the database does not know."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer, default=7))
    op.bulk_insert(item, [{"a": 1}, {"a": 2}])
    assert connection.execute(select(item.c.b)).scalars().all() == [7, 7]


def test_json_and_bytes(op: Operations, connection: Connection) -> None:
    """Types that turn values into something else on the way."""
    item = op.create_table("item", Column("a", JSON), Column("b", LargeBinary))
    op.bulk_insert(item, [{"a": {"x": [1, None, "'"]}, "b": b"\x00'\xff"}])
    assert connection.execute(select(item)).all() == [({"x": [1, None, "'"]}, b"\x00'\xff")]


def test_no_rows() -> None:
    """Nothing is written."""
    assert written(lambda op: op.bulk_insert(table("t", column("a")), [])) == []


@pytest.mark.parametrize("given", [{"a": 5}, "rows"])
def test_rows_that_are_no_list(given: Any) -> None:
    """A single dictionary is a mistake that would otherwise insert its keys."""
    with pytest.raises(TypeError, match="List expected"):
        Offline().op.bulk_insert(table("t", column("a")), given)


@pytest.mark.parametrize("number", [1, 3, ROWS_AT_ONCE + 2])
def test_a_row_with_nothing_for_the_table(op: Operations, connection: Connection, number: int) -> None:
    """The table, the row and the key; nothing is sent of the part of the rows in which it is."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    given: list[dict[str, int]] = [*({"a": place} for place in range(1, number)), {"c": 2}]
    with pytest.raises(UsageError) as caught:
        op.bulk_insert(item, given)
    assert str(caught.value) == (
        f"Row {number} of a bulk insert into 'item' has 'c', which is no column of the table as given"
    )
    assert caught.value.hint == "its columns are: a, b"
    sent = connection.execute(select(func.count()).select_from(item)).scalar_one()
    assert sent == number // ROWS_AT_ONCE * ROWS_AT_ONCE


@pytest.mark.parametrize("given", [7, literal(7)], ids=["value", "expression"])
@pytest.mark.parametrize("number", [1, 3])
def test_values_for_no_column_are_left_out_with_a_warning(
    op: Operations, connection: Connection, number: int, given: Any
) -> None:
    """As the reference leaves them out, but not in silence; refused where it fails, offline and row by row."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    rows = [*({"a": place} for place in range(1, number)), {"a": given, "c": 2}]
    problem = f"Row {number} of a bulk insert into 'item' has 'c', which is no column of the table as given"
    with pytest.warns(UserWarning, match=f"{problem}: it is left out"):
        op.bulk_insert(item, rows)
    assert connection.execute(select(item)).all() == [*((place, None) for place in range(1, number)), (7, None)]
    with pytest.raises(UsageError, match=problem):
        op.bulk_insert(item, rows, multiinsert=False)
    with pytest.raises(UsageError, match=problem):
        Offline().op.bulk_insert(item, rows)


@pytest.mark.parametrize("given", ["item", None, Integer])
def test_what_is_no_table(given: Any) -> None:
    """A name alone tells no columns."""
    with pytest.raises(TypeError, match=r"op\.bulk_insert\(\) takes a Table, or sa\.table\('t', sa\.column\('c'\)\)"):
        Offline().op.bulk_insert(given, [{"a": 5}])


def test_rows_that_are_no_dictionaries() -> None:
    """Tuples have no keys."""
    with pytest.raises(TypeError, match="List of dictionaries expected"):
        Offline().op.bulk_insert(table("t", column("a")), [(5,)])


def test_rows_become_statements_offline() -> None:
    """One INSERT each, with literals of the columns' types."""
    days = table("days", column("day", Date), column("at", DateTime), column("name", String))
    given = [{"day": datetime.date(2024, 1, 2), "at": datetime.datetime(2024, 1, 2, 3, 4, 5), "name": "it's 100% :x"}]
    assert (
        written(lambda op: op.bulk_insert(days, given * 2))
        == ["INSERT INTO days (day, at, name) VALUES ('2024-01-02', '2024-01-02 03:04:05', 'it''s 100% :x')"] * 2
    )


def test_the_offline_script_inserts_the_same(op: Operations, connection: Connection) -> None:
    """What is written, sent to the database, gives what a live run gives."""
    item = create(op)
    offline = Offline(connection.dialect.name)
    offline.op.bulk_insert(item, rows())
    for statement in offline.buffer.getvalue().split(";\n\n"):
        if statement.strip():
            connection.exec_driver_sql(
                statement.replace("%", "%%") if connection.dialect.paramstyle != "qmark" else statement
            )
    found = [dict(row) for row in connection.execute(select(item).order_by(item.c.id)).mappings()]
    assert found == rows()
