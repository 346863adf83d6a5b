"""The language of targets, taken apart and resolved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.model.graph_errors import AmbiguousTarget, NotReachable
from migrate.kernel.model.targets import Target, parse_range, parse_target
from migrate.script.revision import MultipleHeads, ResolutionError, RevisionError, RevisionMap
from support.graphs import ids, parse

BRANCHED = """
a <- b <- c1 [left] <- d1
b <- c2 [right] <- d2
"""
MERGED = """
a <- b <- c1 <- d1
b <- c2 [right] <- d2
d1, d2 <- e <- f
"""


@pytest.mark.parametrize(
    ("text", "label", "symbol", "offset"),
    [
        ("head", None, "head", None),
        ("ab12", None, "ab12", None),
        ("+2", None, "", 2),
        ("-1", None, "", -1),
        ("ab12+1", None, "ab12", 1),
        ("lib@head-3", "lib", "head", -3),
        ("lib@+1", "lib", "", 1),
        ("lib@ab12", "lib", "ab12", None),
        ("@head", None, "head", None),
        ("", None, "", None),
    ],
)
def test_a_target_is_taken_apart(text: str, label: str | None, symbol: str, offset: int | None) -> None:
    """A target consists of a branch, a symbol and an offset, each of which may be missing."""
    assert parse_target(text) == Target(text, label, symbol, offset)


@given(st.text())
def test_any_text_can_be_taken_apart(text: str) -> None:
    """No text breaks the reader of targets; looking for what it names is another matter."""
    assert parse_target(text).text == text


@pytest.mark.parametrize(
    ("text", "ends"),
    [("a:b", ("a", "b")), (":b", ("base", "b")), ("a:", ("a", "heads")), (":", ("base", "heads"))],
)
def test_a_range_has_two_ends(text: str, ends: tuple[str, str]) -> None:
    """An end that is left out is the base or the heads."""
    assert parse_range(text) == ends


@pytest.mark.parametrize("text", ["a", "a:b:c", ""])
def test_anything_else_is_no_range(text: str) -> None:
    """A range without its colon, or with two, is an error that shows the form."""
    with pytest.raises(ResolutionError, match=r"^History range requires \[start\]:\[end\], \[start\]:, or :\[end\]$"):
        parse_range(text)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("a", ["a"]),
        ("heads", ["d1", "d2"]),
        ("base", []),
        ("left", ["c1"]),
        ("left@head", ["d1"]),
        ("left@heads", ["d1"]),
        ("left@base", []),
        ("left@a", ["a"]),
        ("left@left", ["c1"]),
        ("d2@head", ["d2"]),
        ("b@heads", ["d1", "d2"]),
        ("b@c1", ["c1"]),
        ("base+2", ["b"]),
        ("left@base+3", ["c1"]),
        ("left@head-1", ["c1"]),
        ("d1-2", ["b"]),
        ("d1-4", []),
        ("c2+1", ["d2"]),
        ("right@b+1", ["c2"]),
        ("-1", ["c1", "c2"]),
        ("right@-2", ["b"]),
        (("d1", "a"), ["d1", "a"]),
        (None, []),
        ((None, "a"), ["a"]),
    ],
)
def test_a_target_stands_for_revisions(target: object, found: list[str]) -> None:
    """Every form of target leads to the revisions that the documentation says."""
    assert ids(parse(BRANCHED).get_revisions(target)) == found  # type: ignore[arg-type]  # what users write


@pytest.mark.parametrize(("target", "found"), [("f-1", "e"), ("right@e-2", "c2"), ("c1+2", "e"), ("right@b+3", "e")])
def test_a_label_shows_the_way_through_a_merge(target: str, found: str) -> None:
    """A relative target crosses a merge point, downwards if its branch says which way."""
    assert ids(parse(MERGED).get_revisions(target)) == [found]


@pytest.mark.parametrize("target", ["head", "a@head", "b@head"])
def test_one_head_is_asked_for_where_there_are_two(target: str) -> None:
    """``head`` is an error naming all the heads if there are several."""
    with pytest.raises(MultipleHeads) as caught:
        parse(BRANCHED).get_revisions(target)
    assert str(caught.value) == f"Multiple heads are present for given argument '{target}'; d1, d2"
    assert (caught.value.heads, caught.value.argument) == (("d1", "d2"), target)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("e-1", "Ambiguous walk: d1 and d2 are below e"),
        ("f-2", "Ambiguous walk: d1 and d2 are below e"),
        ("b+1", "Ambiguous walk: c1 and c2 follow b"),
    ],
)
def test_a_fork_ends_a_walk(target: str, sentence: str) -> None:
    """A relative target does not choose between two ways."""
    with pytest.raises(AmbiguousTarget) as caught:
        parse(MERGED).get_revisions(target)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("target", "possible", "hint"),
    [
        ("d1+1", 0, "there is no revision above"),
        ("c1+3", 1, "only 1 revision can be counted above; use c1+1 or head"),
        ("d1-9", 4, "only 4 revisions can be counted below; use d1-4 or base"),
        ("base-1", 0, "there is no revision below"),
    ],
)
def test_a_walk_can_leave_the_graph(target: str, possible: int, hint: str) -> None:
    """A relative target that leads too far says how far it could go."""
    with pytest.raises(NotReachable, match=r"^Relative revision .* didn't produce \d migrations$") as caught:
        parse(BRANCHED).get_revisions(target)
    assert (caught.value.possible, caught.value.hint) == (possible, hint)


def hexadecimal() -> RevisionMap:
    return parse("ae1027a6acf [front] <- ae10aaaaaaa <- 27c6a30d7c2 <- some1 [front2]\nx1 [back] <- some2")


@pytest.mark.parametrize(
    ("start", "found"),
    [("27c", "27c6a30d7c2"), ("2", "27c6a30d7c2"), ("ae102", "ae1027a6acf"), ("ba", "x1"), ("back@some", "some2")],
)
def test_a_beginning_is_enough(start: str, found: str) -> None:
    """The beginning of an id or a label will do if only one begins so, in the branch if one is named."""
    assert ids(hexadecimal().get_revisions(start)) == [found]


def test_an_ambiguous_beginning_shows_examples() -> None:
    """A beginning that several ids share is an error that holds them."""
    with pytest.raises(ResolutionError) as caught:
        hexadecimal().get_revision("ae10")
    assert str(caught.value) == "Multiple revisions start with 'ae10': 'ae1027a6acf', 'ae10aaaaaaa'..."
    assert caught.value.candidates == ("ae1027a6acf", "ae10aaaaaaa")


@pytest.mark.parametrize("target", ["27c6a30d7d2", "27c6a30d7d2+1", "back@27c6a30d7d2"])
def test_a_typing_error_is_met_with_the_nearest_id(target: str) -> None:
    """An unknown id comes with the ids that resemble it, and with the number of revisions there are."""
    with pytest.raises(ResolutionError, match=r"^No such revision or branch '27c6a30d7d2'$") as caught:
        hexadecimal().get_revision(target)
    error = caught.value
    assert (error.argument, error.nearest[0], error.known) == ("27c6a30d7d2", "27c6a30d7c2", 6)
    assert error.hint == "did you mean '27c6a30d7c2'?"


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (
            "zz",
            "No such revision or branch 'zz'; please ensure at least four characters are present for partial "
            "revision identifier matches",
        ),
        ("back@27c6a30d7c2", "Revision 27c6a30d7c2 is not a member of branch 'back'"),
        ("back@27c6", "No such revision or branch '27c6'"),
        ("bakc@head", "No such branch: 'bakc'"),
        ("", "No such revision or branch ''; please ensure at least four characters are present for partial "
             "revision identifier matches"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said(target: str, sentence: str) -> None:
    """Each way of missing a revision has its own sentence."""
    with pytest.raises(ResolutionError) as caught:
        hexadecimal().get_revision(target)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("argument", [b"12", (b"12",), 12])
def test_bytes_are_no_ids(argument: object) -> None:
    """An id that is no string, as a misconfigured driver returns it, is an error that says so."""
    with pytest.raises(RevisionError) as caught:
        parse("a").get_revisions(argument)  # type: ignore[arg-type]  # the mistake itself
    sentence = f"revision identifier {argument!r} is not a string; ensure database driver settings are correct"
    assert str(caught.value) == sentence
