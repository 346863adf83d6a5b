"""The formats of ``migrate graph``."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from migrate.command.usecases import drawn
from migrate.script.revision import Revision
from migrate_plugins.commands.drawing import dot, html, mermaid, svg, text
from migrate_plugins.commands.drawing.layout import Node

HOSTILE = '</script><script>alert(1)</script> "quoted" \\ back & more'


def graph(description: str) -> list[Node]:
    """Read ``merge: left right; left: base; ...``."""
    parts = [part.partition(":") for part in description.split(";")]
    return [Node(name.strip(), tuple(parents.split())) for name, _, parents in parts]


def in_text(nodes: list[Node], *, colour: bool = False) -> list[str]:
    revisions = {node.id: Revision(node.id, node.parents) for node in nodes}
    return list(text.draw(nodes, revisions, drawn, colour=colour))


def test_text_looks_like_git_log_graph() -> None:
    """Branches are drawn as git does, whatever the order in which the revisions come."""
    assert in_text(graph("a:; b: a; c: a; d: b c")) == ["* d", "|\\", "* | b", "| * c", "|/", "* a"]


def test_text_shows_labels_marks_and_messages() -> None:
    """A line holds the id, the labels, the marks and the message."""
    node = Node("ab12", (), message="first", labels=("shop",), marks=("head",))
    assert in_text([node]) == ["* ab12 (shop) (head), first"]


def test_text_tells_what_the_database_has() -> None:
    """``@`` is where the database is, ``*`` what it has, ``o`` what is pending."""
    nodes = [
        Node("c", ("b",), applied=False, is_current=False),
        Node("b", ("a",), applied=True, is_current=True),
        Node("a", (), applied=True, is_current=False),
    ]
    assert in_text(nodes) == ["o c", "@ b", "* a"]


def test_colour_adds_nothing_but_colour() -> None:
    """Without its escape sequences the coloured picture is the plain one."""
    nodes = [Node("b", ("a",), message="two", marks=("head",)), Node("a", (), message="one", labels=("shop",))]
    coloured = in_text(nodes, colour=True)
    assert coloured != in_text(nodes)
    assert [re.sub(r"\x1b\[\d*m", "", line) for line in coloured] == in_text(nodes)


def test_mermaid_is_a_flowchart_from_old_to_new() -> None:
    """Parents have arrows, dependencies dotted ones, and text cannot break out of its quotes."""
    nodes = [Node("b", ("a",), depends_on=("x",), message='say "hi"'), Node("a", ()), Node("x", ())]
    assert list(mermaid.draw(nodes)) == [
        "flowchart BT",
        '    r0["b<br/>say #34;hi#34;"]',
        '    r1["a"]',
        '    r2["x"]',
        "    r1 --> r0",
        "    r2 -.-> r0",
    ]


def test_dot_quotes_what_it_is_given() -> None:
    """Quotes and backslashes of a message stay text."""
    nodes = [Node("b", ("a",), message='say "hi" \\o/'), Node("a", ())]
    assert list(dot.draw(nodes))[3:] == [
        '    "b" [label="b\\nsay \\"hi\\" \\\\o/"];',
        '    "a" [label="a"];',
        '    "a" -> "b";',
        "}",
    ]


def test_svg_is_well_formed_and_has_a_group_for_each_revision() -> None:
    """Whatever a message holds, the picture is XML, and shows the text."""
    nodes = [Node("b", ("a",), message=HOSTILE), Node("a", ())]
    root = ElementTree.fromstring("\n".join(svg.draw(nodes)))
    groups = [element for element in root.iter() if element.get("data-id")]
    assert [group.get("data-id") for group in groups] == ["b", "a"]
    assert f"b, {HOSTILE}" in "".join(groups[0].itertext())


def test_html_needs_no_network_and_holds_the_revisions_as_data() -> None:
    """The page refers to nothing outside of itself, and a message cannot end its script."""
    page = "\n".join(html.draw([Node("b", ("a",), message=HOSTILE), Node("a", ())]))
    assert not re.search(r"(?:src|href)=", page)
    assert "<script>alert" not in page
    data = re.search(r"const revisions = (.*);\n", page)
    assert data is not None
    assert json.loads(data[1])["b"]["message"] == HOSTILE
