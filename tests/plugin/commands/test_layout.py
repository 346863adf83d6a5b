"""Pictures of the graph: the order of the rows, the lanes, and the lines between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from migrate_plugins.commands.drawing.layout import Node, newest_first, rows


@st.composite
def graphs(draw: st.DrawFn) -> list[Node]:
    """A graph without cycles, its nodes in any order."""
    size = draw(st.integers(0, 14))
    nodes = []
    for number in range(size):
        parents = draw(st.lists(st.integers(0, number - 1), unique=True, max_size=3)) if number else []
        nodes.append(Node(str(number), tuple(str(parent) for parent in parents)))
    return draw(st.permutations(nodes))


@given(graphs())
def test_every_node_stands_before_its_parents(nodes: list[Node]) -> None:
    """The order is newest first, and leaves nothing out."""
    order = [node.id for node in newest_first(nodes)]
    assert sorted(order) == sorted(node.id for node in nodes)
    assert all(order.index(node.id) < order.index(parent) for node in nodes for parent in node.parents)


@given(graphs())
def test_the_lines_lead_from_each_node_to_exactly_its_parents(nodes: list[Node]) -> None:
    """Following the lines down from a node, one arrives at its parents and nowhere else."""
    laid_out = list(rows(newest_first(nodes)))
    for start, row in enumerate(laid_out):
        reached = set()
        lanes = {end for begin, end in row.edges if begin == row.lane}
        for below in laid_out[start + 1 :]:
            if below.lane in lanes:
                reached.add(below.node.id)
            lanes = {end for begin, end in below.edges if begin in lanes - {below.lane}}
        assert reached == set(row.node.parents)
        assert not lanes


@given(graphs())
def test_no_lane_is_left_empty(nodes: list[Node]) -> None:
    """Each row is as wide as the lines that arrive there, and the node that starts there."""
    laid_out = list(rows(newest_first(nodes)))
    arriving: set[int] = set()
    for row in laid_out:
        assert arriving | {row.lane} == set(range(row.width))
        arriving = {end for _, end in row.edges}


def test_siblings_are_kept_together() -> None:
    """A branch is finished before the next one is begun."""
    nodes = [
        Node("b2", ("b1",)),
        Node("c2", ("c1",)),
        Node("b1", ("a",)),
        Node("c1", ("a",)),
        Node("a", ()),
    ]
    assert [node.id for node in newest_first(nodes)] == ["b2", "b1", "c2", "c1", "a"]


def test_a_long_chain_is_no_trouble() -> None:
    """Twenty thousand revisions are laid out without recursion."""
    chain = [Node(str(number), (str(number - 1),) if number else ()) for number in range(20_000)]
    assert sum(1 for _ in rows(newest_first(chain))) == 20_000
