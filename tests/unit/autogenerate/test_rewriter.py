"""Rewriters: what takes the place of an operation, and what is visited again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import Rewriter
from migrate.operations import ops
from migrate.plugin import DowngradeOps, MigrateOperation, MigrationScript, UpgradeOps


def script(*operations: MigrateOperation) -> MigrationScript:
    """Return a script with these operations in its upgrade."""
    return MigrationScript("a1", UpgradeOps(operations), DowngradeOps())


def rewritten(rewriter: Any, *operations: MigrateOperation) -> list[MigrateOperation]:
    """Return what a rewriter makes of the operations of an upgrade."""
    made = script(*operations)
    rewriter("context", ("head",), [made])
    assert made.upgrade_ops is not None
    return made.upgrade_ops.ops


def add_column(name: str = "x", table: str = "t") -> ops.AddColumnOp:
    """Return the addition of a column."""
    return ops.AddColumnOp(table, sa.Column(name, sa.Integer()))


def replacing(op_class: type, result: Callable[[Any], Any]) -> Rewriter:
    """Return a rewriter of one class."""
    rewriter = Rewriter()
    rewriter.rewrites(op_class)(lambda context, revision, op: result(op))
    return rewriter


def test_an_operation_is_replaced() -> None:
    """By whatever the function returns."""
    drop = ops.DropColumnOp("t", "x")
    assert rewritten(replacing(ops.AddColumnOp, lambda op: drop), add_column()) == [drop]


def test_several_take_its_place() -> None:
    """Any iterable will do."""
    operation = add_column()
    index = ops.CreateIndexOp("i", "t", ["x"])
    assert rewritten(replacing(ops.AddColumnOp, lambda op: iter((op, index))), operation) == [operation, index]


@pytest.mark.parametrize("nothing", [[], (), None])
def test_it_is_taken_away(nothing: Any) -> None:
    """An empty sequence or None leaves nothing in its place."""
    assert rewritten(replacing(ops.AddColumnOp, lambda op: nothing), add_column()) == []


def test_what_stands_in_a_table_is_visited() -> None:
    """Containers are entered."""
    table = ops.ModifyTableOps("t", [add_column()])
    assert rewritten(replacing(ops.AddColumnOp, lambda op: []), table) == [table]
    assert table.ops == []


def test_what_a_function_returns_is_entered_but_not_given_to_it_again() -> None:
    """A function may return the operation it was given, in company."""
    rewriter = Rewriter()

    @rewriter.rewrites(ops.ModifyTableOps)
    def another_table(context: Any, revision: Any, op: Any) -> Any:
        return [op, ops.ModifyTableOps("other", [add_column(table="other")])]

    @rewriter.rewrites(ops.AddColumnOp)
    def with_index(context: Any, revision: Any, op: Any) -> Any:
        return [op, ops.CreateIndexOp("i", op.table_name, [op.column.name])]

    tables: Any = rewritten(rewriter, ops.ModifyTableOps("t", [add_column()]))
    assert [table.table_name for table in tables] == ["t", "other"]
    assert [[type(op).__name__ for op in table.ops] for table in tables] == [["AddColumnOp", "CreateIndexOp"]] * 2


def test_the_function_of_the_nearest_class_is_called() -> None:
    """A function for a base class sees what has none of its own."""
    rewriter = Rewriter()
    seen: list[str] = []
    rewriter.rewrites(MigrateOperation)(lambda context, revision, op: seen.append("any") or op)
    rewriter.rewrites(ops.AddColumnOp)(lambda context, revision, op: seen.append("column") or op)
    rewritten(rewriter, ops.ModifyTableOps("t", [add_column(), ops.DropColumnOp("t", "y")]))
    assert seen == ["any", "any", "any", "column", "any", "any"]  # script, upgrade, table, x, y, downgrade


def test_a_function_may_serve_several_classes() -> None:
    """Given as a sequence."""
    rewriter = Rewriter()
    rewriter.rewrites([ops.AddColumnOp, ops.DropColumnOp])(lambda context, revision, op: [])
    table = ops.ModifyTableOps("t", [add_column(), ops.DropColumnOp("t", "y"), ops.DropIndexOp("i")])
    rewritten(rewriter, table)
    assert [type(op).__name__ for op in table.ops] == ["DropIndexOp"]


def test_context_and_revision_are_handed_on() -> None:
    """Each function is given what the rewriter was given."""
    rewriter = Rewriter()
    given: list[Any] = []
    rewriter.rewrites(ops.AddColumnOp)(lambda context, revision, op: given.extend((context, revision)) or op)
    rewritten(rewriter, add_column())
    assert given == ["context", ("head",)]


def test_a_second_run_changes_nothing_more() -> None:
    """With several databases the directives are processed once for each, and hold what was processed before."""
    rewriter = Rewriter()

    @rewriter.rewrites(ops.CreateTableOp)
    def renamed(context: Any, revision: Any, op: Any) -> Any:
        op.table_name += "_v2"
        return op

    made = script(ops.CreateTableOp("first", []))
    rewriter("context", "rev", [made])
    made.upgrade_ops_list.append(UpgradeOps([ops.CreateTableOp("second", [])]))
    rewriter("context", "rev", [made])
    names = [op.table_name for container in made.upgrade_ops_list for op in container.ops]  # type: ignore[attr-defined]
    assert names == ["first_v2", "second_v2"]


def test_chained_rewriters_work_one_after_the_other() -> None:
    """The second sees what the first has made; a plain function may stand among them."""
    first = replacing(ops.AddColumnOp, lambda op: [op, ops.CreateIndexOp("i", "t", ["x"])])
    second = replacing(ops.CreateIndexOp, lambda op: [])
    called: list[list[MigrationScript]] = []
    chained = first.chain(lambda context, revision, directives: called.append(list(directives))).chain(second)
    operation = add_column()
    assert rewritten(chained, operation) == [operation]
    assert len(called) == 1


def test_chaining_leaves_the_first_as_it_was() -> None:
    """A new rewriter comes out of it."""
    first = replacing(ops.AddColumnOp, lambda op: op)
    first.chain(replacing(ops.AddColumnOp, lambda op: []))
    operation = add_column()
    assert rewritten(first, operation) == [operation]


def test_a_whole_script_is_taken_away() -> None:
    """Then no file is written."""
    directives = [script(add_column())]
    replacing(MigrationScript, lambda op: []).process_revision_directives("context", "rev", directives)
    assert directives == []
