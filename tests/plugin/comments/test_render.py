"""How the comments of tables are written as Python."""

from __future__ import annotations

from migrate.operations import ops
from support.rendering import body, calls_of, rendered


def test_a_new_comment() -> None:
    """A line for each argument."""
    operation = ops.CreateTableCommentOp("t", "it's", existing_comment='say "hi"', schema="s")
    assert rendered(operation) == (
        "op.create_table_comment(\n    't',\n    \"it's\",\n    existing_comment='say \"hi\"',\n    schema='s'\n)"
    )


def test_no_comment_any_more() -> None:
    """What was there is kept for the way back."""
    assert rendered(ops.DropTableCommentOp("t", existing_comment="old")) == (
        "op.drop_table_comment(\n    't',\n    existing_comment='old',\n    schema=None\n)"
    )


def test_a_batch_knows_the_table() -> None:
    """And its schema."""
    operations = [ops.CreateTableCommentOp("t", "new", schema="s"), ops.DropTableCommentOp("t", schema="s")]
    calls = calls_of(body(ops.ModifyTableOps("t", operations, schema="s"), render_as_batch=True))
    assert [tuple(call) for call in calls[1:]] == [
        ("create_table_comment", ("new",), {"existing_comment": None}),
        ("drop_table_comment", (), {"existing_comment": None}),
    ]
