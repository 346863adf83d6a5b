"""Draw the graph as an SVG picture: lanes of coloured lines on the left, the revisions' texts on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from migrate_plugins.commands.drawing.layout import Node, Row, newest_first, rows
from migrate_plugins.commands.drawing.text import describe

_LANE, _ROW, _MARGIN, _RADIUS = 18, 28, 16, 5
# A generous width of a character at 13 pixels, for the size of the picture.
_CHARACTER = 8
# Okabe and Ito's palette, which colour-blind people can tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555")

STYLE = (
    "text{font:13px ui-monospace,monospace;fill:#222}.pending{opacity:.5}"
    "circle{stroke:#fff;stroke-width:1.5}.current circle{stroke:#222;stroke-width:2.5}path{fill:none;stroke-width:2}"
)


def draw(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the lines of the picture; each revision is a group with ``data-id``."""
    laid_out = list(rows(newest_first(nodes)))
    width, height = _size(laid_out)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="Revisions">'
    )
    yield f"<style>{STYLE}</style>"
    for number, row in enumerate(laid_out):
        yield from _lines(row, number)
    for number, row in enumerate(laid_out):
        yield _revision(row, number, _text_start(laid_out))
    yield "</svg>"


def _lines(row: Row, number: int) -> Iterator[str]:
    top, bottom = _y(number), _y(number + 1)
    middle = (top + bottom) / 2
    for start, end in row.edges:
        colour = _COLOURS[max(start, end) % len(_COLOURS)]
        curve = f"M{_x(start)} {top}C{_x(start)} {middle} {_x(end)} {middle} {_x(end)} {bottom}"
        yield f'<path d="{curve}" stroke="{colour}"/>'


def _revision(row: Row, number: int, text_start: float) -> str:
    node = row.node
    state = " current" if node.is_current else (" pending" if node.applied is False else "")
    colour = _COLOURS[row.lane % len(_COLOURS)]
    circle = f'<circle cx="{_x(row.lane)}" cy="{_y(number)}" r="{_RADIUS}" fill="{colour}"/>'
    text = f'<text x="{text_start}" y="{_y(number) + 4}">{escape(describe(node))}</text>'
    title = f"<title>{escape(node.message or node.id)}</title>"
    return f'<g class="revision{state}" data-id="{escape(node.id)}">{title}{circle}{text}</g>'


def _size(laid_out: list[Row]) -> tuple[int, int]:
    longest = max((len(describe(row.node)) for row in laid_out), default=0)
    return int(_text_start(laid_out) + longest * _CHARACTER) + _MARGIN, _y(max(len(laid_out), 1)) - _ROW + 2 * _MARGIN


def _text_start(laid_out: list[Row]) -> int:
    return _x(max((row.width for row in laid_out), default=0)) + _MARGIN


def _x(lane: int) -> int:
    return _MARGIN + lane * _LANE


def _y(number: int) -> int:
    return _MARGIN + number * _ROW
