"""What is said about a directive that is called in a wrong way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, column, table

from migrate.plugin import UsageError
from support.offline import Offline

WRONG_ARGUMENTS: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda op: op.create_table("t", Column("a", Integer), shema="s"),
        "op.create_table() has no argument 'shema'; did you mean 'schema'?",
    ),
    (
        lambda op: op.create_index("i", "t", ["a"], uniqe=True),
        "op.create_index() has no argument 'uniqe'; did you mean 'unique'?",
    ),
    (
        lambda op: op.alter_column("t", "a", nulable=True),
        "op.alter_column() has no argument 'nulable'; did you mean 'nullable'?",
    ),
    (
        lambda op: op.alter_column("t", "a", exisiting_type=Integer()),
        "op.alter_column() has no argument 'exisiting_type'; did you mean 'existing_type'?",
    ),
    (
        lambda op: op.drop_column("t", "a", if_exist=True),
        "op.drop_column() has no argument 'if_exist'; did you mean 'if_exists'?",
    ),
    (
        lambda op: op.rename_table("a", "b", quoted=True),
        "op.rename_table() has no argument 'quoted'",
    ),
    (
        lambda op: op.rename_table("a"),
        "op.rename_table(): missing a required argument: 'new_table_name'; "
        "it takes (old_table_name, new_table_name, schema=None)",
    ),
    (
        lambda op: op.add_column("t", "a"),
        "op.add_column() takes a Column, such as sa.Column('c', sa.Integer), not 'a'",
    ),
    (
        lambda op: op.alter_column("t", "a", type_="INTEGER"),
        "op.alter_column() takes SQLAlchemy's types, such as sa.Integer(), not 'INTEGER'",
    ),
    (lambda op: op.execute(5), "op.execute() takes SQL text or a SQLAlchemy statement, not 5"),
    (
        lambda op: op.drop_constraint("c", "t", "foreign_key"),
        "'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None; it is 'foreign_key'",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG_ARGUMENTS, ids=[message for _, message in WRONG_ARGUMENTS])
def test_wrong_arguments(call: Callable[[Any], object], message: str) -> None:
    """The directive as the user wrote it, what is wrong, and the nearest right name."""
    with pytest.raises(TypeError) as caught:
        call(Offline("postgresql").op)
    assert str(caught.value) == message


WRONG_USE: list[tuple[str, Callable[[Any], object], str, str | None]] = [
    (
        "postgresql",
        lambda op: op.drop_constraint(None, "t"),
        "op.drop_constraint() on 't' does not say which constraint",
        "give the name that it has in the database, or a naming convention by which it was named",
    ),
    (
        "mysql",
        lambda op: op.drop_index("i"),
        "op.drop_index('i') does not say of which table, which mysql has to know",
        "add table_name=",
    ),
    (
        "postgresql",
        lambda op: op.create_unique_constraint("u", "t", []),
        "A unique constraint on 't' needs a column",
        None,
    ),
    ("postgresql", lambda op: op.create_index("u", "t", []), "An index on 't' needs a column", None),
]


@pytest.mark.parametrize(("dialect", "call", "message", "hint"), WRONG_USE, ids=[case[2] for case in WRONG_USE])
def test_wrong_use(dialect: str, call: Callable[[Any], object], message: str, hint: str | None) -> None:
    """What cannot be, and what to do; the command line adds the line of the user's code."""
    with pytest.raises(UsageError) as caught:
        call(Offline(dialect).op)
    assert (str(caught.value), caught.value.hint) == (message, hint)


def test_keywords_of_dialects_pass() -> None:
    """A migration may say things to databases other than the one at hand."""
    offline = Offline("postgresql")
    offline.op.alter_column("t", "a", type_=Integer(), postgresql_using="a::int", mysql_whatever=1, crate_thing=2)
    assert offline.sql == ["ALTER TABLE t ALTER COLUMN a TYPE INTEGER USING a::int"]


def test_an_error_inside_a_directive_is_not_explained_away() -> None:
    """A TypeError from further in stays what it is."""
    with pytest.raises(TypeError, match=r"^List of dictionaries expected$"):
        Offline("postgresql").op.bulk_insert(table("t", column("a")), [5])
