"""The operations on comments as values."""

from __future__ import annotations

import pytest

from migrate.operations import ops


def test_a_new_comment_is_reversed_by_its_removal() -> None:
    """Where there was none before, there is none afterwards."""
    drop = ops.CreateTableCommentOp("t", "new", schema="s").reverse()
    assert isinstance(drop, ops.DropTableCommentOp)
    assert (drop.table_name, drop.schema, drop.existing_comment) == ("t", "s", "new")


def test_a_changed_comment_is_changed_back() -> None:
    """The comment before comes back."""
    back = ops.CreateTableCommentOp("t", "new", existing_comment="old", schema="s").reverse()
    assert isinstance(back, ops.CreateTableCommentOp)
    assert (back.comment, back.existing_comment, back.schema) == ("old", "new", "s")


@pytest.mark.parametrize("existing", [None, "old"])
def test_reversing_twice_gives_the_change_again(existing: str | None) -> None:
    """Where what was there before is known."""
    operation = ops.CreateTableCommentOp("t", "new", existing_comment=existing, schema="s")
    assert vars(operation.reverse().reverse()) == vars(operation)


def test_diff_tuples() -> None:
    """They tell verb, table and the comment before."""
    verb, table, before = ops.CreateTableCommentOp("t", "new", existing_comment="old").to_diff_tuple()
    assert (verb, table.name, table.comment, before) == ("add_table_comment", "t", "new", "old")
    assert ops.DropTableCommentOp("t").to_diff_tuple()[0] == "remove_table_comment"
