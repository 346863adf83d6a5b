"""Write the graph as one HTML page: the picture, a search, zoom, and a panel of details; it needs no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files

from migrate_plugins.commands.drawing import svg
from migrate_plugins.commands.drawing.layout import Node


def draw(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the parts of the page."""
    listed = list(nodes)
    page = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    head, _, rest = page.partition("<!-- picture -->")
    middle, _, tail = rest.partition("/* revisions */")
    yield head + "\n".join(svg.draw(listed)) + middle + _data(listed) + tail


def _data(nodes: list[Node]) -> str:
    """Return the nodes as a JavaScript object; no text of theirs can end the script element."""
    data = json.dumps({node.id: asdict(node) for node in nodes})
    return data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
