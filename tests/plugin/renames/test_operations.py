"""The operations that rename indexes and constraints, and renames as lines."""

from __future__ import annotations

import io
from typing import Any

import pytest

from migrate.autogenerate import AutogenContext
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError
from migrate_plugins.commands.differences import difference
from migrate_plugins.renames.ops import RenameConstraintOp


def test_sqlite_renames_no_index(shop: Any) -> None:
    """The error says what to do instead."""
    with shop().engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(CommandError) as caught:
            op.rename_index("t", "ix_old", "ix_new")
        assert str(caught.value) == "sqlite cannot rename the index 'ix_old'"
        assert caught.value.hint == "drop it and create 'ix_new'"


@pytest.mark.parametrize(
    ("dialect", "index", "constraint"),
    [
        ("postgresql", 'ALTER INDEX s."Old" RENAME TO "Next"', 'ALTER TABLE s."T" RENAME CONSTRAINT "Old" TO "Next"'),
        ("oracle", 'ALTER INDEX s."Old" RENAME TO "Next"', 'ALTER TABLE s."T" RENAME CONSTRAINT "Old" TO "Next"'),
        ("mysql", "ALTER TABLE s.`T` RENAME INDEX `Old` TO `Next`", None),
        ("mariadb", "ALTER TABLE s.`T` RENAME INDEX `Old` TO `Next`", None),
    ],
)
def test_the_statements(dialect: str, index: str, constraint: str | None) -> None:
    """Each database has its own words, and its own quotes."""
    for directive, expected in (("rename_index", index), ("rename_constraint", constraint)):
        written = io.StringIO()
        opts = {"as_sql": True, "output_buffer": written}
        op = Operations(MigrationContext.configure(dialect_name=dialect, opts=opts))
        if expected is None:
            with pytest.raises(CommandError, match="cannot rename the constraint 'Old'"):
                op.rename_constraint("T", "Old", "Next", schema="s")
        else:
            getattr(op, directive)("T", "Old", "Next", schema="s")
            assert written.getvalue().split(";")[0].removesuffix("\n\n/\n\n").replace('"s"', "s") == expected


def test_renames_as_operations() -> None:
    """They turn round, and tell themselves as tuples."""
    operation = RenameConstraintOp("t", "old", "new", schema="s")
    assert operation.to_diff_tuple() == ("rename_constraint", "s", "t", "old", "new")
    assert operation.reverse().to_diff_tuple() == ("rename_constraint", "s", "t", "new", "old")
    context = AutogenContext(None, opts={"alembic_module_prefix": "op."}, autogenerate=False)
    assert context.render(operation) == "op.rename_constraint('t', 'old', 'new', schema='s')"


@pytest.mark.parametrize(
    ("diff", "expected"),
    [
        (("rename_table", "s", "old", "new"), "~ s.old: table renamed to new"),
        (("rename_index", None, "t", "old", "new"), "~ t: index old renamed to new"),
        (("rename_constraint", "s", "t", "old", "new"), "~ s.t: constraint old renamed to new"),
    ],
)
def test_renames_in_one_line(diff: tuple[str, ...], expected: str) -> None:
    """As ``migrate check`` shows them."""
    assert difference(diff).line == expected
