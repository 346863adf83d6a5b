"""Branch labels: which revisions carry one in the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from migrate.script.revision import Revision
from support.graphs import Spec, below, built, graphs, parse


def labels(text: str) -> dict[str, set[str]]:
    return {revision.revision: set(revision.branch_labels) for revision in parse(text)}


def test_a_label_belongs_to_all_that_follow() -> None:
    """What follows a labelled revision carries its label, across branch points and merge points."""
    found = labels(
        """
        a <- b [left] <- c, d <- e
        a <- x
        """
    )
    assert found == {"a": set(), "b": {"left"}, "c": {"left"}, "d": {"left"}, "e": {"left"}, "x": set()}


def test_a_label_reaches_down_to_the_next_fork() -> None:
    """What is below on the same straight line carries the label; a branch point or a merge point does not."""
    assert labels("a <- b, x\nb <- c <- d [lib]") == {"a": set(), "b": {"lib"}, "x": set(), "c": {"lib"}, "d": {"lib"}}
    assert labels("a, b <- c <- d [lib]") == {"a": set(), "b": set(), "c": set(), "d": {"lib"}}


def test_merged_branches_leave_both_labels() -> None:
    """A merge point carries the labels of all its branches."""
    assert labels("a <- b [x], c [y] <- d")["d"] == {"x", "y"}


@given(graphs(dependencies=False), st.data())
def test_labels_equal_brute_force(graph: list[Spec], data: st.DataObject) -> None:
    """The labels of each revision are those of all it stands on, and of what is above it on a straight line."""
    for spec in graph:
        spec.labels = [f"of_{spec.id}"] if data.draw(st.booleans()) else []
    by_id = {spec.id: spec for spec in graph}
    followers = {spec.id: [each for each in graph if spec.id in each.parents] for spec in graph}

    def line_above(spec: Spec) -> set[str]:
        """Return the labels above as long as each revision but the highest has one parent and one follower."""
        if len(spec.parents) > 1 or len(followers[spec.id]) != 1:
            return set()
        (upper,) = followers[spec.id]
        return set() if len(upper.parents) > 1 else {*upper.labels, *line_above(upper)}

    expected = {
        spec.id: {
            label for each in below(graph, [spec.id]) for label in (*by_id[each].labels, *line_above(by_id[each]))
        }
        for spec in graph
    }
    assert {each.revision: set(each.branch_labels) for each in built(graph)} == expected


def test_labels_are_a_set() -> None:
    """The labels of a branch can be counted, searched, shown and combined like any set."""
    found = parse("a <- b [x], c [y] <- d [z]").get_existing("d").branch_labels
    assert (len(found), "x" in found, "a" in found) == (3, True, False)
    assert found == {"x", "y", "z"}
    assert found & {"x", "q"} == {"x"}
    assert repr(found) == "{'x', 'y', 'z'}"


def test_revisions_of_one_branch_share_one_set() -> None:
    """A long branch does not hold one set for each revision."""
    revisions = parse("a [lib] <- b <- c <- d")
    assert len({id(revision.branch_labels) for revision in revisions}) == 1


def test_an_added_revision_gets_and_gives_labels() -> None:
    """A revision added to a map carries the labels of its branch, and gives its own to the line below it."""
    revisions = parse("a <- b [old]")
    revisions.add_revision(Revision("c", "b", branch_labels="new"))
    assert {each.revision: set(each.branch_labels) for each in revisions} == {
        "a": {"old", "new"},
        "b": {"old", "new"},
        "c": {"old", "new"},
    }
    assert revisions.get_revision("new@head") is revisions.get_existing("c")
