"""The graph as text."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given

from migrate.kernel.model.drawing import NODE, Line, continued, draw
from support.graphs import Spec, built, graphs, parse


def drawn(text: str) -> str:
    return "\n".join(
        f"{prefix} {revision.revision}" if revision else prefix
        for prefix, revision in draw(parse(text).iterate_revisions("heads", "base"))
    )


def picture(text: str) -> str:
    return dedent(text).strip("\n")


def test_a_line_is_a_column() -> None:
    """A history without branches is one column of stars."""
    assert drawn("a <- b <- c") == "* c\n* b\n* a"


def test_branches_join_where_they_began() -> None:
    """Each branch has a column of its own, which joins the one left of it above their common revision."""
    assert drawn("a <- b1 <- c1\na <- b2 <- c2\na <- b3") == picture(
        """
        * c1
        * b1
        | * c2
        | * b2
        |/
        | * b3
        |/
        * a
        """
    )


def test_a_merge_forks() -> None:
    """A merge point's column forks into the columns of its parents."""
    assert drawn("a <- b1, b2 <- c <- d") == picture(
        r"""
        * d
        * c
        |\
        * | b1
        | * b2
        |/
        * a
        """
    )


def test_a_merge_of_several_reaches_over_them() -> None:
    """A merge of more than two branches draws a line above the columns it opens."""
    assert drawn("a <- b1, b2, b3, b4 <- c") == picture(
        r"""
        *---. c
        |\ \ \
        * | | | b1
        | * | | b2
        |/ / /
        | * | b3
        |/ /
        | * b4
        |/
        * a
        """
    )


def test_a_branch_that_ends_makes_room() -> None:
    """Columns move left when one to the left of them ends at a base."""
    assert drawn("a, x <- m\na <- b") == picture(
        r"""
        * m
        |\
        | * x
        |
        | * b
        |/
        * a
        """
    )
    assert drawn("a, x, y <- m") == picture(
        r"""
        *-. m
        |\ \
        * | | a
         / /
        * | x
         /
        * y
        """
    )


def test_a_gap_parts_what_does_not_belong_together() -> None:
    """A line is left between a base and a head that would stand right below it."""
    assert drawn("a <- b\nx") == "* b\n* a\n\n* x"
    shown = parse("a <- b <- c\nb <- d <- e")
    assert [prefix for prefix, _ in draw([shown.get_existing(id_) for id_ in "cbed"])] == ["*", "*", "", "*", "*"]
    assert [prefix for prefix, _ in draw([shown.get_existing(id_) for id_ in "ceda"])] == ["*", "", "*", "*", "", "*"]


def test_lines_cross_where_they_must() -> None:
    """Two merges of the same branches cross the columns between them."""
    assert drawn("a <- b1, b2, b3 <- c1 <- d1\nb1, b2, b3 <- c2 <- d2") == picture(
        r"""
        * d1
        *-. c1
        |\ \
        | | | * d2
        | | | *-. c2
        | | | |\ \
        | |_|/ / /
        |/| | | |
        | | |/ /
        | |/| |
        | | |/
        * | | b1
        | * | b2
        |/ /
        | * b3
        |/
        * a
        """
    )


def test_a_merge_pushes_its_neighbours_aside() -> None:
    """Columns right of a merge of several make room for it, one column a line."""
    revisions = parse("a <- b1, b2, b3, b4 <- m\na <- x <- y")
    order = ["y", "m", "x", "b1", "b2", "b3", "b4", "a"]
    shown = [revisions.get_existing(id_) for id_ in order]
    # The merge is drawn left of a branch that is open already: its own child opened the first column.
    revisions.get_existing("y").down_revisions = ("m", "x")
    lines = [f"{prefix} {each.revision}" if each else prefix for prefix, each in draw(shown)]
    assert "\n".join(lines[:7]) == picture(
        r"""
        * y
        |\
        |  \
        |    \
        *---. | m
        |\ \ \ \
        | | | | * x
        """
    )


