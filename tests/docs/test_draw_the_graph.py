"""The page on drawing: its drawing is the real one, and its commands work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.pages import Page, succeed

PAGE = Page("how-to/draw-the-graph.md")
[HISTORY] = PAGE.blocks("console")
COMMANDS = [
    found.replace("\\|", "|") for found in re.findall(r"^\| `(migrate graph.*?)` \|", PAGE.text, flags=re.MULTILINE)
]
FIRST_WORDS = {"mermaid": "flowchart", "dot": "digraph"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The history of the page, but for its merge."""
    for command in (
        "init --url sqlite:///app.db",
        "revision -m first --rev-id aa11",
        "revision -m orders --rev-id cc33 --branch-label shop",
        "upgrade head",
        "revision -m customers --rev-id bb22 --head aa11 --splice",
    ):
        succeed(tmp_path, *command.split())
    return tmp_path


def test_the_drawing_is_the_real_one(project: Path) -> None:
    """The page's, as a terminal would show it."""
    succeed(project, "merge", "heads", "-m", "merge", "--rev-id", "dd44")
    command, *shown = HISTORY.splitlines()
    printed = succeed(project, *shlex.split(command)[2:], "--format", "graph")
    assert printed == shown, "\n".join(printed)


def test_every_format_is_drawn(project: Path) -> None:
    """Into the file, or as text that begins as such a text does."""
    assert len(COMMANDS) == 5
    for command in COMMANDS:
        words = shlex.split(command.partition(" | ")[0])[1:]
        printed = succeed(project, *words)
        if "-o" in words:
            assert (project / words[-1]).stat().st_size > 500
        else:
            assert printed[0].startswith(FIRST_WORDS.get(words[-1], "*"))


@pytest.mark.parametrize("way", re.findall(r"^- `migrate (.*?)`", PAGE.text, flags=re.MULTILINE))
def test_both_ways_join_two_heads(project: Path, way: str) -> None:
    """And then the check that the page recommends passes."""
    [check] = re.findall(r"`migrate (heads --check)`", PAGE.prose)
    with pytest.raises(AssertionError, match="exit"):
        succeed(project, *check.split())
    succeed(project, *shlex.split(way))
    succeed(project, *check.split())
