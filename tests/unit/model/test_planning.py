"""Plans: which revisions run, in which order, and what the version table holds after each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.model.graph_errors import AmbiguousTarget, NotReachable, OverlappingRevisions, UnknownRows
from migrate.kernel.model.plan import Direction, Plan
from migrate.kernel.model.planning import downgrade_plan, heads_above, upgrade_plan
from migrate.script.revision import MultipleHeads
from support.graphs import Spec, below, built, databases, highest, parse

TWO_BRANCHES = """
a <- b <- c1 [left] <- d1
b <- c2 [right] <- d2
"""
MERGED = """
a <- b <- c1 <- d1
b <- c2 [right] <- d2
d1, d2 <- e <- f
"""
Walk = list[tuple[str, tuple[str, ...]]]


def walked(plan: Plan) -> Walk:
    """Return each step's revision and the rows after it."""
    return [(step.revision.revision, step.heads_after) for step in plan]


def ran(plan: Plan) -> list[str]:
    return [step.revision.revision for step in plan]


def test_an_upgrade_runs_from_the_bottom_up() -> None:
    """An upgrade finishes one branch before it begins the next, and the version table follows each step."""
    plan = upgrade_plan(parse(TWO_BRANCHES), (), "heads")
    assert walked(plan) == [
        ("a", ("a",)),
        ("b", ("b",)),
        ("c2", ("c2",)),
        ("d2", ("d2",)),
        ("c1", ("c1", "d2")),
        ("d1", ("d1", "d2")),
    ]
    assert {step.direction for step in plan} == {Direction.UPGRADE}
    assert (plan.heads_before, plan.heads_after) == ((), ("d1", "d2"))


def test_a_step_tells_the_rows_that_change() -> None:
    """A step's rows to remove and to add are the difference between before and after."""
    first, *_, fork = upgrade_plan(parse("a <- b, c"), (), "heads").steps
    assert (first.removed, first.added, first.down_revisions) == ((), ("a",), ())
    assert (fork.removed, fork.added, fork.down_revisions) == ((), ("b",), ("a",))
    (merge,) = upgrade_plan(parse("a <- b, c <- d"), ("b", "c"), "d")
    assert (merge.removed, merge.added, merge.down_revisions) == (("b", "c"), ("d",), ("b", "c"))
    assert merge.heads_before == ("b", "c")
    assert merge.is_upgrade
    assert not merge.is_stamp


@pytest.mark.parametrize(
    ("rows", "target", "steps"),
    [
        ((), "head", ["a", "b", "c2", "d2", "c1", "d1", "e", "f"]),
        (("b",), "e", ["c2", "d2", "c1", "d1", "e"]),
        (("c1",), "right@+1", ["c2"]),
        (("d1", "c2"), "+1", None),
        (("d1", "c2"), "right@+1", ["d2"]),
        (("d1", "c2"), "right@+2", ["d2", "e"]),
        (("f",), "head", []),
        (("f",), "c1", []),
        ((), "base", []),
        ((), "+2", ["a", "b"]),
        ((), "base+1", ["a"]),
        ((), "right@b+1", ["a", "b", "c2"]),
        (("b",), ("d1", "c2"), ["c2", "c1", "d1"]),
    ],
)
def test_upgrade_targets(rows: tuple[str, ...], target: str, steps: list[str] | None) -> None:
    """An upgrade runs what the target needs and the database has not."""
    if steps is None:
        with pytest.raises(AmbiguousTarget, match=r"^Ambiguous upgrade from multiple current revisions$") as caught:
            upgrade_plan(parse(MERGED), rows, target)
        assert caught.value.hint == "name the branch, as in d1@+1"
    else:
        assert ran(upgrade_plan(parse(MERGED), rows, target)) == steps


def test_a_downgrade_is_the_upgrade_backwards() -> None:
    """A downgrade to base undoes what an upgrade did, last first, and splits what was merged."""
    assert walked(downgrade_plan(parse(MERGED), ("f",), "base")) == [
        ("f", ("e",)),
        ("e", ("d1", "d2")),
        ("d1", ("c1", "d2")),
        ("c1", ("d2",)),
        ("d2", ("c2",)),
        ("c2", ("b",)),
        ("b", ("a",)),
        ("a", ()),
    ]


