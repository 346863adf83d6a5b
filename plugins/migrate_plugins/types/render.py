"""How types are written as Python: by their ``repr``, with the prefix of the module they come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import cache
from inspect import getattr_static, signature
from typing import Any

from sqlalchemy.types import Enum, TypeEngine

from migrate.autogenerate.render import render_by_user, sqlalchemy_prefix
from migrate.plugin import RendererSpec

_DIALECTS = "sqlalchemy.dialects."
_KNOWN = "types as written"


def render_type(autogen_context: Any, type_: TypeEngine[Any]) -> str | None:
    """Return ``sa.String(length=50)``, with what the type says for other databases.

    The project's ``render_item`` is asked first, then the dialect's implementation.
    """
    by_user = render_by_user(autogen_context, "type", type_)
    if by_user is not False:
        return by_user
    source = _by_dialect(autogen_context, type_) or _enum(autogen_context, type_) or _by_repr(autogen_context, type_)
    for dialect_name, variant in (type_._variant_mapping or {}).items():
        source += f".with_variant({autogen_context.render(variant)}, {dialect_name!r})"
    return source


def _enum(autogen_context: Any, type_: TypeEngine[Any]) -> str | None:
    """Return an enum type for which there are operations of their own as one that is not created along with a table."""
    if not isinstance(type_, Enum) or not autogen_context.migration_context.impl.is_created_apart(type_):
        return None
    if not hasattr(type_, "create_type"):  # SQLAlchemy 2.0 has it for PostgreSQL's own type alone
        type_ = type_.dialect_impl(autogen_context.dialect)
    text = repr(type_)
    option = "" if "create_type=" in text else ", create_type=False"
    return f"{_prefix(autogen_context, type_)}{text[:-1]}{option})"


def _by_dialect(autogen_context: Any, type_: TypeEngine[Any]) -> str | None:
    impl = autogen_context.migration_context.impl
    return impl.render_type(type_, autogen_context) or None


def _by_repr(autogen_context: Any, type_: TypeEngine[Any]) -> str:
    return _prefix(autogen_context, type_) + _repr(autogen_context, type_)


def _prefix(autogen_context: Any, type_: TypeEngine[Any]) -> str:
    module = type(type_).__module__
    if module.startswith(_DIALECTS):
        dialect = module.removeprefix(_DIALECTS).partition(".")[0]
        autogen_context.imports.add(f"from sqlalchemy.dialects import {dialect}")
        return f"{dialect}."
    if module.startswith("sqlalchemy."):
        return sqlalchemy_prefix(autogen_context)
    return autogen_context.opts.get("user_module_prefix") or _imported(autogen_context, type(type_))


def _imported(autogen_context: Any, type_class: type) -> str:
    """Import the module of a type, and return what stands before the class's own name."""
    module, outer = type_class.__module__, type_class.__qualname__.rpartition(".")[0]
    if module != "__main__":
        autogen_context.imports.add(f"import {module}")
    return f"{module}.{outer}." if outer and "<locals>" not in outer else f"{module}."


def _repr(autogen_context: Any, type_: TypeEngine[Any]) -> str:
    """Return the ``repr``, with the types inside of it written as types of their own."""
    text = _text(autogen_context, type_)
    if text.count("(") == 1:
        return text
    for inner in _inner_types(type_):
        bare = repr(inner)
        if text.count(bare) == 1:
            text = text.replace(bare, str(autogen_context.render(inner)))
    return text


def _text(autogen_context: Any, type_: TypeEngine[Any]) -> str:
    """Return the ``repr``, which is remembered for SQLAlchemy's types: it takes long, and most columns share a few."""
    if not type(type_).__module__.startswith("sqlalchemy."):
        return repr(type_)
    known: dict[Hashable, str] = autogen_context.notes.setdefault(_KNOWN, {})
    key = (type(type_), *type_.__dict__.items())
    try:
        if key not in known:
            known[key] = repr(type_)
    except TypeError:  # something in it cannot be a key, such as the list of an enum
        return repr(type_)
    return known[key]


def _inner_types(type_: TypeEngine[Any]) -> Iterator[TypeEngine[Any]]:
    """Yield the types that a type was made with, such as that of the elements of an array."""
    # A TypeDecorator's arguments are those of the type that it decorates.
    holders: tuple[Any, ...] = (type_, getattr(type_, "impl_instance", None))
    for holder in holders:
        for name in _argument_names(type(holder)):  # type: ignore[arg-type]  # mypy: are the class's instances hashable?
            value = getattr_static(holder, name, None)  # a property may do anything, such as warn
            if isinstance(value, TypeEngine):
                yield value


@cache
def _argument_names(type_class: type) -> tuple[str, ...]:
    constructors = (base.__dict__["__init__"] for base in type_class.__mro__ if "__init__" in base.__dict__)
    names = {name for constructor in constructors for name in _parameters(constructor)}
    return tuple(sorted(names))


def _parameters(constructor: Callable[..., Any]) -> Iterator[str]:
    try:
        yield from signature(constructor).parameters
    except ValueError:  # one that is written in C has no signature
        return


RENDERERS = (RendererSpec(TypeEngine, render_type),)
