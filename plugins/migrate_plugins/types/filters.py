"""What the project's filters are asked about types that have a name of their own: is this one to take part?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import MetaData

TypeKey: TypeAlias = tuple[str, str]
"""Schema and name of a type."""


@dataclass(frozen=True, slots=True)
class NamedType:
    """An enum type or a domain as ``include_object`` sees it; SQLAlchemy's types have no ``info`` and no ``metadata``.

    ``type`` is the type of the models, or of the database's columns; where no column has told it, None.
    """

    name: str
    schema: str | None
    type: Any
    info: dict[Any, Any] = field(default_factory=dict)
    metadata: MetaData | None = None


def those_that_take_part(
    autogen_context: Any, kind: str, wanted: Mapping[TypeKey, Any], leaving: Mapping[TypeKey, Any], found: Any
) -> set[TypeKey]:
    """Return the keys of the types with which something may happen.

    ``wanted`` are those of the models, ``leaving`` those that columns of the database lose, ``found`` the keys of all
    that the database has.  ``include_name`` is asked for these, then ``include_object`` for what would take part.
    """
    return {
        key
        for key in wanted.keys() | leaving.keys()
        if (key not in found or _name_allowed(autogen_context, kind, key))
        and _object_allowed(autogen_context, kind, key, wanted.get(key), leaving.get(key), is_found=key in found)
    }


def _name_allowed(autogen_context: Any, kind: str, key: TypeKey) -> bool:
    parents = {"schema_name": _schema(autogen_context, key)}
    return bool(autogen_context.run_name_filters(key[1], kind, parents))


def _object_allowed(autogen_context: Any, kind: str, key: TypeKey, wanted: Any, old: Any, *, is_found: bool) -> bool:
    if not autogen_context.filters.looks_at_objects:
        return True
    schema = _schema(autogen_context, key)
    there = _named(key[1], schema, old) if is_found else None
    item = there if wanted is None else _named(key[1], schema, wanted)
    if item is None:
        return True
    other = None if wanted is None else there
    return bool(autogen_context.run_object_filters(item, item.name, kind, item is there, other))


def _named(name: str, schema: str | None, type_: Any) -> NamedType:
    given = dict(getattr(type_, "info", None) or {})
    return NamedType(name, schema, type_, given, getattr(type_, "metadata", None))


def _schema(autogen_context: Any, key: TypeKey) -> str | None:
    return None if key[0] == autogen_context.dialect.default_schema_name else key[0]
