"""Lay generated statements out as black and ``ruff format`` would, so that neither finds anything to change.

A call that a renderer has spread over several lines gets a line for each argument.  Any other stands on one line; if
that is too long, its arguments stand on the next; if that is too long as well, each has a line of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from migrate.kernel.autogenerate.blocks import indented
from migrate.kernel.autogenerate.calls import Bracket, Parts, Unreadable, flat, read
from migrate.kernel.autogenerate.plain import plain

WIDTH = 88
INDENT = "    "

_NAME = re.compile(r"[^\W\d][\w.]*")
_WITH = re.compile(r"with (?P<expression>.*) as (?P<name>\w+):", re.DOTALL)


class _Line(NamedTuple):
    """A line to be: what stands around an expression, and how far it is indented."""

    indent: int
    before: str = ""
    after: str = ""

    def around(self, text: str) -> str:
        return f"{INDENT * self.indent}{self.before}{text}{self.after}"


def formatted(statement: str, depth: int) -> str:
    """Return a statement laid out; ``depth`` counts the blocks around it inside the function.

    One that cannot be read is only indented.
    """
    indent = INDENT * (depth + 1)
    if statement.startswith("#"):
        return indented(statement, indent, indent)
    block = _WITH.fullmatch(statement)
    line = _Line(depth + 1, "with ", f" as {block['name']}:") if block else _Line(depth + 1)
    try:
        quick = _plainly(statement, depth + 1)
        if quick is not None:
            return quick
        parts = read(block["expression"] if block else statement)
    except Unreadable:
        return indented(statement, indent, indent)
    return "\n".join(_laid_out(parts, line, outermost=True))


def _plainly(statement: str, indent: int) -> str | None:
    """Lay out a statement whose parts are all plain, most of which need not be read then."""
    first, *others = statement.split("\n")
    if not others:
        text = plain(statement)
        line = f"{INDENT * indent}{text}"
        return line if text is not None and _fits(line) else None
    head, _, start = first.partition("(")
    items = [start, *others[:-1]]
    if others[-1] != ")" or len(items) < 2 or not _NAME.fullmatch(head):
        return None
    arguments = [_plain_argument(item, indent + 1) for item in (*items[:-1], f"{items[-1]},")]
    if None in arguments:
        return None
    return "\n".join((f"{INDENT * indent}{head}(", *filter(None, arguments), f"{INDENT * indent})"))


def _plain_argument(item: str, indent: int) -> str | None:
    """Lay out an argument that ends with a comma on a line of its own."""
    text = plain(item[:-1])
    if text is None or not item.endswith(","):
        return None
    line = f"{INDENT * indent}{text},"
    return line if _fits(line) else "\n".join(_laid_out(read(item[:-1]), _Line(indent, after=",")))


def _laid_out(parts: Parts, line: _Line, *, outermost: bool = False) -> Iterator[str]:
    """Yield the lines of an expression; an outermost one stands in no bracket, so it cannot be broken before a dot."""
    spread = outermost and _is_spread(parts)
    whole = line.around(flat(parts))
    if _fits(whole) and not spread:
        yield whole
        return
    links = [] if outermost else _links(parts)
    if len(links) > 2:
        yield from _chained(links, line)
    else:
        yield from _opened(parts, line, spread=spread)


def _chained(links: list[Parts], line: _Line) -> Iterator[str]:
    """Give each call of a chain such as ``a().b().c()`` a line of its own."""
    last = len(links) - 1
    for place, link in enumerate(links):
        before = line.before if place == 0 else ""
        after = line.after if place == last else ""
        yield from _laid_out(link, _Line(line.indent, before, after))


def _opened(parts: Parts, line: _Line, *, spread: bool) -> Iterator[str]:
    """Break the line inside of a bracket."""
    place = _bracket_to_open(parts, line)
    if place is None:
        yield line.around(flat(parts))
        return
    bracket = parts[place]
    assert isinstance(bracket, Bracket)
    yield from _laid_out(parts[:place], _Line(line.indent, line.before, bracket.opening), outermost=True)
    yield from _inside(bracket, line.indent + 1, spread=spread)
    rest = parts[place + 1 :]
    yield from _laid_out(rest, _Line(line.indent, bracket.closing, line.after), outermost=True)


def _is_spread(parts: Parts) -> bool:
    last = parts[-1] if parts else ""
    return isinstance(last, Bracket) and last.spread and len(last.items) > 1


def _bracket_to_open(parts: Parts, line: _Line) -> int | None:
    """Return the place of the last bracket before which the line is short enough, or else of the last."""
    places = [place for place, part in enumerate(parts) if isinstance(part, Bracket) and part.items]
    for place in reversed(places):
        head = f"{INDENT * line.indent}{line.before}{flat(parts[:place])}{parts[place].opening}"  # type: ignore[union-attr]
        if _fits(head):
            return place
    return places[-1] if places else None


def _inside(bracket: Bracket, indent: int, *, spread: bool) -> Iterator[str]:
    together = INDENT * indent + bracket.flat[len(bracket.opening) : -1]
    is_collection = not bracket.is_call and len(bracket.items) > 1
    if _fits(together) and not spread and not is_collection:
        yield together
        return
    # One item alone gets no comma: only in a tuple does it have one, and where it was spread.
    comma = "," if spread or len(bracket.items) > 1 or bracket.flat[-2] == "," else ""
    start = INDENT * indent
    for item in bracket.items:
        alone = f"{start}{flat(item)}{comma}"
        if _fits(alone):
            yield alone
        else:
            yield from _laid_out(item, _Line(indent, after=comma))


def _links(parts: Parts) -> list[Parts]:
    """Return the links of a chain of calls: what it starts with, and each ``.name(...)`` after a bracket."""
    links: list[Parts] = [[]]
    for place, part in enumerate(parts):
        text = part if isinstance(part, str) else part.opening
        if text.startswith(".") and isinstance(parts[place - 1], Bracket):
            links.append([])
        links[-1].append(part)
    return links


def _fits(line: str) -> bool:
    if line.isascii():
        return len(line) <= WIDTH
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    return len(line) + wide <= WIDTH
