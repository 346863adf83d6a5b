"""PostgreSQL cuts names of more than 63 bytes: an operation with one is refused before it could mean something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext
from migrate.util.exc import CommandError
from support.offline import written

LONGEST = "é" * 31 + "n"
TOO_LONG = LONGEST + "n"
MESSAGE = f"The name '{TOO_LONG}' has 64 bytes, and PostgreSQL would cut it to 63"

Directive = Callable[[Operations, str], object]


def _id(**kw: object) -> sa.Column[int]:
    return sa.Column("id", sa.Integer, **kw)  # type: ignore[arg-type]  # the keywords of Column


DIRECTIVES: dict[str, Directive] = {
    "table": lambda op, name: op.create_table(name, _id()),
    "schema": lambda op, name: op.create_table("t", _id(), schema=name),
    "column": lambda op, name: op.create_table("t", sa.Column(name, sa.Integer)),
    "primary key": lambda op, name: op.create_table("t", _id(), sa.PrimaryKeyConstraint("id", name=name)),
    "unique": lambda op, name: op.create_table("t", _id(), sa.UniqueConstraint("id", name=name)),
    "check": lambda op, name: op.create_table("t", _id(), sa.CheckConstraint("id > 0", name=name)),
    "referred table": lambda op, name: op.create_table("t", _id(), sa.ForeignKeyConstraint(["id"], [f"{name}.id"])),
    "referred column": lambda op, name: op.create_table("t", _id(), sa.ForeignKeyConstraint(["id"], [f"u.{name}"])),
    "enum": lambda op, name: op.create_table("t", sa.Column("e", sa.Enum("a", name=name))),
    "array of an enum": lambda op, name: op.create_table("t", sa.Column("e", sa.ARRAY(sa.Enum("a", name=name)))),
    "domain": lambda op, name: op.create_table("t", sa.Column("d", postgresql.DOMAIN(name, sa.Integer))),
    "index of a new table": lambda op, name: op.create_table("t", _id(), sa.Index(name, "id")),
    "create_index": lambda op, name: op.create_index(name, "t", ["id"]),
    "create_index, table": lambda op, name: op.create_index("i", name, ["id"]),
    "create_index, column": lambda op, name: op.create_index("i", "t", [name]),
    "drop_index": lambda op, name: op.drop_index(name, "t"),
    "drop_table": lambda op, name: op.drop_table(name),
    "create_unique_constraint": lambda op, name: op.create_unique_constraint(name, "t", ["id"]),
    "create_unique_constraint, column": lambda op, name: op.create_unique_constraint("u", "t", [name]),
    "create_unique_constraint, schema": lambda op, name: op.create_unique_constraint("u", "t", ["a"], schema=name),
    "create_foreign_key": lambda op, name: op.create_foreign_key(name, "t", "u", ["a"], ["b"]),
    "create_foreign_key, table": lambda op, name: op.create_foreign_key("f", "t", name, ["a"], ["b"]),
    "create_foreign_key, column": lambda op, name: op.create_foreign_key("f", "t", "u", ["a"], [name]),
    "create_primary_key": lambda op, name: op.create_primary_key(name, "t", ["id"]),
    "create_check_constraint": lambda op, name: op.create_check_constraint(name, "t", "id > 0"),
    "create_exclude_constraint": lambda op, name: op.create_exclude_constraint(name, "t", ("id", "=")),
    "drop_constraint": lambda op, name: op.drop_constraint(name, "t"),
    "rename_table, new": lambda op, name: op.rename_table("t", name),
    "rename_table, old": lambda op, name: op.rename_table(name, "t"),
    "add_column": lambda op, name: op.add_column("t", sa.Column(name, sa.Integer)),
    "add_column, enum": lambda op, name: op.add_column("t", sa.Column("e", sa.Enum("a", name=name))),
    "drop_column": lambda op, name: op.drop_column("t", name),
    "alter_column, name": lambda op, name: op.alter_column("t", "id", new_column_name=name),
    "alter_column, column": lambda op, name: op.alter_column("t", name, nullable=False),
    "alter_column, type": lambda op, name: op.alter_column("t", "id", type_=sa.Enum("a", name=name)),
    "create_table_comment": lambda op, name: op.create_table_comment(name, "text"),
    "a sequence": lambda op, name: op.execute(sa.schema.CreateSequence(sa.Sequence(name))),
}

EACH = pytest.mark.parametrize("directive", DIRECTIVES.values(), ids=DIRECTIVES)


@EACH
def test_a_name_that_would_be_cut_is_refused(directive: Directive) -> None:
    """The error names it; nothing is written."""
    with pytest.raises(CommandError) as caught:
        written(lambda op: directive(op, TOO_LONG))
    assert (str(caught.value), caught.value.hint) == (MESSAGE, "choose a shorter name")


@EACH
def test_the_longest_name_is_written_whole(directive: Directive) -> None:
    """63 bytes are taken as they are, though they may be fewer characters."""
    assert f'"{LONGEST}"' in "".join(written(lambda op: directive(op, LONGEST)))


def test_other_databases_judge_for_themselves() -> None:
    """The limit is PostgreSQL's."""
    assert f'"{TOO_LONG}"' in written(lambda op: op.drop_table(TOO_LONG), "sqlite")[0]


def test_online_nothing_is_done_under_a_cut_name(postgresql_url: str) -> None:
    """A table of 63 bytes is there under its whole name, one of 64 is not there at all."""
    engine = sa.create_engine(postgresql_url)
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.create_table(LONGEST, _id())
        with pytest.raises(CommandError, match="64 bytes"):
            op.create_table(TOO_LONG.replace("é", "è"), _id())
        with pytest.raises(CommandError, match="64 bytes"):
            op.drop_table(TOO_LONG)  # it would drop the other one
        assert sa.inspect(connection).get_table_names() == [LONGEST]
    engine.dispose()
