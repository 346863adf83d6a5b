"""The blocks of generated code: which statements stand inside of which others, and how they are indented."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator

# Since Python 3.12 an f-string is several tokens.
_STRINGS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)})
_CONTINUES_BLOCK = re.compile(r"(?:else|elif|except|finally)\b.*:$", re.S)


def blocks(statements: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each statement with the number of blocks around it.

    A statement that ends with a colon opens a block, an empty one closes it.
    """
    depth = 0
    for statement in statements:
        if not statement or _CONTINUES_BLOCK.match(statement):
            depth = max(0, depth - 1)
        yield depth, statement
        if opens_block(statement):
            depth += 1


def opens_block(statement: str) -> bool:
    """Return whether the next statement stands inside of this one."""
    last = statement.rpartition("\n")[2]
    return last.endswith(":") and not last.lstrip().startswith("#")


def indented(statement: str, first: str, rest: str) -> str:
    """Return a statement with its lines indented, but for those that stand inside of a string."""
    inside = frozenset(_lines_inside_of_strings(statement))
    lines = statement.split("\n")
    return "\n".join(
        line if number in inside or not line else (rest if number else first) + line
        for number, line in enumerate(lines)
    )


def _lines_inside_of_strings(statement: str) -> Iterator[int]:
    if '"""' not in statement and "'''" not in statement:
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(statement).readline):
            if token.type in _STRINGS:
                yield from range(token.start[0], token.end[0])  # counted from 1, so these are the lines after the first
    except (tokenize.TokenError, SyntaxError):  # no Python, which is told when the file is written
        return
