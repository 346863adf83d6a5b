"""What a command gives back: a value for Python, lines for people, data for JSON, an exit code for the shell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one command.

    ``value`` is what the Python function returns; ``lines`` go to stdout as text; ``data`` is built of dicts, lists,
    strings, numbers, booleans and None, and is what ``--json`` prints.  ``notes`` tell what was done; they come before
    the lines, and ``-q`` leaves them out.
    """

    value: object = None
    lines: tuple[str, ...] = ()
    data: object = None
    exit_code: int = 0
    notes: tuple[str, ...] = ()
