"""The words of generated code: what SQLAlchemy reads is what was meant."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.sql.elements import conv, quoted_name

from migrate.autogenerate.render import (
    escape_parameters,
    is_plain,
    literal,
    name_source,
    operations_prefix,
    render_by_user,
    value_source,
)
from support.rendering import rendering_context

_sql = st.text("a:\\$ '%1\n", max_size=12) | st.text(max_size=20)


@given(_sql)
@example("x ~ '[[:alpha:]]'")
@example("x ~ ':a'")
@example("x::int")
@example("\\:$:")
@example("\\:x")
@example("\\\\:x")
@example("a:b :c")
def test_text_gives_back_the_sql_that_was_escaped(sql: str) -> None:
    """No ``:name`` becomes a parameter, and no backslash is lost."""
    clause = sa.text(escape_parameters(sql))
    assert not clause._bindparams
    assert str(clause.compile()) == sql


def test_most_sql_needs_no_escape() -> None:
    """Casts and plain texts stay readable."""
    assert escape_parameters("nextval('s'::regclass)") == "nextval('s'::regclass)"
    assert escape_parameters("now()") == "now()"


def test_character_classes_survive() -> None:
    """SQLAlchemy 2.0 would read a parameter ``alph`` out of them."""
    assert escape_parameters("x ~ '[[:alpha:]]'") == "x ~ '[[\\:alpha\\:]]'"


def test_names() -> None:
    """A name made by a convention is marked as final; a quoted one is a string like any other."""
    context = rendering_context()
    assert name_source(context, conv("ix_t")) == "op.f('ix_t')"
    assert name_source(context, "ix_t") == "'ix_t'"
    assert name_source(context, None) == "None"
    assert literal(quoted_name("T", quote=True)) == "'T'"


def test_prefixes_follow_the_options() -> None:
    """None is no prefix at all, and a batch has its own."""
    context = rendering_context(alembic_module_prefix=None)
    assert operations_prefix(context) == ""
    with context.inside_batch():
        assert operations_prefix(context) == "batch_op."
    assert operations_prefix(context) == ""


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("it's", '"it\'s"'),
        (5, "5"),
        (None, "None"),
        (["a", sa.column("b") > 1], "['a', sa.text('b > 1')]"),
        (("a",), "('a',)"),
        ({"a": sa.text("b")}, "{'a': sa.text('b')}"),
        (sa.Column("c", sa.Integer), "'c'"),
        (sa.String(5), "sa.String(length=5)"),
    ],
)
def test_values(value: Any, wanted: str) -> None:
    """SQL becomes ``sa.text()``, a column its name; collections are looked into."""
    assert value_source(rendering_context(), value) == wanted


@pytest.mark.parametrize("value", [1, "a", None, 1.5, [1, ("a", {"b": None})]])
def test_plain_values(value: Any) -> None:
    """Their ``repr`` can be evaluated."""
    assert is_plain(value)
    assert eval(repr(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), [object()], {1: len}, sa.text("x")])
def test_other_values(value: Any) -> None:
    """Their ``repr`` cannot."""
    assert not is_plain(value)


@pytest.mark.parametrize(("answer", "wanted"), [("x", "x"), (None, None), (False, False), (True, False)])
def test_the_answers_of_render_item(answer: Any, wanted: Any) -> None:
    """A string stands for the thing, None leaves it out, all else leaves it to us."""
    context = rendering_context(render_item=lambda kind, thing, autogen_context: answer)
    assert render_by_user(context, "type", sa.Integer()) is wanted or wanted == "x"
