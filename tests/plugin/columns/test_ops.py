"""The operations on columns as values: reversed, and as diff tuples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, Text

from migrate.operations import ops

NAMES = st.text(min_size=1, max_size=20)


def test_an_added_column_is_dropped_and_added_again() -> None:
    """The reverse remembers the column, and how it was to be written."""
    column = Column("rating", Integer)
    add = ops.AddColumnOp("track", column, schema="s", if_not_exists=True, inline_references=True)
    drop = add.reverse()
    again = drop.reverse()
    assert (drop.table_name, drop.column_name, drop.schema, drop.if_exists) == ("track", "rating", "s", True)
    assert again.column is column
    assert (again.if_not_exists, again.inline_references, again.schema) == (True, True, "s")


def test_diff_tuples_of_add_and_drop() -> None:
    """They tell verb, schema, table and column."""
    column = Table("t", MetaData(), Column("a", Integer), schema="s").c.a
    assert ops.AddColumnOp.from_column(column).to_diff_tuple() == ("add_column", "s", "t", column)
    assert ops.DropColumnOp.from_column_and_tablename("s", "t", column).to_diff_tuple() == (
        "remove_column",
        "s",
        "t",
        column,
    )


def test_a_drop_by_name_cannot_be_reversed() -> None:
    """Nothing is known of the column."""
    operation = ops.DropColumnOp("t", "a")
    assert operation.to_column().name == "a"
    with pytest.raises(ValueError, match="operation is not reversible; original column is not present"):
        operation.reverse()


def change(**kw: Any) -> ops.AlterColumnOp:
    return ops.AlterColumnOp("t", "c", schema="s", **kw)


def test_the_diff_of_a_change_has_a_tuple_for_each_difference() -> None:
    """Each tells the rest that is known, the value before and the value after."""
    before, after = String(5), Text()
    operation = change(
        modify_type=after, existing_type=before, modify_nullable=True, existing_nullable=False, existing_comment="x"
    )
    assert operation.to_diff_tuple() == [
        (
            "modify_type",
            "s",
            "t",
            "c",
            {"existing_nullable": False, "existing_server_default": False, "existing_comment": "x"},
            before,
            after,
        ),
        (
            "modify_nullable",
            "s",
            "t",
            "c",
            {"existing_type": before, "existing_server_default": False, "existing_comment": "x"},
            False,
            True,
        ),
    ]


def test_a_removed_default_is_a_change() -> None:
    """None means no default, False means that nothing is said."""
    operation = change(modify_server_default=None, existing_server_default="1")
    assert operation.has_changes()
    assert operation.to_diff_tuple()[0][-2:] == ("1", None)
    assert not change().has_changes()


def test_a_renamed_column_is_renamed_back() -> None:
    """The reverse finds the column under its new name."""
    back = change(modify_name="d", modify_nullable=True, existing_nullable=False).reverse()
    assert (back.column_name, back.modify_name, back.modify_nullable) == ("d", "c", False)


def test_a_plugins_own_keywords_are_exchanged() -> None:
    """`modify_x` and `existing_x` change places; others stay."""
    back = change(modify_autoincrement=True, existing_autoincrement=False, postgresql_using="x").reverse()
    assert back.kw == {"modify_autoincrement": False, "existing_autoincrement": True, "postgresql_using": "x"}


known = st.fixed_dictionaries(
    {
        "existing_nullable": st.booleans(),
        "existing_comment": NAMES,
        "existing_server_default": st.none() | NAMES,
        "existing_type": st.just(Integer()),
    }
)
wanted = st.fixed_dictionaries(
    {},
    optional={
        "modify_nullable": st.booleans(),
        "modify_comment": st.none() | NAMES,
        "modify_server_default": st.none() | NAMES,
        "modify_type": st.just(Text()),
        "modify_name": NAMES,
    },
)


@given(known, wanted)
def test_reversing_twice_gives_the_change_again(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Where what was there before is known, the change of the change back is the change."""
    operation = change(**before, **after)
    assert vars(operation.reverse().reverse()) == vars(operation)
