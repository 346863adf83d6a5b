"""Walks over a graph given as adjacency tables; each is linear in what it visits, and none recurses."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def closure(starts: Iterable[str], edges: Edges) -> set[str]:
    """Return the starts and all that can be reached from them."""
    found = set(starts)
    pending = list(found)
    while pending:
        for each in edges[pending.pop()]:
            if each not in found:
                found.add(each)
                pending.append(each)
    return found


def closure_within(starts: Iterable[str], edges: Edges, limits: Container[str]) -> set[str]:
    """Return what can be reached from the starts, themselves included, without leaving the limits."""
    found = {each for each in starts if each in limits}
    pending = list(found)
    while pending:
        for each in edges[pending.pop()]:
            if each not in found and each in limits:
                found.add(each)
                pending.append(each)
    return found


def beyond(starts: Iterable[str], edges: Edges) -> set[str]:
    """Return all that can be reached from the starts by at least one edge."""
    return closure({each for start in starts for each in edges[start]}, edges)


def inverse(edges: Edges) -> dict[str, list[str]]:
    """Return the same edges seen from the other end; every end must be a key."""
    inverted: dict[str, list[str]] = {id_: [] for id_ in edges}
    for id_, ends in edges.items():
        for end in ends:
            inverted[end].append(id_)
    return inverted


def upwards(below: Edges, above: Edges) -> Iterator[str]:
    """Yield the whole graph from the bases up, each after all that it stands on.

    ``above`` are the edges of ``below`` seen from the other end.  What is on or above a cycle is left out.
    """
    waiting = {id_: len(lower) for id_, lower in below.items()}
    ready = [id_ for id_, count in waiting.items() if not count]
    while ready:
        id_ = ready.pop()
        yield id_
        for each in above[id_]:
            waiting[each] -= 1
            if not waiting[each]:
                ready.append(each)


def downwards(members: Collection[str], below: Edges, order: Iterable[str]) -> Iterator[str]:
    """Yield the members from the top down, each before all that it stands on.

    One branch is followed as far as it goes before the next is begun; a revision that several branches share comes
    when the last of them has reached it.  Branches begin in the given order, and continue in the order of the edges.
    """
    waiting = dict.fromkeys(members, 0)
    for id_ in waiting:
        for lower in below[id_]:
            if lower in waiting:
                waiting[lower] += 1
    pending = [id_ for id_ in order if waiting.get(id_) == 0]
    pending.reverse()
    while pending:
        id_ = pending.pop()
        yield id_
        for lower in reversed(below[id_]):
            if lower in waiting:
                waiting[lower] -= 1
                if not waiting[lower]:
                    pending.append(lower)


def tops(members: Collection[str], below: Edges) -> set[str]:
    """Return the members that no other member stands on directly."""
    return set(members).difference(each for id_ in members for each in below[id_])


def highest_common(starts: Iterable[str], below: Edges) -> str | None:
    """Return the highest revision that all starts stand on or are; None if there is none.

    Each revision collects the starts above it as the bits of one number.
    """
    tips = list(dict.fromkeys(starts))
    reached = dict.fromkeys(closure(tips, below), 0)
    for position, tip in enumerate(tips):
        reached[tip] = 1 << position
    everything = (1 << len(tips)) - 1
    for id_ in downwards(reached, below, tips):
        if reached[id_] == everything:
            return id_
        for lower in below[id_]:
            reached[lower] |= reached[id_]
    return None


def meetings(starts: Iterable[str], below: Edges, order: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the starts and the revisions where their lines meet, from the top down, each with the next ones below it.

    What lies between is left out: the result is the shape of the graph below the starts.
    """
    kept = set(starts)
    members = closure(kept, below)
    sources: dict[str, dict[str, None]] = {id_: {} for id_ in members}
    result: dict[str, list[str]] = {}
    for id_ in downwards(members, below, order):
        above = sources[id_]
        if id_ in kept or len(above) > 1:
            result[id_] = []
            for source in above:
                result[source].append(id_)
            above = {id_: None}
        for lower in below[id_]:
            sources[lower] |= above
    return {id_: tuple(lower) for id_, lower in result.items()}
