"""`RevisionMap`: questions about single revisions and about branches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.script.revision import MultipleHeads, ResolutionError
from support.graphs import Spec, below, built, databases, graphs, highest, ids, parse


def test_an_empty_map_answers() -> None:
    """A project without revisions has no head, no base, and nothing at ``head``."""
    revisions = parse("")
    assert (revisions.heads, revisions.bases, revisions.get_current_head()) == ((), (), None)
    assert revisions.get_revision("head") is None
    assert revisions.get_revisions("heads") == ()


def test_base_and_nothing_are_no_revision() -> None:
    """``base`` and None stand for no revision."""
    revisions = parse("a <- b")
    assert [revisions.get_revision(each) for each in ("base", None, ())] == [None, None, None]


def test_several_revisions_are_not_one() -> None:
    """Asking for one revision by a target that means several is an error."""
    with pytest.raises(MultipleHeads, match="given argument 'heads'; b, c"):
        parse("a <- b, c").get_revision("heads")


def test_the_head_of_a_branch_can_be_asked_for() -> None:
    """The only head is found, and that of a branch where there are several."""
    revisions = parse("a <- b [left] <- c\na <- d [right]")
    assert revisions.get_current_head("left") == "c"
    with pytest.raises(MultipleHeads, match="given argument 'head'; c, d"):
        revisions.get_current_head()
    with pytest.raises(ResolutionError, match=r"^No such branch: 'middle'$"):
        revisions.get_current_head("middle")


def test_an_exact_id_can_be_demanded() -> None:
    """Where a row of the version table is looked up, the beginning of an id does not do."""
    revisions = parse("aaaa1 <- aaaa2")
    assert revisions.get_existing("aaaa1").revision == "aaaa1"
    for other in ("aaaa", "head", "zzzz"):
        with pytest.raises(ResolutionError):
            revisions.get_existing(other)


@given(graphs())
def test_heads_and_bases_are_those_without_neighbours(graph: list[Spec]) -> None:
    """Heads follow nothing, bases have no parent, and the effective ones count dependencies too."""
    revisions = built(graph)
    parents = {each for spec in graph for each in spec.parents}
    lower = parents | {each for spec in graph for each in spec.dependencies}
    assert revisions.heads == tuple(spec.id for spec in graph if spec.id not in parents)
    assert revisions.effective_heads == tuple(spec.id for spec in graph if spec.id not in lower)
    assert revisions.bases == tuple(spec.id for spec in graph if not spec.parents)
    assert revisions.effective_bases == tuple(spec.id for spec in graph if not spec.parents + spec.dependencies)


@given(databases())
def test_current_heads_count_what_dependencies_imply(database: tuple[list[Spec], tuple[str, ...]]) -> None:
    """The current heads are the applied revisions that no applied one follows."""
    graph, rows = database
    applied = below(graph, rows)
    parents = {each for spec in graph if spec.id in applied for each in spec.parents}
    assert set(ids(built(graph).current_heads((*rows, "unknown")))) == applied - parents


@given(graphs(), st.data())
def test_the_common_ancestor_is_the_highest(graph: list[Spec], data: st.DataObject) -> None:
    """The common ancestor is below all the given revisions, and nothing above it is."""
    names = data.draw(st.lists(st.sampled_from([spec.id for spec in graph]), min_size=1, max_size=3))
    shared = set.intersection(*(below(graph, [name], dependencies=False) for name in names))
    found = built(graph).common_ancestor(names)
    if found is None:
        assert not shared
    else:
        assert not any(
            found.revision in below(graph, [other], dependencies=False) for other in shared - {found.revision}
        )
        assert found.revision in shared


@given(graphs(), st.data())
def test_lineage_is_what_is_above_and_below(graph: list[Spec], data: st.DataObject) -> None:
    """A lineage holds the revision, all it stands on and all that stands on it; dependencies count if asked for."""
    name = data.draw(st.sampled_from([spec.id for spec in graph]))
    counted = data.draw(st.booleans())
    every = [spec.id for spec in graph]
    expected = tuple(
        each
        for each in every
        if each in below(graph, [name], dependencies=counted) or name in below(graph, [each], dependencies=counted)
    )
    assert built(graph).filter_for_lineage(every, name, include_dependencies=counted) == expected


def test_lineage_of_a_branch_and_its_head_count_together() -> None:
    """A filter by ``label@head`` keeps what is in line with the branch or with its head."""
    revisions = parse("a <- b <- c1 [left], c2 <- d\na <- x")
    assert revisions.filter_for_lineage(["c1", "c2", "d", "x"], "left@head") == ("c1", "c2", "d")


@pytest.mark.parametrize("everything", [None, "base"])
def test_no_lineage_keeps_everything(everything: str | None) -> None:
    """Without a revision to check against, nothing is filtered out."""
    assert parse("a <- b\nx").filter_for_lineage(["b", "x"], everything) == ("b", "x")


def test_meetings_leave_out_what_is_between() -> None:
    """Of a long history only the heads and the points where they meet are kept."""
    revisions = parse(
        """
        a <- b <- c <- d1 <- e1 <- f1
        c <- d2 <- e2
        b <- x <- y
        z1 <- z2
        """
    )
    assert revisions.meetings(revisions.heads) == {
        "f1": ("c",),
        "e2": ("c",),
        "c": ("b",),
        "y": ("b",),
        "b": (),
        "z2": (),
    }


@given(graphs(dependencies=False))
def test_meetings_keep_who_stands_on_whom(graph: list[Spec]) -> None:
    """The shape that is left tells of each two of its revisions whether one stands on the other, as the graph does."""
    revisions = built(graph)
    shape = revisions.meetings(highest(graph, {spec.id for spec in graph}))
    reduced = [Spec(id_, list(lower)) for id_, lower in shape.items()]
    for id_ in shape:
        assert below(reduced, [id_]) == below(graph, [id_]) & set(shape)
