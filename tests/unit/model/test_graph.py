"""Building the graph: what is linked to what, and which graphs are refused."""

from __future__ import annotations

import pytest
from hypothesis import given

from migrate.kernel.model.graph_errors import DuplicateRevision, MissingRevision
from migrate.script.revision import CycleDetected, DependencyCycleDetected, Revision, RevisionError, RevisionMap
from support.graphs import Spec, built, graphs, parse


def test_the_generator_is_called_once_and_not_before_it_is_needed() -> None:
    """A map loads its revisions when the first question is asked, and never again."""
    calls = []

    def load() -> list[Revision]:
        calls.append("loaded")
        return [Revision("a", None)]

    revisions = RevisionMap(load)
    assert calls == []
    assert (revisions.heads, revisions.bases) == (("a",), ("a",))
    assert calls == ["loaded"]


def test_dependencies_may_be_ids_labels_or_beginnings() -> None:
    """A dependency is an id, a branch label, or the beginning of an id."""
    revisions = parse(
        """
        aaaa1111 [lib]
        bbbb2222
        x ~> aaaa1111
        y ~> lib
        z ~> bbbb, lib
        """
    )
    assert [revisions.get_existing(id_).resolved_dependencies for id_ in "xyz"] == [
        ("aaaa1111",),
        ("aaaa1111",),
        ("bbbb2222", "aaaa1111"),
    ]


def test_a_head_that_others_depend_on_is_no_effective_head() -> None:
    """What others depend on is a head all the same, but the version table will not hold it."""
    revisions = parse("a <- b\nx <- y\ny ~> b")
    assert revisions.heads == ("b", "y")
    assert revisions.effective_heads == ("y",)


def test_a_base_that_depends_on_others_is_no_effective_base() -> None:
    """A revision without a parent is a base even if it depends on others."""
    revisions = parse("a\nx\nx ~> a")
    assert revisions.bases == ("a", "x")
    assert revisions.effective_bases == ("a",)


@pytest.mark.parametrize("line", ["aaaa1 <- b <- c", "aaaa1 <- b\nb ~> x"])
def test_a_reference_to_nothing_names_both_ends(line: str) -> None:
    """A parent or dependency that does not exist is an error naming it, who names it, and what it may mean."""
    graph = [Spec("aaaa1"), Spec("b", ["aaaa2"])] if "c" in line else [Spec("aaaa1"), Spec("b", [], ["aaaa2"])]
    with pytest.raises(MissingRevision, match=r"^Revision aaaa2 referenced from b is not present$") as caught:
        assert built(graph).heads
    assert (caught.value.argument, caught.value.referrer, caught.value.nearest) == ("aaaa2", "b", ("aaaa1",))
    assert caught.value.hint == "did you mean 'aaaa1'?"


def test_one_id_twice_is_an_error() -> None:
    """Two revisions of one id are refused, and both are in the error."""
    first, second = Revision("a", None), Revision("a", None)
    with pytest.raises(DuplicateRevision, match=r"^Revision a is present more than once$") as caught:
        assert RevisionMap(lambda: [first, second]).heads
    assert (caught.value.first, caught.value.second) == (first, second)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a [x] <- b [x]", "Branch name 'x' in revision b already used by revision a"),
        ("a <- b [a]", "Branch name 'a' in revision b already used by revision a"),
    ],
)
def test_one_label_twice_is_an_error(text: str, sentence: str) -> None:
    """A label that another revision has as its label or id is refused."""
    with pytest.raises(DuplicateRevision) as caught:
        assert parse(text).heads
    assert str(caught.value) == sentence


def test_the_path_of_a_cycle_is_shown() -> None:
    """A cycle is told as a path, without the revisions that merely stand on it or below it."""
    graph = [Spec("low"), Spec("a", ["c", "low"]), Spec("b", ["a"]), Spec("c", ["b"]), Spec("top", ["c"])]
    with pytest.raises(CycleDetected, match=r"^Cycle is detected in revisions \(a, b, c\)$") as caught:
        assert built(graph).heads
    assert caught.value.path == ("a", "c", "b", "a")


def test_a_cycle_by_way_of_a_dependency_is_shown() -> None:
    """A cycle that only a dependency closes is a dependency cycle."""
    graph = [Spec("a", [], ["c"]), Spec("b", ["a"]), Spec("c", ["b"])]
    with pytest.raises(DependencyCycleDetected, match=r"^Dependency cycle is detected in revisions \(a, b, c\)$"):
        assert built(graph).heads


def test_a_label_of_its_own_is_no_dependency() -> None:
    """A revision that depends on its own label depends on itself."""
    with pytest.raises(DependencyCycleDetected, match="self-loop"):
        assert built([Spec("a", [], ["lib"], ["lib"])]).heads


@given(graphs())
def test_what_is_added_one_by_one_equals_what_is_loaded_at_once(graph: list[Spec]) -> None:
    """Adding revisions to a map leads to the same graph as loading them."""
    ordered = sorted(graph, key=lambda spec: int(spec.id[1:]))
    loaded, grown = built(ordered), RevisionMap(list)
    for spec in ordered:
        grown.add_revision(spec.revision())
    for table in ("parents", "children", "below", "above"):
        assert getattr(grown.graph, table) == getattr(loaded.graph, table)
    for one, other in zip(loaded, grown, strict=True):
        assert (one.nextrev, one.dependents) == (other.nextrev, other.dependents)


def test_a_refused_addition_leaves_the_map_as_it_was() -> None:
    """A revision that cannot be added changes nothing."""
    revisions = parse("a <- b")
    for refused in (Revision("c", "nothing"), Revision("c", "b", "nothing"), Revision("b", "a")):
        with pytest.raises(RevisionError):
            revisions.add_revision(refused)
    with pytest.raises(DuplicateRevision):
        revisions.add_revision(Revision("c", "b", branch_labels="a"))
    assert revisions.heads == ("b",)
    assert "c" not in revisions


def test_a_revision_can_be_replaced() -> None:
    """A replaced revision stands where its new parents say, and in the place of the old one."""
    revisions = parse("a <- b <- c")
    revisions.add_revision(Revision("c", "a"), _replace=True)
    assert revisions.heads == ("b", "c")
    assert revisions.get_existing("a").nextrev == {"b", "c"}
