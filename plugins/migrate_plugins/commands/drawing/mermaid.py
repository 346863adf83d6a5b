"""Write the graph as a Mermaid flowchart, for Markdown pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate_plugins.commands.drawing.layout import Node, newest_first


def draw(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the lines of the flowchart; a dotted arrow is a ``depends_on``."""
    ordered = newest_first(nodes)
    names = {node.id: f"r{number}" for number, node in enumerate(ordered)}
    yield "flowchart BT"
    for node in ordered:
        yield f'    {names[node.id]}["{_label(node)}"]'
    for node in ordered:
        yield from (f"    {names[parent]} --> {names[node.id]}" for parent in node.parents)
        yield from (f"    {names[other]} -.-> {names[node.id]}" for other in node.depends_on)


def _label(node: Node) -> str:
    words = [node.id, *(f"({label})" for label in node.labels), *(f"({mark})" for mark in node.marks)]
    return "<br/>".join(filter(None, [_escaped(" ".join(words)), _escaped(node.message)]))


def _escaped(text: str) -> str:
    """Return the text with everything but letters, digits and plain marks as Mermaid's character references."""
    return "".join(char if char.isalnum() or char in " .,:()_-/" else f"#{ord(char)};" for char in text)
