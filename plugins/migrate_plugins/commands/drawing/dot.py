"""Write the graph in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate_plugins.commands.drawing.layout import Node, newest_first


def draw(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the lines of the digraph; a dashed edge is a ``depends_on``."""
    ordered = newest_first(nodes)
    yield "digraph revisions {"
    yield "    rankdir=BT;"
    yield '    node [shape=box, style=rounded, fontname="sans-serif"];'
    for node in ordered:
        yield f"    {_quoted(node.id)} [label={_quoted(_label(node))}];"
    for node in ordered:
        yield from (f"    {_quoted(parent)} -> {_quoted(node.id)};" for parent in node.parents)
        yield from (f"    {_quoted(other)} -> {_quoted(node.id)} [style=dashed];" for other in node.depends_on)
    yield "}"


def _label(node: Node) -> str:
    words = [node.id, *(f"({label})" for label in node.labels), *(f"({mark})" for mark in node.marks)]
    return "\n".join(filter(None, [" ".join(words), node.message]))


def _quoted(text: str) -> str:
    """Return the text as a quoted string of the language, in which only quotes and backslashes are special."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
