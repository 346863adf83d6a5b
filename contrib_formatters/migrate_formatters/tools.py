"""Run the formatters on a revision file, in the interpreter that runs migrate."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence

from migrate.plugin import CommandError


def black(path: str, options: Mapping[str, str]) -> None:
    """Format a revision file with black; the hook's ``options`` are added to its command line.

    Raises ``CommandError`` with the tool's output if it exits with anything but 0.
    """
    _run("black", ["-q", *_options(options), path], options)


def zimports(path: str, options: Mapping[str, str]) -> None:
    """Sort and clean the imports of a revision file with zimports.

    Raises ``CommandError`` with the tool's output if it exits with anything but 0.
    """
    _run("zimports", [*_options(options), path], options)


def _options(options: Mapping[str, str]) -> list[str]:
    return shlex.split(options.get("options", ""))


def _run(tool: str, arguments: Sequence[str], options: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=options.get("cwd") or None, check=False)
    if done.returncode:
        output = (done.stderr or done.stdout).strip()
        raise CommandError(
            f"{tool} exited with {done.returncode}: {output}", hint=f"run it yourself: {shlex.join(command)}"
        )
