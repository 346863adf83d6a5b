"""How columns, their defaults, and the operations on them are written as Python."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.operations import ops
from support.rendering import column_source, rendered

INTEGER = sa.Integer()


def test_add_column() -> None:
    """With all of its options."""
    column = sa.Column("x", INTEGER, nullable=False, comment="it's")
    operation = ops.AddColumnOp("t", column, schema="s", if_not_exists=True, inline_references=True)
    assert rendered(operation) == (
        "op.add_column('t', sa.Column('x', sa.Integer(), nullable=False, comment=\"it's\"), schema='s', "
        "if_not_exists=True, inline_references=True)"
    )


def test_a_column_that_the_project_leaves_out_is_not_added() -> None:
    """``render_item`` answers None."""
    operation = ops.AddColumnOp("t", sa.Column("x", INTEGER))
    assert rendered(operation, render_item=lambda kind, thing, context: None) == ""


def test_drop_column() -> None:
    """With the arguments of its dialect."""
    operation = ops.DropColumnOp("t", "x", schema="s", if_exists=True, mssql_drop_default=True)
    assert rendered(operation) == "op.drop_column('t', 'x', schema='s', mssql_drop_default=True, if_exists=True)"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"modify_nullable": False, "existing_type": INTEGER}, "existing_type=sa.Integer(), nullable=False"),
        ({"modify_type": sa.String, "existing_nullable": True}, "type_=sa.String(), existing_nullable=True"),
        ({"modify_server_default": None}, "server_default=None"),
        ({"modify_server_default": sa.text("now()")}, "server_default=sa.text('now()')"),
        ({"modify_server_default": sa.func.now()}, "server_default=sa.text('now()')"),
        ({"existing_server_default": sa.text("'a'")}, "existing_server_default=sa.text(\"'a'\")"),
        ({"existing_server_default": None}, ""),
        ({"modify_comment": None, "existing_comment": "old"}, "comment=None, existing_comment='old'"),
        ({"modify_name": "y"}, "new_column_name='y'"),
        ({"modify_type": INTEGER, "postgresql_using": "x::int"}, "type_=sa.Integer(), postgresql_using='x::int'"),
        ({"autoincrement": True, "existing_autoincrement": False}, "autoincrement=True"),
    ],
)
def test_alter_column(given: dict[str, Any], wanted: str) -> None:
    """Only what changes and what is known is written, a line each."""
    source = rendered(ops.AlterColumnOp("t", "x", **given))
    assert " ".join(source.split()) == " ".join(f"op.alter_column('t', 'x'{', ' if wanted else ''}{wanted})".split())


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        (sa.Column("x", INTEGER, primary_key=True, autoincrement=False), "autoincrement=False, nullable=False"),
        (sa.Column("x", INTEGER, system=True), "nullable=True, system=True"),
        (sa.Column("x", INTEGER, comment=""), "nullable=True, comment=''"),
        (sa.Column("x", INTEGER, sqlite_on_conflict_unique="FAIL"), "nullable=True, sqlite_on_conflict_unique='FAIL'"),
        (sa.Column("x", INTEGER, server_default="5"), "server_default='5', nullable=True"),
        (sa.Column("x", INTEGER, server_default=sa.FetchedValue()), "server_default=sa.FetchedValue(), nullable=True"),
        (sa.Column("x", INTEGER, sa.Computed("a + b")), "sa.Computed('a + b', ), nullable=True"),
        (sa.Column("x", INTEGER, sa.Computed("a", persisted=True)), "sa.Computed('a', persisted=True), nullable=True"),
        (sa.Column("x", INTEGER, sa.Identity()), "sa.Identity(always=False), nullable=False"),
        (
            sa.Column("x", INTEGER, sa.Identity(always=True, start=1, increment=2, cycle=True)),
            "sa.Identity(always=True, start=1, increment=2, cycle=True), nullable=False",
        ),
        (sa.Column("x", INTEGER, sa.CheckConstraint("x > 1")), "sa.CheckConstraint('x > 1'), nullable=True"),
        (sa.Column("x", INTEGER, default=5, onupdate=6, index=True, unique=True), "nullable=True"),
    ],
)
def test_columns(column: sa.Column[Any], wanted: str) -> None:
    """What the database keeps of them is written; keys and indexes are operations of their own."""
    assert column_source(column) == f"sa.Column('x', sa.Integer(), {wanted})"


@pytest.mark.parametrize(
    ("dialect", "default", "wanted"),
    [
        ("sqlite", sa.func.now(), "sa.text('(CURRENT_TIMESTAMP)')"),
        ("postgresql", sa.func.now(), "sa.text('now()')"),
        ("sqlite", sa.true(), "sa.text('1')"),
        ("postgresql", sa.true(), "sa.text('true')"),
        ("postgresql", sa.text("'50%'"), "sa.text(\"'50%'\")"),
        ("postgresql", sa.text("':name'"), "sa.text(\"'\\\\:name'\")"),
        ("postgresql", sa.text("'{}'::jsonb"), "sa.text(\"'{}'::jsonb\")"),
        ("postgresql", sa.text("a \\:b"), "sa.text('a \\\\:b')"),
        ("postgresql", sa.literal("it's"), "sa.text(\"'it''s'\")"),
    ],
)
def test_defaults_are_the_databases_own_sql(dialect: str, default: Any, wanted: str) -> None:
    """Neither a percent sign nor a colon is taken for more than it is."""
    assert f"server_default={wanted}," in column_source(sa.Column("x", INTEGER, server_default=default), dialect)


def test_render_item_writes_a_default_or_leaves_it_out() -> None:
    """It is asked with the kind ``server_default``."""
    answers: list[Any] = ["app.NOW", None]

    def render_item(kind: str, thing: Any, context: Any) -> Any:
        return answers.pop(0) if kind == "server_default" else False

    column = sa.Column("x", INTEGER, server_default="1")
    assert "server_default=app.NOW" in column_source(column, render_item=render_item)
    assert "server_default" not in column_source(column, render_item=render_item)


def test_render_item_leaves_out_a_change_of_the_default() -> None:
    """Dropping the default would be another change."""
    operation = ops.AlterColumnOp("t", "x", modify_server_default="1", modify_nullable=True)
    source = rendered(operation, render_item=lambda kind, thing, context: None if kind == "server_default" else False)
    assert "server_default" not in source