@pytest.mark.parametrize(
    ("rows", "target", "steps"),
    [
        (("d1", "d2"), "b", [("d1", ("c1", "d2")), ("c1", ("d2",)), ("d2", ("c2",)), ("c2", ("b",))]),
        (("d1", "d2"), "left@b", [("d1", ("c1", "d2")), ("c1", ("d2",))]),
        (("d1", "d2"), "d2@b", [("d2", ("c2", "d1")), ("c2", ("d1",))]),
        (("d1", "d2"), "left@-1", [("d1", ("c1", "d2"))]),
        (("d1", "d2"), "left@head-1", [("d1", ("c1", "d2"))]),
        (("d1", "d2"), "right@base+2", [("d2", ("c2", "d1")), ("c2", ("d1",))]),
        (("d1", "d2"), "c1", [("d1", ("c1", "d2"))]),
        (("c1",), "-1", [("c1", ("b",))]),
        (("a",), "-1", [("a", ())]),
        (("d1",), "d1", []),
        (("d1", "c2"), "c2", []),
        ((), "base", []),
        (("d1",), None, [("d1", ("c1",)), ("c1", ("b",)), ("b", ("a",)), ("a", ())]),
    ],
)
def test_downgrade_targets(rows: tuple[str, ...], target: str, steps: Walk) -> None:
    """A downgrade undoes what is above the target, in its branch if it names one."""
    assert walked(downgrade_plan(parse(TWO_BRANCHES), rows, target)) == steps


def test_a_relative_downgrade_from_several_heads_warns() -> None:
    """``-1`` from several heads undoes one step of the first, with a warning."""
    with pytest.warns(UserWarning, match="downgrade -1 from multiple heads is ambiguous"):
        plan = downgrade_plan(parse(TWO_BRANCHES), ("d2", "d1"), "-1")
    assert walked(plan) == [("d2", ("c2", "d1"))]


def test_what_depends_on_a_revision_goes_before_it() -> None:
    """A downgrade takes dependents along, and leaves what they implied."""
    revisions = parse("y1 [y] <- y2\nx1 [x] <- x2\ny2 ~> x1")
    assert walked(downgrade_plan(revisions, ("x2", "y2"), "x@base")) == [
        ("y2", ("x2", "y1")),
        ("x2", ("x1", "y1")),
        ("x1", ("y1",)),
    ]
    assert walked(downgrade_plan(revisions, ("y2",), "x@-1")) == [("y2", ("x1", "y1")), ("x1", ("y1",))]
    assert walked(downgrade_plan(revisions, ("y2",), "y1")) == [("y2", ("x1", "y1"))]


def test_what_depends_on_the_target_stays() -> None:
    """The target itself stays, and so may what depends on it."""
    revisions = parse("a1 <- a2 <- a3\nb1 <- b2 <- b3\nb2 ~> a2\na3 ~> b1")
    assert walked(downgrade_plan(revisions, ("a3", "b2"), "b1")) == [("b2", ("a3",))]


@pytest.mark.parametrize(
    ("rows", "target", "sentence", "hint"),
    [
        (("c1",), "+3", "+3 didn't produce 3", "only 1 revision can be counted above; use +1 or head"),
        (("c1",), "left@+3", "left@+3 didn't produce 3", "only 1 revision can be counted above; use left@+1 or head"),
        (("d1",), "+1", "+1 didn't produce 1", "there is no revision above"),
        (("d1",), "-1", "-1 didn't produce 1", "an upgrade leads up: use +1, or `migrate downgrade -1`"),
    ],
)
def test_an_upgrade_can_lead_nowhere(rows: tuple[str, ...], target: str, sentence: str, hint: str) -> None:
    """A count that leaves the graph, or leads down, is an error that says what can be had."""
    with pytest.raises(NotReachable) as caught:
        upgrade_plan(parse(TWO_BRANCHES), rows, target)
    assert str(caught.value) == f"Relative revision {sentence} migrations"
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("rows", "target", "sentence", "hint"),
    [
        ((), "-1", "Relative revision -1 didn't produce 1 migrations", "nothing is applied"),
        (
            ("b",),
            "-5",
            "Relative revision -5 didn't produce 5 migrations",
            "only 2 revisions can be counted below; use -2 or base",
        ),
        (
            ("b",),
            "+2",
            "Relative revision +2 didn't produce 2 migrations",
            "a downgrade leads down: use -2, or `migrate upgrade +2`",
        ),
        (
            ("c1",),
            "right@-1",
            "Relative revision right@-1 didn't produce 1 migrations",
            "nothing of right is applied",
        ),
        (
            ("b",),
            "left@head-1",
            "Destination left@head-1 is not a valid downgrade target from current head(s)",
            "the database is at b, below it or beside it; to go there, use `migrate upgrade`",
        ),
    ],
)
def test_a_downgrade_can_lead_nowhere(rows: tuple[str, ...], target: str, sentence: str, hint: str) -> None:
    """A downgrade to what is not applied, or further than base, is an error that says what can be had."""
    with pytest.raises(NotReachable) as caught:
        downgrade_plan(parse(TWO_BRANCHES), rows, target)
    assert str(caught.value) == sentence
    assert (caught.value.target, caught.value.hint) == (target, hint)


