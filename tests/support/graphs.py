"""Graphs of revisions for tests: written as text, or made up by hypothesis; and what brute force says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import strategies as st

from migrate.script.revision import Revision, RevisionMap

_NODE = re.compile(r"\s*(?P<id>[^\s,\[\]]+)\s*(?:\[(?P<labels>[^\]]*)\])?\s*(?:,|$)")


@dataclass
class Spec:
    """One revision as it will be made."""

    id: str
    parents: list[str] = field(default_factory=list)
    dependencies: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def revision(self) -> Revision:
        return Revision(self.id, self.parents, self.dependencies, self.labels)


def specs(text: str) -> list[Spec]:
    """Read a graph: ``a <- b, c <- d`` lets b and c follow a, and d merge them; ``d ~> x`` depends; ``a [label]``."""
    found: dict[str, Spec] = {}

    def nodes(segment: str) -> list[Spec]:
        named = []
        for match in _NODE.finditer(segment.strip()):
            spec = found.setdefault(match["id"], Spec(match["id"]))
            spec.labels.extend(re.findall(r"[^\s,]+", match["labels"] or ""))
            named.append(spec)
        return named

    for line in filter(None, (line.strip() for line in text.splitlines())):
        if "~>" in line:
            dependent, _, names = line.partition("~>")
            for spec in nodes(dependent):
                spec.dependencies.extend(re.findall(r"[^\s,]+", names))
            continue
        for lower, upper in pairwise([[], *map(nodes, line.split("<-"))]):
            for spec in upper:
                spec.parents.extend(each.id for each in lower)
    return list(found.values())


def parse(text: str) -> RevisionMap:
    """Return the map of the graph that the text describes, in the order of mention."""
    return built(specs(text))


def built(graph: Iterable[Spec]) -> RevisionMap:
    """Return the map of the described revisions."""
    return RevisionMap(lambda: [spec.revision() for spec in graph])


def ids(revisions: Iterable[Revision]) -> list[str]:
    """Return the ids of the revisions."""
    return [revision.revision for revision in revisions]


def below(graph: Iterable[Spec], names: Iterable[str], *, dependencies: bool = True) -> set[str]:
    """Return the named revisions and all they stand on, by brute force: adding what is missing until nothing is."""
    found = set(names)
    while True:
        lower = {
            each
            for spec in graph
            if spec.id in found
            for each in spec.parents + (spec.dependencies if dependencies else [])
        }
        if lower <= found:
            return found
        found |= lower


def above(graph: list[Spec], names: Iterable[str]) -> set[str]:
    """Return the named revisions and all that stand on them, by brute force."""
    wanted = set(names)
    return {spec.id for spec in graph if below(graph, [spec.id]) & wanted}


def highest(graph: list[Spec], members: set[str]) -> tuple[str, ...]:
    """Return, sorted, the members that no other member stands on."""
    return tuple(sorted(each for each in members if above(graph, [each]) & members == {each}))


@st.composite
def graphs(draw: st.DrawFn, *, dependencies: bool = True, largest: int = 9) -> list[Spec]:
    """Make up a graph without cycles, its revisions in any order; they are named r0, r1, ... from the bottom up."""
    size = draw(st.integers(1, largest))
    graph: list[Spec] = []
    for number in range(size):
        known = [spec.id for spec in graph]
        # Recent revisions are likelier parents, as they are in life; a revision without any starts a branch.
        parents = draw(st.lists(st.sampled_from(known[-4:]), max_size=3, unique=True)) if known else []
        named = draw(st.lists(st.sampled_from(known), max_size=2, unique=True)) if known and dependencies else []
        graph.append(Spec(f"r{number}", parents, named))
    return draw(st.permutations(graph))


@st.composite
def databases(draw: st.DrawFn, *, dependencies: bool = True) -> tuple[list[Spec], tuple[str, ...]]:
    """Make up a graph and the rows of a version table that fit it."""
    graph = draw(graphs(dependencies=dependencies))
    applied = draw(st.lists(st.sampled_from([spec.id for spec in graph]), max_size=3, unique=True))
    return graph, highest(graph, below(graph, applied))
