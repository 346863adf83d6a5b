"""The layout of generated code: black and ruff have nothing to change."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.kernel.autogenerate.layout import WIDTH, formatted

RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")

LONG = "a_long_name_that_leaves_little_room"


def laid_out(statement: str, depth: int = 0) -> str:
    """Return the lines of a statement without the indent of the function."""
    return textwrap.dedent(formatted(statement, depth))


def test_a_short_statement_stands_on_one_line() -> None:
    """Its strings are in double quotes, and no comma is left at its end."""
    assert laid_out("op.f(['a'], 'b', )") == 'op.f(["a"], "b")'


def test_arguments_that_fit_stand_together_on_the_next_line() -> None:
    """As black puts them."""
    assert laid_out(f"op.add_column('{LONG}', sa.Column('a_name', sa.Integer()))") == (
        f'op.add_column(\n    "{LONG}", sa.Column("a_name", sa.Integer())\n)'
    )


def test_arguments_that_do_not_fit_have_a_line_each() -> None:
    """With a comma after the last, so that the next formatter keeps them apart."""
    assert laid_out(f"op.f('{LONG}', '{LONG}', '{LONG}')") == (f'op.f(\n    "{LONG}",\n    "{LONG}",\n    "{LONG}",\n)')


def test_what_was_spread_stays_spread() -> None:
    """A table has a line for each column, however few there are."""
    assert laid_out("op.create_table('t',\nsa.Column('x')\n)") == 'op.create_table(\n    "t",\n    sa.Column("x"),\n)'


def test_a_chain_of_calls_is_broken_before_its_dots() -> None:
    """As black and ruff write fluent interfaces."""
    chain = "sa.String(length=5).with_variant(sa.VARCHAR(length=10), 'mysql').with_variant(sa.CHAR(15), 'oracle')"
    assert laid_out(f"op.f({chain})") == (
        "op.f(\n"
        "    sa.String(length=5)\n"
        '    .with_variant(sa.VARCHAR(length=10), "mysql")\n'
        '    .with_variant(sa.CHAR(15), "oracle")\n'
        ")"
    )


def test_a_block_is_opened_like_a_call() -> None:
    """The name that it binds stands after the closing bracket."""
    assert laid_out(f"with op.batch_alter_table('{LONG}', schema='a_schema') as batch_op:") == (
        f'with op.batch_alter_table(\n    "{LONG}", schema="a_schema"\n) as batch_op:'
    )


def test_depth_indents() -> None:
    """A statement inside of a block stands one step further in."""
    assert formatted("batch_op.f('x')", 1) == '        batch_op.f("x")'


@pytest.mark.parametrize(
    ("literal", "wanted"),
    [
        ("'x'", '"x"'),
        ('"it\'s"', '"it\'s"'),
        ("'say \"hi\"'", "'say \"hi\"'"),
        ("'it\\'s \"so\"'", "'it\\'s \"so\"'"),
        ("'\\'\\' \"'", '"\'\' \\""'),
        ("'back\\\\slash'", '"back\\\\slash"'),
    ],
)
def test_quotes_are_double_unless_that_needs_more_backslashes(literal: str, wanted: str) -> None:
    """The rule of black and ruff."""
    assert laid_out(f"op.f({literal})") == f"op.f({wanted})"


@pytest.mark.parametrize(
    "statement",
    [
        "# a comment",
        "op.f(a if b else c)",
        "op.f(x + 1)",
        "op.f(lambda: 1)",
        "op.f('a' 'b')",
        "op.f(r'\\d')",
        "for x in y:",
        "x = op.f(1)",
        "op.f(1",
        "op.f(1))",
        "op.f(,)",
        "op.f(1,,2)",
        "{1: 2, 3:}",
        "",
    ],
)
def test_what_is_not_understood_is_left_alone(statement: str) -> None:
    """Better a line that a formatter would change than one that means something else."""
    assert laid_out(statement) == statement


# Properties -----------------------------------------------------------------------------------------------------------

_names = st.sampled_from(["sa.Column", "sa.String", "sa.text", "op.f", "mysql.LONGTEXT", "app.types.Money", "sa.Enum"])
_keywords = st.sampled_from(["nullable", "server_default", "existing_server_default", "schema"])
_texts = st.text(st.characters(exclude_categories=("Mn", "Me", "Cs")), max_size=40) | st.sampled_from(
    ["x" * 30, "x" * 100, "it's", 'say "hi"', "back\\slash", "'''", '"""', "日本語テキスト", "# no", "\x00", "\n"]
)
_atoms = st.one_of(
    _texts.map(repr),
    st.integers(-9, 9999).map(repr),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["True", "None", "sa.false"]),
)


@st.composite
def _calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    positional = draw(st.lists(inner, max_size=6))
    keywords = draw(st.lists(_keywords, max_size=3, unique=True))
    arguments = [*positional, *(f"{name}={draw(inner)}" for name in keywords)]
    chained = draw(st.lists(st.tuples(st.sampled_from(["with_variant", "label"]), inner), max_size=3))
    return f"{draw(_names)}({', '.join(arguments)})" + "".join(f".{name}({one})" for name, one in chained)


def _collections(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(inner, max_size=4)
    return st.one_of(
        items.map(lambda all_: f"[{', '.join(all_)}]"),
        items.map(lambda all_: f"({', '.join(all_)}{',' if len(all_) == 1 else ''})"),
        items.map(lambda all_: f"{{{', '.join(f'{key}: {one}' for key, one in enumerate(all_))}}}"),
    )


_expressions = st.recursive(_atoms, lambda inner: _calls(inner) | _collections(inner), max_leaves=25)


@st.composite
def _statements(draw: st.DrawFn) -> str:
    arguments = draw(st.lists(_expressions, min_size=1, max_size=6))
    separator = draw(st.sampled_from([", ", ",\n", ",\n           "]))
    end = draw(st.sampled_from(["", "\n"])) if len(arguments) > 1 and "\n" in separator else ""
    return f"op.create({separator.join(arguments)}{end})"


def _function(statements: list[str]) -> str:
    lines = [formatted(statement, 0) for statement in statements]
    return "\n".join(["def upgrade() -> None:", "    # ### begin", *lines, "    # ### end", ""])


@settings(max_examples=150, deadline=None)
@given(_statements())
def test_the_meaning_never_changes(statement: str) -> None:
    """The laid out statement parses into the same tree."""
    assert ast.dump(ast.parse(laid_out(statement))) == ast.dump(ast.parse(statement))


@settings(max_examples=150, deadline=None)
@given(st.lists(_statements(), min_size=1, max_size=3))
def test_black_has_nothing_to_change(statements: list[str]) -> None:
    """Whatever nests in whatever."""
    source = _function(statements)
    assert black.format_str(source, mode=black.Mode()) == source


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
@settings(max_examples=25, deadline=None)
@given(st.lists(_statements(), min_size=5, max_size=30))
def test_ruff_has_nothing_to_change(statements: list[str]) -> None:
    """Neither."""
    source = _function(statements)
    command = [str(RUFF), "format", "--isolated", "--stdin-filename", "revision.py", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout == source


def test_the_width_is_that_of_both_formatters() -> None:
    """Their defaults are the same."""
    assert black.Mode().line_length == WIDTH