def test_a_branch_with_two_ends_is_ambiguous() -> None:
    """A count down a branch does not choose between two of its heads."""
    with pytest.raises(AmbiguousTarget, match=r"^Ambiguous downgrade from multiple current revisions$"):
        downgrade_plan(parse(TWO_BRANCHES), ("d1", "d2"), "b@-1")


def test_several_heads_are_not_one() -> None:
    """An upgrade to ``head`` does not choose between two."""
    with pytest.raises(MultipleHeads) as caught:
        upgrade_plan(parse(TWO_BRANCHES), (), "head")
    assert caught.value.heads == ("d1", "d2")


def test_unknown_rows_are_named() -> None:
    """A database at an id that no revision has is an error naming the id and what still works."""
    with pytest.raises(UnknownRows, match=r"^No such revision or branch 'zz99'$") as caught:
        upgrade_plan(parse(TWO_BRANCHES), ("a", "zz99"), "heads")
    assert (caught.value.rows, caught.value.known) == (("zz99",), 6)
    assert caught.value.hint == (
        "the database is at zz99, which no revision file defines: get the missing file, or set the version table with "
        "`migrate stamp`; `current` and `history` still work"
    )


def test_rows_that_overlap_are_refused() -> None:
    """A version table of which one row implies another is an error that tells how to mend it."""
    with pytest.raises(OverlappingRevisions) as caught:
        upgrade_plan(parse(TWO_BRANCHES), ("a", "b"), "heads")
    assert str(caught.value) == "Requested revision b overlaps with other requested revisions a"
    assert caught.value.hint == (
        "the version table holds a and b, though b stands on a: write the right rows with `migrate stamp`"
    )


def test_an_older_target_is_recognized() -> None:
    """The heads that stand above the target of an upgrade tell why there is nothing to do."""
    revisions = parse(TWO_BRANCHES)
    assert heads_above(revisions, ("d1", "c2"), "c1") == ("d1",)
    assert heads_above(revisions, ("d1", "c2"), "a") == ("d1", "c2")
    assert heads_above(revisions, ("d1",), "d1") == ()


@given(databases(), st.data())
def test_an_upgrade_is_a_topological_order(database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject) -> None:
    """An upgrade runs exactly what is missing, each revision after all it stands on, and keeps the table in step."""
    graph, rows = database
    names = [spec.id for spec in graph]
    targets = highest(graph, set(data.draw(st.lists(st.sampled_from(names), max_size=3))))
    applied = below(graph, rows)
    plan = upgrade_plan(built(graph), rows, targets)
    assert sorted(ran(plan)) == sorted(below(graph, targets) - applied)
    for step in plan:
        assert step.heads_before == highest(graph, applied)
        applied.add(step.revision.revision)
        assert below(graph, applied) == applied
        assert step.heads_after == highest(graph, applied)


@given(databases(), st.data())
def test_a_downgrade_keeps_the_table_in_step(database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject) -> None:
    """A downgrade takes each revision away after all that stands on it, and leaves the target on top of its branch."""
    graph, rows = database
    applied = below(graph, rows)
    target = data.draw(st.sampled_from(sorted(applied))) if applied else "base"
    for step in downgrade_plan(built(graph), rows, target):
        assert step.heads_before == highest(graph, applied)
        applied.remove(step.revision.revision)
        assert below(graph, applied) == applied
        assert step.heads_after == highest(graph, applied)
    assert target == "base" or target in applied
    assert not any(target in spec.parents for spec in graph if spec.id in applied)


@given(databases())
def test_down_and_up_are_each_other_backwards(database: tuple[list[Spec], tuple[str, ...]]) -> None:
    """The way down to base is the way up again, step by step."""
    graph, rows = database
    revisions = built(graph)
    down, up = downgrade_plan(revisions, rows, "base"), upgrade_plan(revisions, (), rows)
    assert walked(down)[:-1] == [(step.revision.revision, step.heads_before) for step in reversed(up.steps)][:-1]
    assert ran(down) == ran(up)[::-1]
    assert (down.heads_after, up.heads_after) == ((), rows)


@given(databases())
def test_a_plan_does_not_depend_on_the_order_of_rows(database: tuple[list[Spec], tuple[str, ...]]) -> None:
    """The rows of a version table have no order, and neither has their order a meaning."""
    graph, rows = database
    revisions = built(graph)
    assert upgrade_plan(revisions, rows, "heads") == upgrade_plan(revisions, rows[::-1], "heads")
    assert downgrade_plan(revisions, rows, "base") == downgrade_plan(revisions, rows[::-1], "base")
