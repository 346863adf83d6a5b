"""Tell at one look that an expression is plain: calls, names and short literals on one line, as renderers write most.

A plain expression needs no reading: in the layout of black it is the same text, with its strings in double quotes.
"""

from __future__ import annotations

import re

# Strings hold no quote and no backslash; spaces are only after commas, and no comma is the last in its brackets.
_PLAIN = re.compile(
    r"""
    (?: [\w.=()\[\]]++
      | (?<![\w.)\]']) ' [^'"\\\n]* ' (?= [,)\]] | \Z )
      | ,[ ] (?! [,)\]] )
      | (?<= [=(\[ ]) - (?= [\d.] )
    )+
    """,
    re.VERBOSE,
)
_STRING = re.compile(r"'[^']*'")


def plain(text: str) -> str | None:
    """Return the text of a plain expression with its strings in double quotes, None for any other.

    >>> plain("sa.Column('id', sa.Integer(), nullable=False)")
    'sa.Column("id", sa.Integer(), nullable=False)'
    >>> plain("sa.text('it' 's')")
    """
    if _PLAIN.fullmatch(text) is None or "==" in text:
        return None
    bare = _STRING.sub("", text)
    if bare.count("(") != bare.count(")") or bare.count("[") != bare.count("]"):
        return None
    return text.replace("'", '"')
