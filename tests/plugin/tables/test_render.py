"""How operations on tables are written as Python."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import render
from migrate.operations import ops
from migrate.plugin import UpgradeOps
from support.rendering import body, calls_of, create_table, rendered


def test_a_table_has_a_line_for_each_part() -> None:
    """Columns first, in their order; then the constraints, sorted; then the keywords."""
    operation = create_table(
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, unique=True),
        sa.Column("a", sa.ForeignKey("o.id")),
        sa.CheckConstraint("b > 0", name="positive"),
        schema="s",
        comment="all of them",
        sqlite_autoincrement=True,
        prefixes=["TEMPORARY"],
    )
    assert rendered(operation) == (
        "op.create_table('t',\n"
        "sa.Column('id', sa.Integer(), nullable=False),\n"
        "sa.Column('b', sa.Integer(), nullable=True),\n"
        "sa.Column('a', sa.NullType(), nullable=True),\n"
        "sa.CheckConstraint('b > 0', name='positive'),\n"
        "sa.ForeignKeyConstraint(['a'], ['o.id'], ),\n"
        "sa.PrimaryKeyConstraint('id'),\n"
        "sa.UniqueConstraint('b'),\n"
        "schema='s',\n"
        "comment='all of them',\n"
        "sqlite_autoincrement=True,\n"
        "prefixes=['TEMPORARY']\n"
        ")"
    )


def test_a_table_made_by_hand_is_written_like_one_from_the_models() -> None:
    """Keys and references inside of columns become constraints."""

    def column() -> sa.Column[int]:
        return sa.Column("id", sa.Integer, sa.ForeignKey("o.id"), primary_key=True)

    by_hand = rendered(ops.CreateTableOp("t", [column()]))
    assert by_hand == rendered(create_table(column()))
    assert "sa.ForeignKeyConstraint(['id'], ['o.id'], )" in by_hand


def test_a_reversed_drop_is_written_like_the_table() -> None:
    """With the names of the referred columns in the database, not their keys in Python."""
    metadata = sa.MetaData()
    sa.Table("o", metadata, sa.Column("identity", sa.Integer, key="id", primary_key=True))
    table = sa.Table("t", metadata, sa.Column("o_id", sa.ForeignKey("o.id"), key="other"))
    for operation in (ops.CreateTableOp.from_table(table), ops.DropTableOp.from_table(table).reverse()):
        assert "sa.ForeignKeyConstraint(['o_id'], ['o.identity'], )" in rendered(operation)


@pytest.mark.parametrize("layout", ["few", "many"])
def test_more_parts_than_python_once_allowed(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are given as a list with a star."""
    monkeypatch.setattr(render, "MAX_PYTHON_ARGS", 1 if layout == "many" else 255)
    code = body(create_table(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer)))
    assert ("*[" in code) == (layout == "many")
    (call,) = calls_of(code)
    assert [column.name for column in call.args[1:]] == ["a", "b"]


def test_notes_that_cannot_be_written_are_left_out() -> None:
    """Only what can be evaluated again stands in ``info``."""
    code = rendered(create_table(sa.Column("a", sa.Integer), info={"kept": [1, "x"], "object": object(), "f": len}))
    assert "info={'kept': [1, 'x']}" in code


def test_drop_and_rename() -> None:
    """Schema and ``if_exists`` are written where they are given."""
    assert rendered(ops.DropTableOp("t")) == "op.drop_table('t')"
    assert (
        rendered(ops.DropTableOp("t", schema="s", if_exists=True)) == "op.drop_table('t', schema='s', if_exists=True)"
    )
    assert rendered(ops.RenameTableOp("t", "u", schema="s")) == "op.rename_table('t', 'u', schema='s')"


def test_operations_on_one_table_stand_one_after_the_other() -> None:
    """Without batch mode the container leaves no trace."""
    modify = ops.ModifyTableOps("t", [ops.DropColumnOp("t", "x"), ops.DropColumnOp("t", "y")])
    assert rendered(modify) == "op.drop_column('t', 'x')\nop.drop_column('t', 'y')"


def test_batch_mode_opens_a_block() -> None:
    """Inside of it neither table nor schema is named."""
    modify = ops.ModifyTableOps("t", [ops.DropColumnOp("t", "x", schema="s")], schema="s")
    code = body(modify, ops.DropTableOp("u"), render_as_batch=True)
    assert "    with op.batch_alter_table('t', schema='s') as batch_op:\n        batch_op.drop_column('x')\n\n" in code
    assert [call.name for call in calls_of(code)] == ["batch_alter_table", "drop_column", "drop_table"]


def test_an_empty_table_block_is_not_written() -> None:
    """It would be no Python."""
    assert calls_of(body(ops.ModifyTableOps("t", []), render_as_batch=True)) == []


def test_render_item_writes_or_leaves_out_parts() -> None:
    """By kind: columns and constraints."""

    def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool | None:
        if kind == "column" and thing.name == "hidden":
            return None
        return "app.Key()" if kind == "primary_key" else False

    operation = create_table(sa.Column("id", sa.Integer, primary_key=True), sa.Column("hidden", sa.Integer))
    assert rendered(operation, render_item=render_item) == (
        "op.create_table('t',\nsa.Column('id', sa.Integer(), nullable=False),\napp.Key()\n)"
    )


def test_the_same_table_is_written_the_same_way_every_time() -> None:
    """Constraints come out of sets, which have no order."""
    uniques = [sa.UniqueConstraint(f"c{number}", name=f"uq_{number:02}") for number in range(12)]
    columns = [sa.Column(f"c{number}", sa.Integer) for number in range(12)]
    code = body(*UpgradeOps([create_table(*columns, *uniques)]).ops)
    lines = [line.rstrip(",") for line in code.split("\n") if "sa.UniqueConstraint" in line]
    assert lines == sorted(lines)
    assert len(lines) == 12
