"""How expressions are written for the databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.migration import MigrationContext


def sql(dialect: str, expression: Any, **kw: Any) -> str:
    """Return an expression as a database's SQL."""
    text: str = MigrationContext.configure(dialect_name=dialect).impl.render_ddl_sql_expr(expression, **kw)
    return text


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("5", "5"),
        ("'it''s'", "'it''s'"),
        ("''", "''"),
        ("(a)", "(a)"),
        ("-5", "(-5)"),
        ("CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP)"),
        ("'a' || 'b'", "('a' || 'b')"),
        ("(a) + (b)", "((a) + (b))"),
        ("(')' || \"(\")", "(')' || \"(\")"),
    ],
)
def test_defaults_of_sqlite_are_literals_or_in_parentheses(given: str, wanted: str) -> None:
    """Quotes are seen through."""
    assert sql("sqlite", sa.text(given), is_server_default=True) == wanted
    assert sql("sqlite", sa.text(given)) == given


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@pytest.mark.parametrize("text", ["'50%'", "'%(x)s'", "a::int", "'a:b'", "x ~ '[[:alpha:]]'", "' :name '", "'\t'"])
def test_a_text_stays_what_it_is(dialect: str, text: str) -> None:
    """It is SQL for the database, not for a driver: nothing is doubled, and nothing is a parameter."""
    assert sql(dialect, sa.text(text)) == text


def test_a_backslash_before_a_colon_is_sqlalchemys() -> None:
    """Also where another colon was no parameter after all."""
    assert sql("postgresql", sa.text("a \\:b")) == "a :b"
    assert sql("postgresql", sa.text("a \\:b :c")) == "a :b :c"


def test_a_parameter_with_a_value_is_written_as_a_literal() -> None:
    """It was meant as one."""
    assert sql("postgresql", sa.text("x > :low").bindparams(low=5)) == "x > 5"


def test_columns_stand_alone() -> None:
    """An expression of a table's constraint or index does not name the table."""
    table = sa.Table("t", sa.MetaData(), sa.Column("x", sa.Integer))
    assert sql("postgresql", table.c.x > 5) == "x > 5"
