"""Say on stderr what went wrong: one sentence, the place with a caret, what to do next; no passwords, no traceback."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from migrate.kernel.cli.clicks import unmarked
from migrate.kernel.errors import MigrateError, Place
from migrate.kernel.text import did_you_mean, mask_passwords

# sysexits.h calls it EX_SOFTWARE; our own codes for what we know end at 7.
UNEXPECTED = 70
# What a shell reports for a process that SIGINT ended.
INTERRUPTED = 130
_RAISEERR = "run it again with --raiseerr for the whole traceback"


def report(error: BaseException) -> int:
    """Write an error to stderr and return the exit code."""
    lines, code = _described(error)
    _say(lines)
    return code


def report_usage(error: click.ClickException, prog: str) -> int:
    """Write a mistake on the command line to stderr, after a short usage, and return the exit code."""
    context: click.Context | None = getattr(error, "ctx", None)
    if context is not None:
        _say([context.get_usage()])
    where = context.command_path if context is not None else prog
    _say([f"Error: {_sentence(_wording(error, context))}", f"Try '{where} --help' for help."])
    return error.exit_code


def _wording(error: click.ClickException, context: click.Context | None) -> str:
    """Return what is wrong, in words that do not change with click's version."""
    if isinstance(error, click.NoSuchOption):
        known = [flag for one in context.command.get_params(context) for flag in one.opts] if context else []
        question = did_you_mean(error.option_name, known)
        return f"There is no option {error.option_name!r}" + (f"; {question}" if question else "")
    if isinstance(error, click.MissingParameter) and error.param is not None and context is not None:
        return f"{error.param.make_metavar(context)} is missing"
    return unmarked(error.format_message())


def _described(error: BaseException) -> tuple[list[str], int]:
    from migrate.kernel.cli.fault import place_in_revision, user_fault

    if isinstance(error, KeyboardInterrupt):
        return ["Interrupted."], INTERRUPTED
    notes = [_sentence(note) for note in getattr(error, "__notes__", ())]
    if isinstance(error, MigrateError):
        lines = [f"Error: {_sentence(error.message or type(error).__name__)}"]
        place = error.place or place_in_revision(error)
        return [*lines, *_place_lines(place), *notes, *_hint(error.hint)], error.exit_code
    fault = user_fault(error)
    if fault is not None:
        places = [line for place in fault.places for line in _place_lines(place)]
        lines = [f"Error: {_sentence(fault.message)}", *places, *notes]
        return [*lines, *_hint(fault.hint or _RAISEERR)], fault.exit_code
    return [f"Error: {_sentence(f'{type(error).__name__}: {error}')}", *notes, *_hint(_RAISEERR)], UNEXPECTED


def _place_lines(place: Place | None) -> Iterator[str]:
    if place is not None:
        yield f"  at {replace(place, path=_relative(place.path))}"
        if excerpt := textwrap.dedent(place.excerpt()):
            yield textwrap.indent(excerpt, "    ")


def _relative(path: str) -> str:
    """Return a path below the current folder as it would be typed here."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _hint(hint: str | None) -> Iterator[str]:
    if hint:
        yield f"Hint: {_sentence(hint)}"


def _sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends in a mark or spans several lines."""
    text = text.rstrip()
    return text if not text or "\n" in text or text[-1] in ".?!:" else f"{text}."


def _say(lines: list[str]) -> None:
    print(mask_passwords("\n".join(lines)), file=sys.stderr)
