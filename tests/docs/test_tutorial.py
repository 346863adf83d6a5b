"""The tutorial does what it says: every block is run, in order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from support.environments import migrate
from support.pages import Page


def commands(block: str) -> list[tuple[list[str], list[str]]]:
    """Return each command of a console block, with the output lines that the page shows."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((shlex.split(line[2:]), []))
        elif line.strip():
            found[-1][1].append(line)
    return found


def matches(shown: str, line: str) -> bool:
    """Return whether a line of output is what the page shows, ``...`` standing for anything."""
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("...")), line) is not None


def test_the_tutorial_runs(tmp_path: Path) -> None:
    """Files are written, commands succeed (or fail where the page says so), and print what is shown."""
    ran = 0
    for block in Page("tutorial/first-migration.md").all_blocks:
        if block.file is not None:
            (tmp_path / block.file).write_text(block.text)
            continue
        expected = 1 if "fails=1" in block.options else 0
        for command, shown in commands(block.text):
            assert command[0] == "migrate"
            run = migrate(*command[1:], cwd=tmp_path)
            assert run.returncode == expected, (command, run.stdout, run.stderr)
            for line in shown:
                output = run.stdout.splitlines()
                assert any(matches(line, one) for one in output), (command, line, run.stdout, run.stderr)
            ran += 1
    assert ran == 12
