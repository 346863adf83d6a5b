"""The revisions between two ends of a range, and those that a downgrade takes away."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrate.kernel.model.graph import Graph
from migrate.kernel.model.graph_errors import NotReachable, OverlappingRevisions, RangeNotAncestorError
from migrate.kernel.model.resolution import (
    Walk,
    ambiguous,
    bases_of,
    branch_root,
    lineage,
    resolve,
    starts_among,
    too_far,
    walk,
)
from migrate.kernel.model.targets import Target, parse_target, target_texts
from migrate.kernel.model.traversal import beyond, closure, closure_within, downwards
from migrate.kernel.text import listed


@dataclass(frozen=True, slots=True)
class RangeQuery:
    """The two ends of a range as they were given, and how to read them; see ``RevisionMap.iterate_revisions``."""

    upper: object
    lower: object
    implicit_base: bool = False
    inclusive: bool = False
    strict_length: bool = True
    for_downgrade: bool = False


@dataclass(frozen=True, slots=True)
class Descent:
    """What a downgrade aims at: the revisions that stay on top, and the lowest that go."""

    kept: tuple[str, ...]
    roots: frozenset[str]


def revisions_between(graph: Graph, query: RangeQuery) -> Iterator[str]:
    """Yield the ids of a range from the upper end down."""
    lower = [parse_target(text) for text in target_texts(query.lower)]
    upper = [parse_target(text) for text in target_texts(query.upper)]
    members = _descended(graph, query, upper, lower) if query.for_downgrade else _ranged(graph, query, upper, lower)
    return downwards(members, graph.below, graph.revisions)


def _ranged(graph: Graph, query: RangeQuery, upper: Sequence[Target], lower: Sequence[Target]) -> set[str]:
    clamp = not query.strict_length
    if any(each.is_relative for each in lower):
        highest = _absolute(graph, upper, clamp=clamp)
        lowest = ends_from(graph, lower, highest, clamp=clamp)
    else:
        lowest = _absolute(graph, lower, clamp=clamp)
        highest = ends_from(graph, upper, lowest, clamp=clamp)
    for target in lower:
        if target.is_base and target.label is not None:
            line = lineage(graph, branch_root(graph, target.label))
            highest = tuple(id_ for id_ in highest if id_ in line)
    refuse_overlap(graph, highest)
    refuse_overlap(graph, lowest)
    return _members(graph, query, highest, lowest)


def _members(graph: Graph, query: RangeQuery, highest: Sequence[str], lowest: Sequence[str]) -> set[str]:
    reached = closure(highest, graph.below)
    members = reached - closure(lowest, graph.below)
    if lowest and not query.implicit_base:
        if not reached.issuperset(lowest):
            raise RangeNotAncestorError(_as_given(query.lower), _as_given(query.upper))
        members &= closure(lowest, graph.above)
    if query.inclusive:
        members |= reached.intersection(lowest)
    return members


def _descended(graph: Graph, query: RangeQuery, upper: Sequence[Target], lower: Sequence[Target]) -> set[str]:
    rows = _absolute(graph, upper, clamp=not query.strict_length)
    applied = closure(rows, graph.below)
    descent = descent_to(graph, rows, lower, applied)
    if query.implicit_base:
        members = applied - closure(descent.kept, graph.below)
    else:
        members = closure_within(descent.roots, graph.above, applied)
    return members.union(descent.kept) if query.inclusive else members


def descent_to(graph: Graph, rows: Sequence[str], targets: Sequence[Target], applied: Collection[str]) -> Descent:
    """Return what a downgrade from the rows to the targets keeps and takes away; no target is base.

    Raises ``NotReachable`` for a target that is not applied.
    """
    kept: list[str] = []
    roots: set[str] = set()
    for target in targets or (parse_target("base"),):
        if target.is_relative:
            way = _walk_down(graph, rows, target)
            roots.update(() if way.before is None else (way.before,))
            kept.extend(() if way.end is None else (way.end,))
        else:
            ends = resolve(graph, target)
            roots.update(_roots_above(graph, target, ends))
            kept.extend(ends)
            _refuse_unapplied(target, ends, rows, applied)
    return Descent(tuple(dict.fromkeys(kept)), frozenset(roots))


def _refuse_unapplied(target: Target, ends: Iterable[str], rows: Sequence[str], applied: Collection[str]) -> None:
    if any(end not in applied for end in ends):
        sentence = f"Destination {target.text} is not a valid downgrade target from current head(s)"
        hint = f"the database is at {listed(rows) or 'base'}, below it or beside it; to go there, use `migrate upgrade`"
        raise NotReachable(sentence, target.text, rows, hint=hint)


def _roots_above(graph: Graph, target: Target, ends: Sequence[str]) -> Iterable[str]:
    """Return the lowest revisions above the ends, in the target's branch if it names one."""
    if not ends:
        return bases_of(graph, target.label)
    above = {each for end in ends for each in graph.children[end]}
    return above if target.label is None else above & lineage(graph, branch_root(graph, target.label))


