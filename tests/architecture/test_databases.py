"""The kernel knows no database by name: what differs between them is in the implementations of the dialects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KERNEL = Path(__file__).parents[2] / "core" / "migrate" / "kernel"
NAMES = frozenset({"postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"})
ADVICE: dict[str, str] = {
    "config/url.py": "proposes URLs to whoever has given none, or a mistyped one",
    "operate/asynchronous.py": "proposes an async driver",
    "runtime/connecting.py": "proposes what to install, and what a mistyped dialect was meant to be",
}
"""Files that name databases in advice alone, each with what it advises."""


def named(source: str) -> Iterator[str]:
    """Yield the names of databases that stand in code as texts of their own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield f"{node.value!r} in line {node.lineno}"


def test_the_kernel_names_no_database() -> None:
    """But where it advises people."""
    found = {path.relative_to(KERNEL).as_posix(): list(named(path.read_text())) for path in KERNEL.rglob("*.py")}
    assert {path: names for path, names in found.items() if names and path not in ADVICE} == {}


def test_every_exception_is_still_needed() -> None:
    """A file that names no database any more is taken off the list."""
    assert [path for path in ADVICE if not list(named((KERNEL / path).read_text()))] == []


@pytest.mark.parametrize("line", ["if name == 'sqlite':\n    pass", "RIGHTS = {'mysql': 1}"])
def test_a_name_is_seen(line: str) -> None:
    """In comparisons and in tables."""
    assert list(named(line))
