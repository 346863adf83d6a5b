"""Sizes: no file over 500 lines, no function over 50, no class over 300."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("core", "plugins", "contrib_views", "contrib_sequences", "contrib_formatters")
LIMITS = {ast.FunctionDef: ("function", 50), ast.AsyncFunctionDef: ("function", 50), ast.ClassDef: ("class", 300)}
FILE_LIMIT = 500

EXCEPTIONS: dict[str, str] = {
    "plugins/migrate_plugins/columns/alter.py:alter_column": "the docstring explains each of the many arguments",
}
"""``path`` or ``path:name``, with the reason why it may be larger."""


def sources() -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted((ROOT / folder).rglob("*.py"))


def too_large(name: str, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if lines > FILE_LIMIT:
        yield f"{name}: a file of {lines} lines (at most {FILE_LIMIT})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            kind, limit = LIMITS[type(node)]
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > limit:
                yield f"{name}:{node.name}: a {kind} of {size} lines (at most {limit})"


def test_nothing_is_too_large() -> None:
    """Every file, class and function of the product fits its limit, but for the listed exceptions."""
    found = [line for path in sources() for line in too_large(path.relative_to(ROOT).as_posix(), path.read_text())]
    excess = [line for line in found if line.split(": ")[0] not in EXCEPTIONS]
    assert not excess, "\n".join(excess)


def test_every_exception_is_still_needed() -> None:
    """An exception that nothing exceeds any more is taken off the list."""
    found = {
        line.split(": ")[0]
        for path in sources()
        for line in too_large(path.relative_to(ROOT).as_posix(), path.read_text())
    }
    assert set(EXCEPTIONS) <= found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n" * 501, "planted.py: a file of 501 lines (at most 500)"),
        ("def f():\n" + "    x = 1\n" * 50, "planted.py:f: a function of 51 lines (at most 50)"),
        ("class C:\n" + "    x = 1\n" * 300, "planted.py:C: a class of 301 lines (at most 300)"),
    ],
)
def test_a_planted_excess_is_seen(text: str, expected: str) -> None:
    """The measure itself works."""
    assert list(too_large("planted.py", text)) == [expected]
