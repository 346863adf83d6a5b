"""How types are written as Python."""

from __future__ import annotations

import enum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from support.rendering import rendering_context, type_source


class Money(sa.types.UserDefinedType[Any]):
    """A type of a project."""

    def __init__(self, currency: str = "EUR", inner: Any = None) -> None:
        self.currency = currency
        self.inner = inner

    class Cents(sa.types.UserDefinedType[Any]):
        """A type inside of a class."""


class Tags(sa.types.TypeDecorator[Any]):
    """A decorated array."""

    impl = sa.ARRAY
    cache_ok = True


class Colour(enum.Enum):
    """An enumeration of a project."""

    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("type_", "wanted"),
    [
        (sa.Integer, "sa.Integer()"),
        (sa.String(50, collation="C"), "sa.String(length=50, collation='C')"),
        (sa.Numeric(10, 2), "sa.Numeric(precision=10, scale=2)"),
        (sa.DateTime(timezone=True), "sa.DateTime(timezone=True)"),
        (sa.Enum("a", "b", name="e", native_enum=False), "sa.Enum('a', 'b', name='e', native_enum=False)"),
        (sa.Enum(Colour), "sa.Enum('RED', 'BLUE', name='colour')"),
        (sa.Boolean(create_constraint=True, name="ck"), "sa.Boolean(create_constraint=True, name='ck')"),
        (sa.JSON(none_as_null=True), "sa.JSON(none_as_null=True)"),
        (sa.ARRAY(sa.String(5)), "sa.ARRAY(sa.String(length=5))"),
        (sa.UUID(), "sa.UUID()"),
        (sa.Uuid(as_uuid=False), "sa.Uuid(as_uuid=False)"),
        (sa.PickleType(), "sa.PickleType()"),
        (sa.Interval(), "sa.Interval()"),
        (sa.types.NullType(), "sa.NullType()"),
        (postgresql.JSONB(), "postgresql.JSONB(astext_type=sa.Text())"),
        (postgresql.HSTORE(text_type=sa.String(3)), "postgresql.HSTORE(text_type=sa.String(length=3))"),
        (postgresql.ARRAY(postgresql.BYTEA, dimensions=2), "postgresql.ARRAY(postgresql.BYTEA(), dimensions=2)"),
        (postgresql.ARRAY(sa.Enum("a", name="e")), "postgresql.ARRAY(sa.Enum('a', name='e'))"),
        (postgresql.ENUM("a", name="e"), "postgresql.ENUM('a', name='e')"),
        (mysql.INTEGER(unsigned=True), "mysql.INTEGER(unsigned=True)"),
        (mysql.SET("a", "b"), "mysql.SET('a', 'b')"),
        (
            sa.String(5).with_variant(mysql.LONGTEXT(), "mysql").with_variant(sa.CHAR(2), "oracle"),
            "sa.String(length=5).with_variant(mysql.LONGTEXT(), 'mysql').with_variant(sa.CHAR(length=2), 'oracle')",
        ),
    ],
)
def test_types_of_sqlalchemy(type_: Any, wanted: str) -> None:
    """With the prefix of SQLAlchemy, or of the dialect they belong to."""
    assert type_source(type_) == wanted


def test_a_dialects_type_brings_its_import() -> None:
    """Also from inside of another."""
    context = rendering_context()
    context.render(sa.ARRAY(postgresql.BYTEA()))
    context.render(sa.String().with_variant(mysql.LONGTEXT(), "mysql"))
    assert context.imports == {"from sqlalchemy.dialects import postgresql", "from sqlalchemy.dialects import mysql"}


def test_a_projects_type_stands_in_its_module_which_is_imported() -> None:
    """So the revision can be run as it is."""
    context = rendering_context()
    assert context.render(Money("USD")) == f"{__name__}.Money(currency='USD')"
    assert context.imports == {f"import {__name__}"}


def test_a_type_inside_of_a_class_is_named_in_full() -> None:
    """Its module alone does not have it."""
    assert type_source(Money.Cents()) == f"{__name__}.Money.Cents()"


def test_user_module_prefix_takes_the_modules_place() -> None:
    """And leaves the import to the project's template."""
    context = rendering_context(user_module_prefix="custom.")
    assert context.render(Money()) == "custom.Money()"
    assert context.imports == set()


def test_types_inside_of_a_projects_type() -> None:
    """They have their own prefixes."""
    assert type_source(Money(inner=sa.String(5)), user_module_prefix="m.") == "m.Money(inner=sa.String(length=5))"
    assert type_source(Tags(sa.Integer), user_module_prefix="m.") == "m.Tags(sa.Integer())"


def test_render_item_comes_first() -> None:
    """It is asked for inner types and variants too."""

    def render_item(kind: str, thing: Any, context: Any) -> str | bool:
        return "app.Text()" if isinstance(thing, sa.String) else False

    assert type_source(sa.ARRAY(sa.String), render_item=render_item) == "sa.ARRAY(app.Text())"
    variant = sa.Integer().with_variant(sa.String(), "sqlite")
    assert type_source(variant, render_item=render_item) == "sa.Integer().with_variant(app.Text(), 'sqlite')"


def test_a_domain_keeps_all_its_options() -> None:
    """Its ``repr`` would drop most of them."""
    domain = postgresql.DOMAIN("d", sa.String(5), not_null=True, check="VALUE ~ '[[:alpha:]]'", default="a", schema="s")
    assert type_source(domain, "postgresql") == (
        "postgresql.DOMAIN('d', sa.String(length=5), default='a', not_null=True, "
        "check=\"VALUE ~ '[[\\\\:alpha\\\\:]]'\", schema='s')"
    )
