"""The page on plugins: what it shows is in the example, which other tests install and run."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from migrate.ddl.impl import DefaultImpl
from support.environments import ROOT
from support.pages import Page

PAGE = Page("how-to/write-a-plugin.md")
FOLDER = ROOT / "examples" / "plugin_audit"
EXAMPLE = ast.parse((FOLDER / "migrate_audit.py").read_text(encoding="utf-8"))
INLINE = re.findall(r"`(\w+Spec\((?!\.\.\.).*?\))`", PAGE.text)


def parts(node: ast.AST) -> Iterator[str]:
    """Yield what a function or a class consists of: its statements, and of a tuple that it returns each element."""
    for statement in getattr(node, "body", ()):
        value = statement.value if isinstance(statement, ast.Return) else None
        yield from map(ast.unparse, value.elts if isinstance(value, ast.Tuple) else [statement])


def definitions(tree: ast.Module) -> dict[str, set[str]]:
    return {node.name: set(parts(node)) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def test_the_code_is_that_of_the_example() -> None:
    """Part by part; the page leaves some out."""
    shown = {name: some for block in PAGE.blocks("python") for name, some in definitions(ast.parse(block)).items()}
    example = definitions(EXAMPLE)
    assert len(shown) == 5
    for name, some in shown.items():
        assert some <= example[name], name


@pytest.mark.parametrize("written", INLINE)
def test_the_specs_in_its_sentences_are_those_of_the_example(written: str) -> None:
    """They begin as these do, dots standing for the rest of a text."""
    begins = ".*".join(re.escape(part) for part in written.removesuffix(")").replace('"', "'").split("..."))
    assert re.search(begins, ast.unparse(EXAMPLE)), written


def test_the_example_is_announced_as_shown() -> None:
    """By the same lines."""
    shown, real = (tomllib.loads(text) for text in (*PAGE.blocks("toml"), (FOLDER / "pyproject.toml").read_text()))
    assert shown["project"]["entry-points"] == real["project"]["entry-points"]


def test_everything_comes_from_one_place() -> None:
    """The examples import nothing else of the product."""
    for path in (ROOT / "examples").glob("plugin_*/*.py"):
        imported = re.findall(r"^ *(?:from|import) (migrate[\w.]*)", path.read_text(), flags=re.MULTILINE)
        assert set(imported) == {"migrate.plugin"}, path


def test_what_an_implementation_can_tell_is_asked() -> None:
    """The methods and attributes of the table are those of ``DefaultImpl``."""
    table = PAGE.section("A database").text.partition("|---|")[2].partition("\n\n")[0]
    names = {name for name in re.findall(r"`(\w+)(?:\(\)| = \w+)?`", table) if name not in ("diff", "name")}
    assert len(names) > 5
    assert [name for name in names if not hasattr(DefaultImpl, name)] == []
