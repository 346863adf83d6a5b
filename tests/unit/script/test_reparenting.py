"""A revision file gets other parents by the change of one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.script.identifiers import read_identifiers
from migrate.kernel.script.reparenting import reparented
from migrate.plugin import CommandError

PATH = Path("ab12_first.py")
SOURCE = '''"""first

Revision ID: ab12
Revises: {revises}
Create Date: 2026-01-01 00:00:00

"""

revision = "ab12"
down_revision{annotation} = {value}  # set by hand
branch_labels = ("shop",)
depends_on = None

NOTE = "down_revision = 'nothing'"


def upgrade():
    pass
'''


def source(value: str, *, annotation: str = "", revises: str = "old") -> str:
    return SOURCE.format(value=value, annotation=annotation, revises=revises)


@pytest.mark.parametrize("value", ['"old"', "'old'", "None", '("old", "older")', '(\n    "old",\n    "older",\n)'])
@pytest.mark.parametrize("annotation", ["", ": str | None"])
def test_every_form_of_the_line_is_edited(value: str, annotation: str) -> None:
    """Strings, None and tuples over several lines are replaced, and nothing else."""
    before = source(value, annotation=annotation)
    edited = reparented(before.encode(), ("new",), PATH).decode()
    assert edited == source("'new'", annotation=annotation, revises="new")


def test_several_parents_become_a_tuple() -> None:
    """A merge stays one."""
    edited = reparented(source('("a", "b")').encode(), ("a", "c"), PATH).decode()
    assert "down_revision = ('a', 'c')  # set by hand" in edited
    assert "Revises: a, c\n" in edited


def test_no_parents_is_none() -> None:
    """A revision can become a base."""
    assert b"down_revision = None" in reparented(source('"old"').encode(), (), PATH)


@given(
    newline=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252"]),
    words=st.text("äöüß éà ñ", min_size=0, max_size=12),
)
def test_line_ends_and_encodings_stay(newline: str, encoding: str, words: str) -> None:
    """Every byte but those of the ids is the same afterwards."""
    cookie = "" if encoding.startswith("utf-8") else f"# -*- coding: {encoding} -*-\n"
    text = cookie + source('"old"').replace("first", f"first {words}")
    raw = text.replace("\n", newline).encode(encoding)
    edited = reparented(raw, ("new",), PATH)
    assert edited.replace(b"'new'", b'"old"').replace(b"Revises: new", b"Revises: old") == raw
    found = read_identifiers(edited, PATH)
    assert found is not None
    assert found.down_revision == "new"


@pytest.mark.parametrize(
    "text",
    [
        "revision = 'a'\ndown_revision = 'b'\ndown_revision = 'c'\n",
        "revision = 'a'\ndown_revision = PARENT\n",
        "revision = 'a'\n",
        "revision, down_revision = 'a', 'b'\n",
    ],
)
def test_what_cannot_be_edited_safely_is_refused(text: str) -> None:
    """Anything but one plain assignment is left to the user."""
    with pytest.raises(CommandError, match="cannot be edited"):
        reparented(text.encode(), ("new",), PATH)
