"""Lay the graph out: one row for each revision, newest first, and lanes for the lines between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """One revision of a picture.

    ``parents`` and ``depends_on`` hold only ids that are in the picture too; ``marks`` are words such as ``head``.
    ``applied`` and ``is_current`` are None where no database was asked.
    """

    id: str
    parents: tuple[str, ...]
    depends_on: tuple[str, ...] = ()
    message: str = ""
    labels: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    path: str = ""
    doc: str = ""
    applied: bool | None = None
    is_current: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A node in its lane; ``width`` is the number of lanes there, ``edges`` lead from its lanes to the next row's."""

    node: Node
    lane: int
    width: int
    edges: tuple[Edge, ...]


def newest_first(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes so that each stands before its parents, and branches are kept together.

    Linear in nodes and edges; the given order decides between branches.
    """
    by_id = {node.id: node for node in nodes}
    children = _count_children(by_id)
    ready = [node for node in reversed(by_id.values()) if not children[node.id]]
    found: list[Node] = []
    while ready:
        node = ready.pop()
        found.append(node)
        for parent in reversed(node.parents):
            children[parent] -= 1
            if not children[parent]:
                ready.append(by_id[parent])
    return found


def rows(nodes: Iterable[Node]) -> Iterator[Row]:
    """Give each node, children first, its lane, and the lines from its row to the next."""
    lanes: list[str] = []
    for node in nodes:
        if node.id not in lanes:
            lanes.append(node.id)
        lane = lanes.index(node.id)
        after = _after(lanes, lane, node.parents)
        yield Row(node, lane, len(lanes), tuple(_edges(lanes, lane, node.parents, after)))
        lanes = after


def _count_children(nodes: Mapping[str, Node]) -> dict[str, int]:
    counts = dict.fromkeys(nodes, 0)
    for node in nodes.values():
        for parent in node.parents:
            counts[parent] += 1
    return counts


def _after(lanes: list[str], lane: int, parents: tuple[str, ...]) -> list[str]:
    """Return what the lanes wait for below a node: its own lane goes on to the parents that no lane waits for yet."""
    waited_for = {name for at, name in enumerate(lanes) if at != lane}
    return [*lanes[:lane], *(parent for parent in parents if parent not in waited_for), *lanes[lane + 1 :]]


def _edges(lanes: list[str], lane: int, parents: tuple[str, ...], after: list[str]) -> Iterator[Edge]:
    place = {name: at for at, name in enumerate(after)}
    for at, name in enumerate(lanes):
        if at == lane:
            yield from ((at, place[parent]) for parent in parents)
        else:
            yield at, place[name]
