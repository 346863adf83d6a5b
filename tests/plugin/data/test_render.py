"""How statements and rows are written as Python."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.operations import ops
from support.rendering import body, calls_of, rendered

TABLE = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("name", sa.String(20)), schema="s")


def test_execute() -> None:
    """A plain string as it is, with its options."""
    assert rendered(ops.ExecuteSQLOp("SELECT ':a\n%'")) == "op.execute(\"SELECT ':a\\n%'\")"
    assert rendered(ops.ExecuteSQLOp("x", execution_options={"a": 1})) == "op.execute('x', execution_options={'a': 1})"


def test_a_sql_expression_is_refused() -> None:
    """The error says what to give instead."""
    with pytest.raises(NotImplementedError, match="give it as a plain SQL string"):
        rendered(ops.ExecuteSQLOp(TABLE.insert()))


def test_bulk_insert() -> None:
    """The table is described as far as the rows need it."""
    rows: list[dict[str, Any]] = [{"id": 1, "name": "it's"}, {"id": 2, "name": None}]
    (call,) = calls_of(body(ops.BulkInsertOp(TABLE, rows, multiinsert=False)))
    table, written = call.args
    assert (call.name, written, call.kw) == ("bulk_insert", rows, {"multiinsert": False})
    assert (table.name, table.schema, [str(column.type) for column in table.c]) == (
        "t",
        "s",
        ["INTEGER", "VARCHAR(20)"],
    )


def test_rows_of_a_generator() -> None:
    """They are drawn once, and all written."""
    (call,) = calls_of(body(ops.BulkInsertOp(TABLE, ({"id": number} for number in (1, 2)))))
    assert call.args[1] == [{"id": 1}, {"id": 2}]


def test_a_value_that_cannot_be_written_is_refused() -> None:
    """The error names it."""
    with pytest.raises(NotImplementedError, match=r"'name'.*datetime\.date"):
        rendered(ops.BulkInsertOp(TABLE, [{"name": datetime.date(2000, 1, 1)}]))