def _walk_down(graph: Graph, rows: Sequence[str], target: Target) -> Walk:
    """Follow a target such as `-2` or `label@-1` down from where the database is."""
    starts = starts_among(graph, rows, target.label)
    line = None
    if target.label is not None:
        root = branch_root(graph, target.label)
        line = lineage(graph, root)
        # A revision that the branch shares with others is no place to start from: they would go down with it.
        own = closure([root], graph.children).union(rows)
        starts = tuple(id_ for id_ in starts if id_ in own)
    steps = target.offset or 0
    if steps > 0:
        raise too_far(target, hint=f"a downgrade leads down: use -{steps}, or `migrate upgrade {target.text}`")
    if not starts:
        raise too_far(
            target, hint="nothing is applied" if target.label is None else f"nothing of {target.label} is applied"
        )
    if len(starts) > 1:
        if target.label is not None:
            raise ambiguous("Ambiguous downgrade from multiple current revisions", target, starts)
        warnings.warn(
            "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future release.",
            UserWarning,
            stacklevel=2,
        )
    return walk(graph, target, starts[0], line)


def _absolute(graph: Graph, targets: Sequence[Target], *, clamp: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for target in targets for id_ in resolve(graph, target, clamp=clamp)))


def ends_from(
    graph: Graph, targets: Sequence[Target], origin: Sequence[str], *, clamp: bool = False
) -> tuple[str, ...]:
    """Return the ids that targets stand for, relative ones counted from the origin."""
    found: list[str] = []
    for target in targets:
        if target.is_relative:
            found.extend(_counted_from(graph, target, origin, clamp=clamp))
        else:
            found.extend(resolve(graph, target, clamp=clamp))
    return tuple(dict.fromkeys(found))


def _counted_from(graph: Graph, target: Target, origin: Sequence[str], *, clamp: bool) -> tuple[str, ...]:
    """Return where a relative end leads from the other end of its range."""
    starts = starts_among(graph, origin, target.label)
    if len(starts) > 1:
        direction = "upgrade" if (target.offset or 0) > 0 else "range"
        raise ambiguous(f"Ambiguous {direction} from multiple current revisions", target, starts)
    line = None if target.label is None else lineage(graph, branch_root(graph, target.label))
    end = walk(graph, target, starts[0] if starts else None, line, clamp=clamp).end
    return () if end is None else (end,)


def refuse_overlap(graph: Graph, ids: Sequence[str]) -> None:
    """Raise ``OverlappingRevisions`` if one of the ids stands on another, dependencies not counted."""
    if len(ids) < 2:
        return
    overlapped = beyond(ids, graph.parents).intersection(ids)
    if overlapped:
        lower = next(id_ for id_ in ids if id_ in overlapped)
        upper = next(id_ for id_ in ids if id_ != lower and id_ in closure([lower], graph.children))
        raise OverlappingRevisions(upper, lower)


def _as_given(argument: object) -> object:
    """Return one end of a range for a message: the text itself where there is only one."""
    texts = target_texts(argument)
    return texts[0] if len(texts) == 1 else texts or None
