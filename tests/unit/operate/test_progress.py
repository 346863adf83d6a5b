"""The line that counts what a long operation has done."""

from __future__ import annotations

import io
import logging
import os
import pty
import sys

import pytest

from migrate.kernel.operate.progress import Progress
from migrate.operations import progress


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_shown_before_two_seconds() -> None:
    """Most operations are done by then."""
    stream, clock = io.StringIO(), Clock()
    counter = Progress("rows inserted", stream, clock)
    clock.now = 1.9
    counter.advance(5000)
    counter.end()
    assert stream.getvalue() == ""


def test_the_count_is_shown_on_one_line_which_is_taken_away_at_the_end() -> None:
    """Again and again, but not faster than anyone reads."""
    stream, clock = io.StringIO(), Clock()
    counter = Progress("rows inserted", stream, clock)
    for clock.now in (2.5, 2.6, 12.0):
        counter.advance(5000)
    counter.end()
    assert stream.getvalue() == (
        "\r5,000 rows inserted, 2 s\r15,000 rows inserted, 12 s\r" + " " * len("15,000 rows inserted, 12 s") + "\r"
    )


def test_without_a_count_the_time_is_shown() -> None:
    """What the database does in one statement cannot be counted."""
    stream, clock = io.StringIO(), Clock()
    counter = Progress("building the table 't' anew", stream, clock)
    clock.now = 3.0
    counter.advance(0)
    assert stream.getvalue() == "\rbuilding the table 't' anew, 3 s"


def test_only_a_terminal_is_shown_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A file or a pipe is not."""
    monkeypatch.setattr("migrate.kernel.operate.progress.PATIENCE", 0)
    with progress("rows") as counter:
        counter.advance(1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("level", "expected"), [(logging.INFO, b"1 rows, 0 s"), (logging.WARNING, b"")])
def test_a_quiet_run_shows_nothing(monkeypatch: pytest.MonkeyPatch, level: int, expected: bytes) -> None:
    """On a terminal it is shown together with the log records."""
    monkeypatch.setattr("migrate.kernel.operate.progress.PATIENCE", 0)
    logger = logging.getLogger("migrate")
    monkeypatch.setattr(logger, "level", level)
    logger.manager._clear_cache()  # type: ignore[attr-defined]  # what setLevel() does besides
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress("rows") as counter:
            counter.advance(1)
        terminal.write("end")
        terminal.flush()
        shown = b""
        while not shown.endswith(b"end"):  # a terminal may give it in pieces
            shown += os.read(reader, 1000)
    os.close(reader)
    logger.manager._clear_cache()  # type: ignore[attr-defined]  # as above
    assert expected in shown
    assert bool(expected) == (shown != b"end")
