"""Read generated statements: calls, names and literals, nested in one another.

This is as much of Python's grammar as renderers write.  A statement that needs more is not read, and stays as it is.
"""

from __future__ import annotations

import re

_STRING = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
# Each group has a method of the reader, in this order.
_TOKEN = re.compile(
    rf"""
      ( (?:\w+=)? (?:{_STRING}) ) (?!['"])                                     # string
    | ( (?:\w+=)? \*{{0,2}} [\w.]* [(\[{{] ) \s*                               # opening
    | ( (?:\w+=)? (?:\*{{1,2}}|-)? (?: \d[\d.]*[eE][+-]?\d+ | [\w.]+ ) ) (?!['"])  # word
    | ( ,\s* )                                                                 # comma
    | \s* ( [)\]}}] )                                                          # closing
    | ( : ) \s*                                                                # colon
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_COLON = ": "


class Unreadable(Exception):
    """A statement is none that renderers write."""


class Bracket:
    """A pair of brackets with the items between them; ``opening`` has the name before the bracket too.

    ``spread`` tells whether the items were on lines of their own; ``flat`` is all of it on one line.
    """

    __slots__ = ("closing", "flat", "is_call", "items", "opening", "spread")

    def __init__(self, opening: str, *, is_call: bool) -> None:
        self.opening = opening
        self.is_call = is_call
        self.items: list[Parts] = []
        self.closing = _CLOSING[opening[-1]]
        self.spread = False
        self.flat = ""

    def close(self, *, after_comma: bool) -> None:
        """Note the text on one line; a comma at the end counts only where it makes a tuple."""
        inside = ", ".join([flat(item) for item in self.items])
        if after_comma and len(self.items) == 1 and self.closing == ")" and not self.is_call:
            inside += ","
        self.flat = f"{self.opening}{inside}{self.closing}"


Parts = list[str | Bracket]
"""An expression: a name, a literal or a bracket, and then what is called on it."""


def flat(parts: Parts) -> str:
    """Return an expression on one line."""
    return "".join([part if isinstance(part, str) else part.flat for part in parts])


def read(statement: str) -> Parts:
    """Return the parts of a statement that is an expression, its strings in double quotes.

    Raises ``Unreadable`` for anything but calls, names and literals.
    """
    reader = _Reader()
    take = (reader.string, reader.opening, reader.word, reader.comma, reader.closing, reader.colon)
    position = 0
    for token in _TOKEN.finditer(statement):
        kind = token.lastindex
        if token.start() != position or kind is None:
            break
        take[kind - 1](token[kind])
        position = token.end()
    if position < len(statement):
        raise Unreadable(statement[position:])
    return reader.result()


class _Reader:
    """Put tokens together; ``parts`` is the expression being read, ``outer`` the brackets and expressions around it."""

    def __init__(self) -> None:
        self.parts: Parts = []
        self.outer: list[tuple[Bracket, Parts]] = []

    def result(self) -> Parts:
        """Return the expression that has been read."""
        if self.outer or not self.parts:
            raise Unreadable
        return self.parts

    @property
    def _is_operand_due(self) -> bool:
        return not self.parts or self.parts[-1] == _COLON

    def word(self, text: str) -> None:
        if self._is_operand_due == text.startswith("."):
            raise Unreadable(text)
        self.parts.append(text.replace("e+", "e") if "e+" in text else text)

    def string(self, text: str) -> None:
        if not self._is_operand_due:
            raise Unreadable(text)
        self.parts.append(requoted(text))

    def opening(self, text: str) -> None:
        follows = not self._is_operand_due
        if text.startswith((".", "(", "[") if follows else ".") != follows:
            raise Unreadable(text)
        bracket = Bracket(text, is_call=follows or text[-2:-1].isidentifier() or text[-2:-1].isdigit())
        self.parts.append(bracket)
        self.outer.append((bracket, self.parts))
        self.parts = []

    def comma(self, text: str) -> None:
        if self._is_operand_due or not self.outer:
            raise Unreadable(text)
        bracket = self.outer[-1][0]
        bracket.items.append(self.parts)
        self.parts = []
        if "\n" in text:
            bracket.spread = True

    def closing(self, text: str) -> None:
        if not self.outer or self.outer[-1][0].closing != text:
            raise Unreadable(text)
        bracket, outside = self.outer.pop()
        after_comma = not self.parts
        if not after_comma:
            if self._is_operand_due:
                raise Unreadable(text)
            bracket.items.append(self.parts)
        bracket.close(after_comma=after_comma)
        self.parts = outside

    def colon(self, text: str) -> None:
        if self._is_operand_due or not self.outer or self.outer[-1][0].closing != "}":
            raise Unreadable(text)
        self.parts.append(_COLON)


def requoted(literal: str) -> str:
    """Return a string literal in double quotes, unless it would need more backslashes then.

    ``literal`` may have ``name=`` before it.
    """
    start = literal.find("'")
    if not literal.endswith("'") or start < 0:
        return literal
    body = literal[start + 1 : -1]
    if '"' not in body and "\\" not in body:
        return f'{literal[:start]}"{body}"'
    unescaped = _ESCAPE.sub(lambda found: "'" if found[1] == "'" else found[0], body)
    gained, lost = body.count('"'), len(body) - len(unescaped)
    if gained > lost:
        return literal
    return f'{literal[:start]}"{unescaped.replace(chr(34), chr(92) + chr(34))}"'
