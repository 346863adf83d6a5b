"""What looks like a rename: questions, refusals, and what is no likely rename."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, MetaData

from support.shops import NAME, column, table


def test_a_likely_column_is_refused(shop: Any) -> None:
    """Nothing is written, and the error shows both flags."""
    error = shop(table("t", column("old"))).refuse(table("t", column("new")).metadata)
    assert (error.exit_code, str(error)) == (
        3,
        "What is dropped and what is new look like renames; dropping would lose the data",
    )
    assert error.__notes__ == [
        "  column t.old -> new (the same type VARCHAR(50), both NULL, the same place in the table, the same keys)\n"
        "    if it was renamed:  --rename t.old=new\n"
        "    if it is dropped:   --rename t.old="
    ]
    assert error.hint == (
        "give one flag for each, or renamed_from in the info of the model; to drop whatever is not named so: "
        "on_ambiguous_rename = drop"
    )


def test_a_likely_table_is_refused(shop: Any) -> None:
    """The share of the columns that both have is what counts most."""
    error = shop(table("old", column("a"), column("b"))).refuse(table("new", column("a"), column("b")).metadata)
    assert error.__notes__ == [
        "  table old -> new (3 of 3 columns in common, the same primary key, foreign keys to the same tables)\n"
        "    if it was renamed:  --rename-table old=new\n"
        "    if it is dropped:   --rename-table old="
    ]


def test_two_candidates_are_both_shown(shop: Any) -> None:
    """The more likely one first."""
    found = shop(table("t", column("old")))
    error = found.refuse(table("t", column("other"), column("new", sa.Text())).metadata)
    assert [line.strip().split(" (")[0] for line in error.__notes__[0].splitlines()[::3]] == [
        "column t.old -> other",
        "column t.old -> new",
    ]
    assert len(found.generate(table("t", column("other"), column("new")).metadata, rename=["t.old=new"])) == 2


@pytest.mark.parametrize(
    "new",
    [column("new", sa.Integer()), column("new", NAME, primary_key=True), column("new", sa.Text(), nullable=False)],
    ids=["another kind of type", "a key", "too many differences"],
)
def test_what_looks_like_no_rename(shop: Any, new: Column[Any]) -> None:
    """Then it is a drop and a creation, and nobody is asked."""
    found = shop(table("t", column("old"), column("x")))
    moved = table("t", column("x"), new)
    lines = found.generate(moved.metadata, render_as_batch=False)
    assert any(line.startswith('op.drop_column("t", "old")') for line in lines)


def test_a_reference_is_no_likely_rename_of_a_number(shop: Any) -> None:
    """A foreign key is worth as much as anything that is not the type."""
    metadata = MetaData()
    table("u", metadata=metadata)
    found = shop(table("t", column("old", sa.Integer, nullable=False), column("x"), metadata=metadata))
    wanted = MetaData()
    table("u", metadata=wanted)
    table("t", column("x"), Column("new", sa.ForeignKey("u.id", name="fk")), metadata=wanted)
    assert any(line.startswith('op.drop_column("t", "old")') for line in found.generate(wanted))


def test_other_tables_look_like_no_rename(shop: Any) -> None:
    """They have little in common but the key."""
    found = shop(table("old", column("a"), column("b")))
    lines = found.generate(table("new", column("c"), column("d")).metadata)
    assert [line.split("(")[0] for line in lines if "_table" in line] == ["op.create_table", "op.drop_table"]


def test_the_option_drop(shop: Any) -> None:
    """It takes all pairs for drops and creations."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = drop"]
    assert len(found.generate(table("t", column("new")).metadata)) == 2


def test_compare_reference_drops(shop: Any) -> None:
    """Who asks for Alembic's comparison gets it."""
    assert len(shop(table("t", column("old"))).generate(table("t", column("new")).metadata, compare="reference")) == 2


def test_an_unknown_option_is_refused(shop: Any) -> None:
    """The error has the place."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = guess"]
    error = found.refuse(table("t", column("new")).metadata)
    assert str(error) == "There is no on_ambiguous_rename 'guess'"
    assert error.hint == "use 'fail', 'drop' or 'prompt'"
    assert error.place is not None
    assert error.place.line == 4


@pytest.mark.parametrize(("answer", "statements"), [(True, 1), (False, 2)])
def test_a_question_on_a_terminal(shop: Any, answer: bool, statements: int) -> None:
    """A yes makes it a rename, a no a drop and a creation."""
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return answer

    found = shop(table("t", column("old")))
    assert len(found.generate(table("t", column("new")).metadata, ask=ask)) == statements
    assert asked == [
        "column t.old -> new (the same type VARCHAR(50), both NULL, the same place in the table, the same keys): "
        "is it a rename?"
    ]


def test_one_yes_settles_the_other_candidates(shop: Any) -> None:
    """A name that is taken is not asked about again."""
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question.split(" (")[0])
        return True

    found = shop(table("t", column("old"), column("older")))
    lines = found.generate(table("t", column("new"), column("newer")).metadata, ask=ask)
    assert asked == ["column t.old -> new", "column t.older -> newer"]
    assert len(lines) == 2


def test_the_option_fail_on_a_terminal(shop: Any) -> None:
    """Nothing is asked."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = fail"]
    error = found.refuse(table("t", column("new")).metadata, ask=lambda question: True)
    assert error.exit_code == 3


def test_what_a_filter_leaves_out_is_no_candidate(shop: Any) -> None:
    """Neither a column nor a table."""

    def include(item: Any, name: str, kind: str, reflected: bool, other: Any) -> bool:
        return not reflected or name != "old"

    found = shop(table("t", column("old")))
    lines = found.generate(table("t", column("new")).metadata, include_object=include)
    assert [line.split("(")[0] for line in lines] == ["op.add_column"]
