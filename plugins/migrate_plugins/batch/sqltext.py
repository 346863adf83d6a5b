"""Read SQL as tokens, far enough to find the parts of a CREATE TABLE without changing a character of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*(?:\n|$)|/\*.*?(?:\*/|$))
    |(?P<string>[xXeEbBnN]?'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    |(?P<word>[^\W\d][\w$]*)
    |(?P<number>\.?\d[\w.]*)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTES = {'"': '"', "`": "`", "[": "]", "'": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SQL; ``kind`` is space, string, quoted, word, number or sign."""

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The word in capitals, or an empty string for anything that is no bare word."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def identifier(self) -> str | None:
        """The name that the token stands for, if it can be one."""
        if self.kind == "word":
            return self.text
        if self.kind == "quoted" or (self.kind == "string" and self.text[0] == "'"):
            closing = _QUOTES[self.text[0]]
            return self.text[1:-1].replace(closing * 2, closing)
        return None

    def names(self, identifier: str) -> bool:
        """Return whether the token is this identifier; SQLite compares names without regard to case."""
        return self.kind in ("word", "quoted") and (self.identifier or "").lower() == identifier.lower()


def tokenize(sql: str) -> tuple[Token, ...]:
    """Split SQL into tokens; joining their texts gives the SQL back."""
    return tuple(Token(match.lastgroup or "sign", match.group()) for match in _TOKEN.finditer(sql))


def join(tokens: Iterable[Token]) -> str:
    """Return the text of the tokens, without blanks at both ends."""
    return "".join(token.text for token in tokens).strip()


def significant(tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens without blanks and comments."""
    return [token for token in tokens if token.kind != "space"]


def split_at_commas(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Yield the parts between commas that stand outside of parentheses."""
    depth = 0
    part: list[Token] = []
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if token.text == "," and token.kind == "sign" and depth == 0:
            yield tuple(part)
            part = []
        else:
            part.append(token)
    yield tuple(part)


def parenthesized(tokens: Sequence[Token], start: int = 0) -> tuple[int, int]:
    """Return the positions of the first opening parenthesis from ``start`` and of its partner.

    Raises ``ValueError`` if there is none.
    """
    depth, opening = 0, -1
    for position in range(start, len(tokens)):
        text = tokens[position].text if tokens[position].kind == "sign" else ""
        if text == "(":
            opening = position if depth == 0 else opening
            depth += 1
        elif text == ")" and depth:
            depth -= 1
            if depth == 0:
                return opening, position
    raise ValueError("no parentheses")


def names_in_parentheses(text: str) -> list[str]:
    """Return the identifiers that start the items of the first parenthesized list."""
    tokens = tokenize(text)
    try:
        opening, closing = parenthesized(tokens)
    except ValueError:
        return []
    items = (significant(part) for part in split_at_commas(tokens[opening + 1 : closing]))
    return [item[0].identifier or item[0].text for item in items if item]


def mentions(text: str, identifier: str) -> bool:
    """Return whether the SQL mentions the identifier."""
    return any(token.names(identifier) for token in tokenize(text))


def renamed(text: str, old: str, new: str) -> str:
    """Return the SQL with each mention of an identifier replaced; ``new`` is quoted already."""
    return "".join(new if token.names(old) else token.text for token in tokenize(text))


def same_sql(one: str, other: str) -> bool:
    """Return whether two pieces of SQL are the same but for blanks, comments, quotes and the case of words."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> list[str]:
    tokens = significant(tokenize(text))
    return [token.text if token.kind == "string" else (token.identifier or token.text).lower() for token in tokens]
