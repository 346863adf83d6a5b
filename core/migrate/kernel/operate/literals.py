"""Literals that are written into a statement's text instead of being bound."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine


class LiteralParameter(BindParameter[Any]):
    """A parameter that every dialect renders as a literal."""

    # SQLAlchemy's statement cache leaves values out of its keys; this one's value is in the text.
    inherit_cache = False


@compiles(LiteralParameter)
def _render(element: LiteralParameter, compiler: Any, **kw: Any) -> str:
    return str(compiler.render_literal_bindparam(element, **kw))


def literal_parameter(value: Any, type_: TypeEngine[Any] | None = None) -> LiteralParameter:
    """Return the value as a parameter that is rendered as a literal."""
    return LiteralParameter(None, value, type_=type_)
