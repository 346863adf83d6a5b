"""Stamps: the version table written as if the migrations had run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.model.plan import Direction
from migrate.kernel.model.planning import downgrade_plan, stamp_plan, upgrade_plan
from support.graphs import Spec, below, built, databases, ids, parse

TWO_BRANCHES = """
a <- b <- c1 [left] <- d1
b <- c2 [right] <- d2
"""
MERGED = TWO_BRANCHES + "d1, d2 <- e <- f"


@pytest.mark.parametrize(
    ("rows", "target", "after"),
    [
        ((), "heads", ("d1", "d2")),
        (("b",), "c1", ("c1",)),
        (("c1",), "c2", ("c1", "c2")),
        (("d1", "c2"), "b", ("b",)),
        (("d1", "c2"), "right@head", ("d1", "d2")),
        (("d1", "c2"), "left@base", ("c2",)),
        (("d1", "c2"), "left@b", ("c2",)),
        (("d1", "d2"), "base", ()),
        (("d1", "d2"), (), ()),
        (("d2", "c1"), "heads", ("d1", "d2")),
        (("c1",), "+1", ("d1",)),
        (("c1",), "-1", ("b",)),
        (("d1", "d2"), "heads", ("d1", "d2")),
    ],
)
def test_a_stamp_moves_the_rows(rows: tuple[str, ...], target: str, after: tuple[str, ...]) -> None:
    """A stamp replaces the rows that the target implies or that stand on it, and leaves the others."""
    plan = stamp_plan(parse(TWO_BRANCHES), rows, target)
    assert plan.heads_after == after
    assert all(step.direction is Direction.STAMP and step.is_stamp for step in plan)


@pytest.mark.parametrize(
    ("rows", "target", "after"),
    [(("d1", "c2"), "e", ("e",)), (("e",), "c2", ("c2", "d1")), (("e",), "b", ("b",)), (("f",), "left@base", ())],
)
def test_a_stamp_crosses_merge_points(rows: tuple[str, ...], target: str, after: tuple[str, ...]) -> None:
    """A stamp over a merge point joins its branches on the way up and parts them on the way down."""
    assert stamp_plan(parse(MERGED), rows, target).heads_after == after


def test_each_target_is_a_step() -> None:
    """A stamp to several targets takes a step for each, and tells what is above and below it."""
    first, second = stamp_plan(parse(TWO_BRANCHES), ("b",), ("d1", "d2"))
    assert (ids(first.up_revisions), first.down_revisions, first.heads_after) == (["d1"], ("b",), ("d1",))
    assert (ids(second.up_revisions), second.down_revisions, second.heads_after) == (["d2"], (), ("d1", "d2"))
    (down,) = stamp_plan(parse(TWO_BRANCHES), ("d1", "d2"), "b")
    assert (ids(down.up_revisions), down.down_revisions, down.upwards) == (["d1", "d2"], ("b",), False)


def test_targets_are_written_as_named() -> None:
    """Rows that a user names are written even if one implies another."""
    assert stamp_plan(parse(TWO_BRANCHES), (), ("a", "d1", "d2")).heads_after == ("a", "d1", "d2")


def test_dependencies_are_implied() -> None:
    """A stamp knows what a dependency implies, in both directions."""
    revisions = parse("y1 [y] <- y2\nx1 [x] <- x2\ny2 ~> x1")
    assert stamp_plan(revisions, ("x1", "y1"), "y2").heads_after == ("y2",)
    assert stamp_plan(revisions, ("y2",), "y1").heads_after == ("x1", "y1")
    assert stamp_plan(revisions, ("x2", "y2"), "x@base").heads_after == ("y1",)
    assert stamp_plan(parse("a <- b\nx\nx ~> b"), (), "heads").heads_after == ("x",)


def test_unknown_and_superfluous_rows_go() -> None:
    """A stamp mends a table with rows that no revision has, or that others imply; a branch's leaves unknown rows."""
    revisions = parse(TWO_BRANCHES)
    assert stamp_plan(revisions, ("zz99",), "d1").heads_after == ("d1",)
    assert stamp_plan(revisions, ("zz99", "c1"), "c1").heads_after == ("c1",)
    assert stamp_plan(revisions, ("a", "b"), "b").heads_after == ("b",)
    assert stamp_plan(revisions, ("zz99",), "base").heads_after == ()
    assert stamp_plan(revisions, ("zz99",), "left@head").heads_after == ("d1", "zz99")


@given(databases(), st.data())
def test_a_stamp_equals_the_walk(database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject) -> None:
    """A stamp leaves the rows that the upgrade or the downgrade to its target would leave."""
    graph, rows = database
    revisions = built(graph)
    target = data.draw(st.sampled_from([spec.id for spec in graph] + ["base"]))
    down = target == "base" or target in below(graph, rows)
    walk = (downgrade_plan if down else upgrade_plan)(revisions, rows, target)
    plan = stamp_plan(revisions, rows, target)
    assert plan.heads_after == walk.heads_after
    assert len(plan) <= 1
    assert all(step.upwards is not down for step in plan)


@given(databases(), st.data())
def test_a_stamp_to_heads_equals_the_walk(database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject) -> None:
    """A stamp to all heads leaves what the upgrade to all heads would leave."""
    graph, rows = database
    revisions = built(graph)
    assert stamp_plan(revisions, rows, "heads").heads_after == upgrade_plan(revisions, rows, "heads").heads_after
    assert stamp_plan(revisions, rows, "heads").heads_after == tuple(sorted(revisions.effective_heads))


@given(databases(dependencies=False), st.data())
def test_rows_between_steps_connect(database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject) -> None:
    """Each step of a stamp begins with the rows that the one before left."""
    graph, rows = database
    targets = data.draw(st.lists(st.sampled_from([spec.id for spec in graph]), max_size=3, unique=True))
    at = rows
    for step in stamp_plan(built(graph), rows, targets):
        assert step.heads_before == at
        assert step.heads_after != at
        at = step.heads_after
