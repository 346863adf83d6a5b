"""Expressions and types as tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate_plugins.dialects.postgresql.expressions import loose
from migrate_plugins.dialects.tokens import is_self_contained, number, tokens
from migrate_plugins.dialects.typetext import differ

literals = st.text().map(lambda value: "'" + value.replace("'", "''") + "'")


@given(literals)
def test_a_string_is_one_token(literal: str) -> None:
    """Whatever is in it, and exactly as it is."""
    assert tokens(f"f( {literal} )") == ("f", "(", literal, ")")


@given(literals.filter(lambda literal: not set(literal) & set("\\\x00")))
def test_a_string_cannot_end_an_expression(literal: str) -> None:
    """Nor can a call with it."""
    assert is_self_contained(f"coalesce({literal}, {literal})")


@given(st.text(alphabet="ab'\"`()[];-/*$\\ \n", max_size=12))
def test_what_is_self_contained_stays_within_brackets(text: str) -> None:
    """Put into brackets, it is closed by the last one and not before; there is nothing that separates statements."""
    if is_self_contained(text):
        found = tokens(f"({text}) end")
        assert found[-1] == "end"
        assert ";" not in found
        depth = 0
        for position, token in enumerate(found):
            depth += (token == "(") - (token == ")")
            if depth == 0 and token == ")":
                assert position == len(found) - 2
                break


@pytest.mark.parametrize(
    "text", ["1)", "(1", "1; drop table t", "1 -- x", "1 /* x", "$$x$$", "'x", '"x', "a`b", "]", "([)]", " "]
)
def test_what_leads_out_of_an_expression(text: str) -> None:
    """Each is refused."""
    assert not is_self_contained(text)


@pytest.mark.parametrize("text", ['"a`b" > 1', "'a`' || \"`b`\"", "a = '`;--('"])
def test_a_backtick_in_quotes_leads_nowhere(text: str) -> None:
    """On any database: it is a name or a string."""
    assert is_self_contained(text)


@pytest.mark.parametrize("text", ["`a b`", "'a' `", "`'` > '`'"])
def test_a_backtick_outside_is_refused(text: str) -> None:
    """It begins a name on some databases alone."""
    assert not is_self_contained(text)


def test_brackets_around_the_whole_mean_nothing() -> None:
    """Those around a part do."""
    assert tokens("((a + b))") == tokens("A+b")
    assert tokens("(a) + (b)") != tokens("a) + (b")


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("'5.0'", 5), ("-3", -3), ("'x'", None), ("1 2", None)])
def test_numbers(text: str, value: int | None) -> None:
    """In quotes or not, signed or not."""
    assert number(tokens(text)) == value


SAME = (
    ("lower(name)", "lower((name)::text)"),
    ("'x'", "'x'::character varying"),
    ("cast(a as numeric(10, 2))", "(a)::numeric(10,2)"),
    ("cast(cast(a as integer) as text)", "((a)::integer)::text"),
    ("ts > '2000-01-01'", "(ts > '2000-01-01'::timestamp(3) without time zone)"),
    ("x = ANY(ARRAY['a'])", "(x = ANY ((ARRAY['a'::text])::text[]))"),
    ("coalesce(a, -1)", "COALESCE(a, '-1'::integer)"),
    ("status = 'x'", "(status = 'x'::my_schema.\"MyEnum\")"),
)


@pytest.mark.parametrize(("written", "kept"), SAME)
def test_what_postgresql_adds_means_nothing(written: str, kept: str) -> None:
    """Casts and brackets."""
    assert loose(written) == loose(kept)


TYPES = (
    ("VARCHAR(20)", "VARCHAR(30)", True),
    ("VARCHAR(20)", "VARCHAR", False),
    ("NUMERIC(10, 2)", "DECIMAL(10,2)", False),
    ('VARCHAR(9) COLLATE "de"', "VARCHAR(9)", False),
    ('VARCHAR(9) COLLATE "de"', "VARCHAR(9) COLLATE fr", True),
    ("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE", True),
    ("ENUM('a','b')", "ENUM('b','a')", False),
    ("ENUM('a','b')", "ENUM('a','b','c,d')", True),
    ("INTEGER[]", "INTEGER", True),
)


@pytest.mark.parametrize(("one", "other", "expected"), TYPES)
def test_declared_types(one: str, other: str, expected: bool) -> None:
    """By name, arguments and options."""
    assert differ(one, other, ({"NUMERIC", "DECIMAL"},)) is expected
