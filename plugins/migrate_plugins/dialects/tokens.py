"""SQL expressions as sequences of tokens, so that they can be compared whatever their spacing, case and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_STRING = r"'(?:[^']|'')*'"
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<string>{_STRING})"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*\"|`[^`]*`)|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<word>[^\W\d][\w$]*)"
    r"|(?P<operator>::|[-<>=|!@#&~?*+/^%]+)|(?P<other>.)",
    re.S,
)
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_CLOSING = {"(": ")", "[": "]"}
_UNSAFE = re.compile(r"--|/\*|[;$]")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """Return the tokens: words in lower case, strings as they are, brackets around the whole taken away."""
    return without_brackets(tuple(_normal(match) for match in pieces(text)))


def pieces(text: str) -> Iterator[re.Match[str]]:
    """Yield what the tokens are made of, with its place in the text and its kind as the name of the group.

    The kinds are string, quoted, number, word, operator and other; blanks and comments are left out.
    """
    return (match for match in _TOKEN.finditer(text) if match.lastgroup not in ("space", "comment"))


def without_brackets(found: Sequence[str]) -> tuple[str, ...]:
    """Take away round brackets that enclose all tokens, as often as there are."""
    kept = tuple(found)
    while len(kept) >= 2 and kept[0] == "(" and _closes(kept) == len(kept) - 1:
        kept = kept[1:-1]
    return kept


def number(found: Sequence[str]) -> Decimal | None:
    """Return the value of tokens that are a number, signed or in quotes or not; else None."""
    signed = len(found) == 2 and found[0] in ("+", "-")
    text = "".join(found).strip("'").strip() if signed or len(found) == 1 else ""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def is_self_contained(text: str) -> bool:
    """Return whether a text can only be read as one expression, or as one type.

    There must be no way out of it for a text that comes from a model: no semicolon, comment, dollar quote or stray
    bracket or backtick outside of its plain strings and quoted names, and no backslash before a quote.
    """
    if any(unsafe in text for unsafe in ("\\'", '\\"', "\x00")):
        return False
    open_: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match.lastgroup in ("string", "quoted") and token[0] != "`":
            continue
        if _UNSAFE.search(token) or token[0] in ("'", '"', "`"):
            return False
        if token in _CLOSING:
            open_.append(_CLOSING[token])
        elif token in _CLOSING.values() and (not open_ or open_.pop() != token):
            return False
    return not open_ and bool(text.strip())


def _normal(match: re.Match[str]) -> str:
    token = match.group()
    if match.lastgroup == "word":
        return token.lower()
    if match.lastgroup == "quoted" and _PLAIN_NAME.fullmatch(token[1:-1]):
        return token[1:-1]
    return token


def _closes(found: Sequence[str]) -> int:
    """Return where the bracket at the start is closed, or -1."""
    depth = 0
    for position, token in enumerate(found):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            return position
    return -1


def pairs(found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each token with the one after it; the last with an empty text."""
    return zip(found, (*found[1:], ""), strict=True)
