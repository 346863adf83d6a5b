"""Questions to whoever sits at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click


def question_asker() -> Callable[[str], bool] | None:
    """Return a function that puts a question, or None where nobody would see it or could answer."""
    return _ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask(question: str) -> bool:
    """Return whether the answer is yes; what is printed goes to stderr, so that stdout stays a result.

    Raises ``KeyboardInterrupt`` where there is no answer.
    """
    try:
        return click.confirm(question, default=None, err=True)
    except click.Abort as cause:
        raise KeyboardInterrupt from cause
