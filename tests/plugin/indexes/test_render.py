"""How the operations on indexes are written as Python."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.sql.elements import conv

from migrate.operations import ops
from support.rendering import body, rendered

x, y = sa.column("x", sa.Integer), sa.column("y", sa.String)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "unique=False"),
        ({"unique": True, "schema": "s", "if_not_exists": True}, "unique=True, schema='s', if_not_exists=True"),
        (
            {"postgresql_using": "gin", "postgresql_ops": {"x": "o"}},
            "unique=False, postgresql_using='gin', postgresql_ops={'x': 'o'}",
        ),
        ({"postgresql_where": y == "a%:b"}, "unique=False, postgresql_where=sa.text(\"y = 'a%\\\\:b'\")"),
        ({"postgresql_include": ["y"]}, "unique=False, postgresql_include=['y']"),
        ({"mssql_include": (sa.Column("y", sa.Integer),)}, "unique=False, mssql_include=('y',)"),
    ],
)
def test_create_index(given: dict[str, Any], wanted: str) -> None:
    """The arguments of dialects follow, in the order in which they were given."""
    operation = ops.CreateIndexOp("i", "t", ["x"], **given)
    assert rendered(operation, "postgresql") == f"op.create_index('i', 't', ['x'], {wanted})"


@pytest.mark.parametrize(
    ("expression", "default", "postgresql", "mysql"),
    [
        (x.desc(), "x DESC", "x DESC", "x DESC"),
        (x.desc().nulls_last(), "x DESC NULLS LAST", "x DESC NULLS LAST", "x DESC NULLS LAST"),
        (sa.func.lower(y), "lower(y)", "lower(y)", "(lower(y))"),
        (x + 1, "x + 1", "(x + 1)", "(x + 1)"),
        ((x + 1).desc(), "x + 1 DESC", "(x + 1) DESC", "(x + 1) DESC"),
        (-x, "-x", "(-x)", "(-x)"),
        (sa.cast(x, sa.String), "CAST(x AS VARCHAR)", "CAST(x AS VARCHAR)", "(CAST(x AS CHAR))"),
        (sa.text("lower(y)"), "lower(y)", "lower(y)", "lower(y)"),
        (sa.literal_column("x || y"), "x || y", "x || y", "x || y"),
        (y + "5%", "y || '5%'", "(y || '5%')", "(concat(y, '5%'))"),
    ],
)
def test_expressions_are_the_databases_own_sql(expression: Any, default: str, postgresql: str, mysql: str) -> None:
    """In parentheses where the database wants them."""
    for dialect, wanted in ((None, default), ("postgresql", postgresql), ("mysql", mysql)):
        code = rendered(ops.CreateIndexOp("i", "t", [expression]), dialect)
        assert code == f"op.create_index('i', 't', [sa.literal_column({wanted!r})], unique=False)"


def test_a_label_is_kept() -> None:
    """Dialects look their arguments up by it."""
    code = rendered(ops.CreateIndexOp("i", "t", [sa.func.lower(y).label("low")]))
    assert "[sa.literal_column('lower(y)').label('low')]" in code


def test_names_by_a_convention_are_final() -> None:
    """As in the models."""
    assert rendered(ops.CreateIndexOp(conv("ix_t_x"), "t", ["x"])).startswith("op.create_index(op.f('ix_t_x'), ")
    assert rendered(ops.CreateIndexOp(None, "t", ["x"])).startswith("op.create_index(None, ")


def test_what_postgresql_does_outside_of_transactions_only_stands_in_a_block() -> None:
    """In both directions; a batch has no such block, nor does a value that is not true."""
    create = ops.CreateIndexOp("i", "t", ["x"], postgresql_concurrently=True)
    create_lines = "op.create_index('i', 't', ['x'], unique=False, postgresql_concurrently=True)"
    drop_lines = "op.drop_index('i', table_name='t', postgresql_concurrently=True)"
    block = "    with op.get_context().autocommit_block():\n"
    assert f"{block}        {create_lines}\n\n" in body(create, dialect="postgresql")
    assert f"{block}        {drop_lines}\n\n" in body(create.reverse(), dialect="postgresql")
    assert "autocommit" not in body(ops.ModifyTableOps("t", [create]), render_as_batch=True)
    assert "autocommit" not in body(ops.CreateIndexOp("i", "t", ["x"], postgresql_concurrently=False))


def test_drop_index() -> None:
    """With its table, and with what its dialect wants to know."""
    index = sa.Index("i", "x", unique=True, postgresql_with={"fillfactor": 50})
    sa.Table("t", sa.MetaData(), sa.Column("x", sa.Integer), index, schema="s")
    operation = ops.DropIndexOp.from_index(index)
    operation.if_exists = True
    assert rendered(operation) == (
        "op.drop_index('i', table_name='t', schema='s', postgresql_with={'fillfactor': 50}, if_exists=True)"
    )


def test_a_batch_knows_the_table() -> None:
    """And its schema."""
    table = ops.ModifyTableOps(
        "t", [ops.CreateIndexOp("i", "t", ["x"], schema="s"), ops.DropIndexOp("i", "t", schema="s")], schema="s"
    )
    code = body(table, render_as_batch=True)
    assert "        batch_op.create_index('i', ['x'], unique=False)\n        batch_op.drop_index('i')\n" in code
