"""`Revision`: a node by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.script.revision import DependencyLoopDetected, LoopDetected, Revision, RevisionError


@pytest.mark.parametrize(
    ("given_ids", "kept"),
    [(None, None), ((), None), ("", None), ("a", "a"), (("a",), "a"), (["a", "b"], ("a", "b")), (["a", "a"], "a")],
)
def test_parents_are_none_one_or_several(given_ids: object, kept: object) -> None:
    """However the parents are given, none is None, one is a string, and several are a tuple without repetition."""
    assert Revision("x", given_ids).down_revision == kept  # type: ignore[arg-type]  # what users write


def test_a_lone_revision_is_head_and_base() -> None:
    """A revision that nobody has linked to others is a head and a base, and no branch or merge point."""
    revision = Revision("a", None)
    assert (revision.is_head, revision.is_base) == (True, True)
    assert (revision.is_branch_point, revision.is_merge_point) == (False, False)


def test_followers_are_noted() -> None:
    """A revision with two followers is a branch point and no head; one that merely depends does not count."""
    revision = Revision("a", None)
    revision.add_nextrev(Revision("b", "a"))
    revision.add_nextrev(Revision("c", "a"))
    revision.add_nextrev(Revision("d", None, dependencies="a"))
    assert revision.nextrev == {"b", "c"}
    assert revision.dependents == {"b", "c", "d"}
    assert (revision.is_head, revision.is_branch_point) == (False, True)


@given(st.text(st.characters(exclude_characters=":@+-"), min_size=1))
def test_any_other_character_may_be_in_an_id(text: str) -> None:
    """An id may hold anything but the four characters that targets are written with."""
    assert Revision(f"_{text}", None).revision == f"_{text}"


def test_reserved_characters_are_named() -> None:
    """An id with characters of the target language is refused, and all of them are named."""
    with pytest.raises(RevisionError) as caught:
        Revision("a@b-c", None)
    assert str(caught.value) == "Character(s) '-, @' not allowed in revision identifier 'a@b-c'"


@pytest.mark.parametrize("word", ["", "head", "heads", "base", "current", 12])
def test_words_of_the_target_language_are_no_ids(word: str) -> None:
    """Nothing, a number, and the names of places in the graph cannot be ids."""
    with pytest.raises(RevisionError, match=f"^{word!r} cannot be a revision identifier$"):
        Revision(word, None)


def test_a_revision_below_itself_is_refused() -> None:
    """A revision that is its own parent, or depends on itself, is refused with a path that shows it."""
    with pytest.raises(LoopDetected, match=r"^Self-loop is detected in revisions \(a\)$") as parent:
        Revision("a", ("b", "a"))
    assert parent.value.path == ("a", "a")
    with pytest.raises(DependencyLoopDetected, match=r"^Dependency self-loop is detected in revisions \(a\)$"):
        Revision("a", None, dependencies="a")


def test_the_representation_shows_what_was_given() -> None:
    """The representation leaves out what there is not, and shows labels in a fixed order."""
    assert repr(Revision("a", None)) == "Revision('a', None)"
    shown = "Revision('a', ('b', 'c'), dependencies='d', branch_labels={'x', 'y'})"
    assert repr(Revision("a", ("b", "c"), "d", ["y", "x"])) == shown
