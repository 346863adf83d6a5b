"""`op.bulk_insert()`: rows on a live database and as literals."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    Unicode,
    column,
    create_engine,
    func,
    select,
    table,
)

from migrate.operations import Operations
from migrate.plugin import UsageError
from migrate.runtime.migration import MigrationContext
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


def test_rows_may_have_more_keys_in_any_order(op: Operations, connection: Connection) -> None:
    """The first row says which columns there are; the order of keys does not matter."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    op.bulk_insert(item, [{"a": 1, "b": 2}, {"b": 4, "a": 3}])
    assert connection.execute(select(item).order_by(item.c.a)).all() == [(1, 2), (3, 4)]


def test_a_row_without_a_key_is_named(op: Operations) -> None:
    """The number of the row, the key and the remedy."""
    item = op.create_table("item", Column("a", Integer), Column("b", Integer))
    with pytest.raises(UsageError) as caught:
        op.bulk_insert(item, [{"a": 1, "b": 2}, {"a": 3}])
    assert str(caught.value) == "Row 2 of a bulk insert into 'item' has no 'b', which the first has"
    assert caught.value.hint == "give all rows the same keys, or insert them one by one with multiinsert=False"


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
