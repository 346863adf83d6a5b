"""Write the graph for a terminal, the way ``git log --graph`` does: the lines are the kernel's, the words are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from migrate_plugins.commands.drawing.layout import Node, newest_first

Draw = Callable[[Sequence[Any], Mapping[str, Sequence[str]]], Iterable[tuple[str, Any]]]
"""Gives the lines between things that have an id ``revision``, each with the thing that stands on it, if one does."""

_STAR = "*"
_RESET = "\x1b[0m"
_COLOURS = {"id": "\x1b[33m", "mark": "\x1b[36m", "label": "\x1b[32m", "pending": "\x1b[2m"}


def draw(nodes: Iterable[Node], things: Mapping[str, Any], lines: Draw, *, colour: bool = False) -> Iterator[str]:
    """Yield the picture: ``*`` is a revision, ``o`` one that the database lacks, ``@`` where it is."""
    ordered = newest_first(nodes)
    by_id = {node.id: node for node in ordered}
    parents = {node.id: node.parents for node in ordered}
    for prefix, thing in lines([things[node.id] for node in ordered], parents):
        if thing is None:
            yield prefix
        else:
            node = by_id[thing.revision]
            yield f"{prefix.replace(_STAR, _bullet(node))} {_text(node, colour)}"


def describe(node: Node) -> str:
    """Return a node's text without colour: id, labels, marks, message."""
    return _text(node, colour=False)


def _bullet(node: Node) -> str:
    if node.is_current:
        return "@"
    return "o" if node.applied is False else _STAR


def _text(node: Node, colour: bool) -> str:
    def painted(kind: str, text: str) -> str:
        return f"{_COLOURS[kind]}{text}{_RESET}" if colour else text

    marks = [painted("label", f"({', '.join(node.labels)})")] if node.labels else []
    marks += [painted("mark", f"({mark})") for mark in node.marks]
    head = " ".join([painted("id", node.id), *marks])
    message = painted("pending", node.message) if node.applied is False else node.message
    return f"{head}, {message}" if node.message else head
