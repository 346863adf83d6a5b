"""The language of targets: `head`, `ab12`, `+2`, `ab12-1`, `label@head`, `a:b`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.kernel.errors import RevisionError
from migrate.kernel.model.graph_errors import ResolutionError

HEAD = "head"
HEADS = "heads"
BASE = "base"
CURRENT = "current"

# label@ and symbol may each be missing; an offset is a sign and digits at the end.
_TARGET = re.compile(r"(?:(?P<label>[^@]+)@)?(?P<symbol>.*?)(?P<offset>[+-]\d+)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """One target as it was written, taken apart.

    ``symbol`` is `head`, `heads`, `base`, an id, a label, the beginning of one, or empty; ``offset`` counts revisions
    upwards from it, or from where the database is if there is no symbol.
    """

    text: str
    label: str | None
    symbol: str
    offset: int | None

    @property
    def is_relative(self) -> bool:
        """Whether the target starts from where the database is."""
        return self.offset is not None and not self.symbol

    @property
    def is_symbolic(self) -> bool:
        """Whether the target names no revision but a place in the graph."""
        return not self.symbol or self.symbol in (HEAD, HEADS, BASE)

    @property
    def is_base(self) -> bool:
        """Whether the target is below all revisions, or below those of its branch."""
        return self.symbol == BASE and not self.offset


def parse_target(text: str) -> Target:
    """Take a target apart; the parts need not exist."""
    match = _TARGET.fullmatch(text)
    assert match is not None  # every part may be empty, so every text matches
    offset = match["offset"]
    return Target(text, match["label"], match["symbol"].removeprefix("@"), None if offset is None else int(offset))


def target_texts(argument: object) -> tuple[str, ...]:
    """Return the targets of an argument: none for None, one for a string, several for a sequence of strings.

    Raises ``RevisionError`` for anything else, such as the bytes that a misconfigured driver gives.
    """
    if argument is None:
        return ()
    if isinstance(argument, str):
        return (argument,)
    if isinstance(argument, Iterable) and not isinstance(argument, bytes | bytearray):
        given = tuple(each for each in argument if each is not None)
        if all(isinstance(each, str) for each in given):
            return given
    raise RevisionError(
        f"revision identifier {argument!r} is not a string; ensure database driver settings are correct"
    )


def parse_range(text: str) -> tuple[str, str]:
    """Return the lower and the upper end of a range `a:b`, `a:`, `:b` or `:`.

    Raises ``ResolutionError`` for anything else.
    """
    if text.count(":") != 1:
        raise ResolutionError("History range requires [start]:[end], [start]:, or :[end]", text)
    lower, _, upper = text.partition(":")
    return lower.strip() or BASE, upper.strip() or HEADS
