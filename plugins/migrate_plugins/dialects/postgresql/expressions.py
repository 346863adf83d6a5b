"""PostgreSQL's expressions in a loose form: without the casts and brackets that the database adds to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from migrate_plugins.dialects.tokens import tokens

# Types of several words, as format_type() writes them (PostgreSQL manual, "Data Types").
_SECOND_WORDS = {
    "character": {"varying"},
    "bit": {"varying"},
    "double": {"precision"},
    "time": {"with", "without"},
    "timestamp": {"with", "without"},
}
_NUMBERS = {(name,) for name in ("smallint", "integer", "bigint", "numeric", "real", "double")}
_QUOTED_NUMBER = re.compile(r"'[-+]?[\d.]+'")
_CLOSING = {"(": ")", "[": "]"}


@lru_cache(maxsize=8192)
def loose(text: str) -> tuple[str, ...]:
    """Return the tokens without casts and round brackets: what two texts of one expression have in common."""
    return tuple(token for token in without_casts(tokens(text)) if token not in "()")


def without_casts(found: Sequence[str]) -> tuple[str, ...]:
    """Take away ``::type`` and write ``cast(x as type)`` as ``x``."""
    kept: list[str] = []
    casts: list[int] = []  # how deep the brackets of each open cast( are
    depth = position = 0
    while position < len(found):
        token = found[position]
        if token == "cast" and found[position + 1 : position + 2] == ("(",):
            casts.append(depth)
            position += 1
            continue
        if token == "::":
            if found[position + 1 : position + 2] in _NUMBERS and kept and _QUOTED_NUMBER.fullmatch(kept[-1]):
                kept[-1:] = tokens(kept[-1].strip("'"))  # -1 is kept as '-1'::integer
            position = _after_type(found, position + 1)
            continue
        if token == "as" and casts and depth == casts[-1] + 1:
            position = _after_type(found, position + 1)
            casts.pop()
            continue
        depth += (token == "(") - (token == ")")
        kept.append(token)
        position += 1
    return tuple(kept)


def _after_type(found: Sequence[str], position: int) -> int:
    """Return where a type's name ends: its words, its schema, its arguments, its square brackets."""
    position = _after_words(found, position)
    for opening in ("(", "["):
        while found[position : position + 1] == (opening,):
            position = list(found).index(_CLOSING[opening], position) + 1
        if opening == "(" and found[position : position + 1] in (("with",), ("without",)):
            position += 3  # timestamp(3) without time zone
    return position


def _after_words(found: Sequence[str], position: int) -> int:
    first = found[position] if position < len(found) else ""
    position += 1
    while found[position : position + 1] == (".",):
        position += 2
    following = found[position] if position < len(found) else ""
    if following in _SECOND_WORDS.get(first, ()):
        position += 3 if following in ("with", "without") else 1
    return position