def test_revisions_that_are_not_shown_are_left_out() -> None:
    """A part of a history ends where its parents are not shown."""
    revisions = parse("a <- b <- c <- d")
    assert draw(revisions.iterate_revisions("d", "b")) == [
        ("*", revisions.get_existing("d")),
        ("*", revisions.get_existing("c")),
    ]


def test_only_the_shape_can_be_drawn() -> None:
    """The heads and the points where they meet make a drawing without what is between."""
    revisions = parse("a <- b <- c1 <- d1 <- e1\nb <- c2 <- d2\nx")
    shape = revisions.meetings(revisions.heads)
    lines = draw(map(revisions.get_existing, shape), shape)
    assert [(prefix, each and each.revision) for prefix, each in lines] == [
        ("*", "e1"),
        ("| *", "d2"),
        ("|/", None),
        ("*", "b"),
        ("", None),
        ("*", "x"),
    ]


@pytest.mark.parametrize(
    ("prefix", "ends", "expected"), [("| * |", False, "| | |"), ("| *", True, "|"), ("*-. |", False, "|   |")]
)
def test_further_lines_carry_the_columns_on(prefix: str, ends: bool, expected: str) -> None:
    """The second text line of a revision stands beside the columns that go on."""
    assert continued(prefix, ends=ends) == expected


def test_a_fan_of_twenty_stays_readable() -> None:
    """Twenty branches that are open at once take twenty columns, and those that follow each other take two."""
    branches = ", ".join(f"b{number:02}" for number in range(20))
    lines = drawn(f"a <- {branches} <- m").splitlines()
    assert lines[0] == "*" + "-" * 35 + ". m"
    assert lines[1] == "|" + "\\ " * 18 + "\\"
    assert lines[2] == "* " + "| " * 19 + "b00"
    assert max(map(len, drawn(f"a <- {branches}").splitlines())) == len("| * b00")


@given(graphs(dependencies=False))
def test_every_revision_is_drawn_once(graph: list[Spec]) -> None:
    """The drawing holds each revision on a line with one star, in the order given, and no blank at a line's end."""
    shown = list(built(graph).iterate_revisions("heads", "base"))
    lines = draw(shown)
    assert [revision for _, revision in lines if revision] == shown
    for prefix, revision in lines:
        assert prefix.count(NODE) == (1 if revision else 0)
        assert prefix == prefix.rstrip()


@given(graphs(dependencies=False))
def test_the_drawing_can_be_followed(graph: list[Spec]) -> None:
    """Following the strokes down from each star leads to exactly the parents."""
    lines = draw(built(graph).iterate_revisions("heads", "base"))
    for number, (_, revision) in enumerate(lines):
        if revision:
            assert followed(lines, number) == set(revision.down_revisions)


def followed(lines: list[Line], number: int) -> set[str]:
    """Return the ids at the stars that the strokes below the star of a line lead to."""
    reached: set[str] = set()
    pending = [(number + 1, at, False) for at in openings(lines[number][0])]
    while pending:
        line, at, slanting = pending.pop()
        text = f"{lines[line][0]:<{at + 2}}" if line < len(lines) else " " * (at + 2)
        revision = lines[line][1] if line < len(lines) else None
        forks = line == number + 1 and text[at + 1] == "\\"
        if slanting and at and text[at - 1] == "/":
            pending.append((line + 1, landing(text, at), True))
        elif text[at] == NODE and revision:
            reached.add(revision.revision)
        elif text[at] == "|":
            pending.append((line + 1, at, False))
            if forks:
                pending.append((line + 1, at + 2, False))
        elif text[at + 1] == "\\":
            pending.append((line + 1, at + 2, False))
        elif at and text[at - 1] == "/":
            pending.append((line + 1, landing(text, at), True))
    return reached


def openings(prefix: str) -> range:
    """Return where strokes leave a star's line downwards: below the star, and below the dashes up to the dot."""
    star = prefix.index(NODE)
    return range(star, prefix.index(".", star) + 1 if "." in prefix else star + 1, 2)


def landing(text: str, at: int) -> int:
    """Return where a stroke to the left arrives: one column on, or at the end of a bridge."""
    end = at - 2
    while end > 0 and text[end - 1] == "_":
        end -= 2
    return end
