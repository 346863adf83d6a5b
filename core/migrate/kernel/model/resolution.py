"""From the text of a target to the revisions it stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from migrate.kernel.model.graph import Graph
from migrate.kernel.model.graph_errors import AmbiguousTarget, MultipleHeads, NotReachable, ResolutionError
from migrate.kernel.model.targets import BASE, HEAD, HEADS, Target
from migrate.kernel.model.traversal import closure, tops
from migrate.kernel.text import counted, listed, nearest

SHORTEST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a relative target leads: the revision, None for base, and the one stepped from just before."""

    end: str | None
    before: str | None
    taken: int


def revision_named(graph: Graph, name: str, branch: str | None = None) -> str:
    """Return the id that an id, a label or the beginning of one stands for, within a branch if one is named.

    Raises ``ResolutionError``.
    """
    found = graph.names.matching(name)
    if branch is not None and found:
        line = lineage(graph, branch_root(graph, branch))
        if name in (found[0], *graph.revisions[found[0]].own_labels) and found[0] not in line:
            raise ResolutionError(f"Revision {found[0]} is not a member of branch '{branch}'", name)
        found = tuple(id_ for id_ in found if id_ in line)
    if len(found) > 1:
        examples = ", ".join(f"'{id_}'" for id_ in found[:3])
        raise ResolutionError(
            f"Multiple revisions start with '{name}': {examples}...", name, known=len(graph.revisions), candidates=found
        )
    if not found:
        raise _not_found(graph, name)
    return found[0]


def branch_root(graph: Graph, branch: str) -> str:
    """Return the id of the revision that names a branch by its label, its id or the beginning of one."""
    found = graph.names.matching(branch)
    if len(found) != 1:
        near = nearest(branch, graph.names.known())
        raise ResolutionError(
            f"No such branch: '{branch}'", branch, nearest=near, known=len(graph.revisions), candidates=found
        )
    return found[0]


def lineage(graph: Graph, id_: str) -> set[str]:
    """Return the revision, all below it and all above it, dependencies not counted."""
    return closure([id_], graph.parents) | closure([id_], graph.children)


def heads_of(graph: Graph, branch: str | None = None) -> tuple[str, ...]:
    """Return the ids that no revision follows, of a branch or of all, in the order of loading."""
    heads = (id_ for id_, children in graph.children.items() if not children)
    if branch is None:
        return tuple(heads)
    line = lineage(graph, branch_root(graph, branch))
    return tuple(id_ for id_ in heads if id_ in line)


def bases_of(graph: Graph, branch: str | None = None) -> tuple[str, ...]:
    """Return the ids without a parent, of a branch or of all, in the order of loading."""
    line: Collection[str] = graph.parents
    if branch is not None:
        line = closure([branch_root(graph, branch)], graph.parents)
    return tuple(id_ for id_, parents in graph.parents.items() if not parents and id_ in line)


def resolve(graph: Graph, target: Target, *, clamp: bool = False) -> tuple[str, ...]:
    """Return the ids that a target stands for by itself; none for base.

    A target without a symbol counts downwards from the heads.  With ``clamp``, one that leads out of the graph stops
    at its edge.
    """
    starts = _starts(graph, target)
    if target.label is not None:
        branch_root(graph, target.label)
    if not target.offset:
        return starts
    line = _line(graph, target.label)
    origins: Sequence[str | None] = starts if starts or target.symbol != BASE else (None,)
    ends = (walk(graph, target, origin, line, clamp=clamp).end for origin in origins)
    return tuple(dict.fromkeys(end for end in ends if end is not None))


def walk(graph: Graph, target: Target, start: str | None, line: Collection[str] | None, *, clamp: bool = False) -> Walk:
    """Go as many revisions up or down as the target says; ``start`` None is base, ``line`` limits the walk.

    Raises ``AmbiguousTarget`` where the way forks, and ``NotReachable`` where it ends too early.
    """
    wanted = target.offset or 0
    end, before, taken = start, None, 0
    while taken < abs(wanted):
        ways = _ways(graph, end, line, up=wanted > 0)
        if len(ways) > 1:
            fork = f"{listed(ways)} {'follow' if wanted > 0 else 'are below'} {end or BASE}"
            raise ambiguous(f"Ambiguous walk: {fork}", target, ways, taken=taken)
        if not ways and (wanted > 0 or end is None):
            break
        before, end, taken = end, ways[0] if ways else None, taken + 1
    if taken < abs(wanted) and not clamp:
        raise too_far(target, possible=taken)
    return Walk(end, before, taken)


def too_far(target: Target, *, possible: int = 0, hint: str | None = None) -> NotReachable:
    """Return the error for a relative target that leads out of the graph, after as many steps as are possible."""
    wanted = target.offset or 0
    sentence = f"Relative revision {target.text} didn't produce {abs(wanted)} migrations"
    where, edge, sign = ("above", HEAD, "+") if wanted > 0 else ("below", BASE, "-")
    if possible:
        nearer = f"{target.text.rpartition(sign)[0]}{sign}{possible}"
        hint = hint or f"only {counted(possible, 'revision')} can be counted {where}; use {nearer} or {edge}"
    return NotReachable(sentence, target.text, possible=possible, hint=hint or f"there is no revision {where}")


def ambiguous(sentence: str, target: Target, ways: Sequence[str], *, taken: int = 0) -> AmbiguousTarget:
    """Return the error for a relative target that could lead to several revisions."""
    hint = None if target.label is not None else f"name the branch, as in {ways[0]}@{target.text}"
    return AmbiguousTarget(sentence, target.text, ways, possible=taken, hint=hint)


def starts_among(graph: Graph, rows: Sequence[str], branch: str | None) -> tuple[str, ...]:
    """Return the revisions from which a relative target may start: the rows, or what they hold of the branch."""
    if branch is None:
        return tuple(dict.fromkeys(rows))
    line = lineage(graph, branch_root(graph, branch))
    named = tuple(dict.fromkeys(row for row in rows if row in line))
    if named:
        return named
    implied = tops(closure(rows, graph.below) & line, graph.parents)
    return tuple(id_ for id_ in graph.revisions if id_ in implied)


def _starts(graph: Graph, target: Target) -> tuple[str, ...]:
    if target.symbol == BASE:
        return ()
    if target.symbol == HEADS or (not target.symbol and (target.offset or 0) < 0):
        return heads_of(graph, target.label)
    if target.symbol == HEAD:
        heads = heads_of(graph, target.label)
        if len(heads) > 1:
            raise MultipleHeads(heads, target.text)
        return heads
    if not target.symbol and target.offset is not None:
        raise _not_found(graph, target.text)
    return (revision_named(graph, target.symbol, target.label),)


def _ways(graph: Graph, id_: str | None, line: Collection[str] | None, *, up: bool) -> list[str]:
    if id_ is None:
        ways: Sequence[str] = [base for base, parents in graph.parents.items() if not parents] if up else ()
    else:
        ways = graph.children[id_] if up else graph.parents[id_]
    return [each for each in ways if line is None or each in line]


def _line(graph: Graph, branch: str | None) -> set[str] | None:
    return None if branch is None else lineage(graph, branch_root(graph, branch))


def _not_found(graph: Graph, name: str) -> ResolutionError:
    advice = "; please ensure at least four characters are present for partial revision identifier matches"
    sentence = f"No such revision or branch '{name}'{advice if len(name) < SHORTEST_PREFIX else ''}"
    near = nearest(name, graph.names.known())
    return ResolutionError(sentence, name, nearest=near, known=len(graph.revisions))
