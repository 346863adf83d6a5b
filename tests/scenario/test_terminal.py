"""In a terminal the graph is drawn, in colour; anywhere else a line for each revision is printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.environments import migrate

pty = pytest.importorskip("pty", reason="a terminal of a test is a POSIX pseudo-terminal")

PLAIN = "a1 -> b1 (head), two\n<base> -> a1, one\n"
DRAWN = "* b1 (head), two\n* a1, one\n"
COLOURED = "* \x1b[33mb1\x1b[0m \x1b[36m(head)\x1b[0m, two\n* \x1b[33ma1\x1b[0m, one\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for command in ("init", "revision -m one --rev-id a1", "revision -m two --rev-id b1"):
        assert migrate(*command.split(), cwd=folder).returncode == 0
    return folder


def in_terminal(project: Path, *arguments: str, **variables: str) -> str:
    """Run ``migrate`` in a pseudo-terminal and return what it shows."""
    ours, theirs = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    try:
        subprocess.run(
            [sys.executable, "-m", "migrate", *arguments],
            cwd=project,
            env={**env, "TERM": "xterm", **variables},
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return os.read(ours, 65536).decode().replace("\r\n", "\n")
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_terminal_shows_the_graph_in_colour(project: Path) -> None:
    """``history`` draws as ``git log --graph`` does."""
    assert in_terminal(project, "history") == COLOURED


def test_no_color_is_respected(project: Path) -> None:
    """https://no-color.org"""
    assert in_terminal(project, "history", NO_COLOR="1") == DRAWN


def test_the_plain_format_can_be_asked_for(project: Path) -> None:
    """``--format plain`` is Alembic's line format, also in a terminal."""
    assert in_terminal(project, "history", "--format", "plain") == PLAIN


def test_a_pipe_gets_plain_lines(project: Path) -> None:
    """What scripts have read so far they go on reading."""
    assert migrate("history", cwd=project).stdout == PLAIN
    assert migrate("history", "--format", "graph", cwd=project).stdout == DRAWN
