"""PostgreSQL's types by one name each, with the arguments that they have if none are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import signature

from sqlalchemy import Dialect

from migrate_plugins.dialects.typetext import TypeText

# Other names of one type (PostgreSQL manual, "Data Types").
_ALIASES: Mapping[str, str] = {
    "INT": "INTEGER",
    "INT4": "INTEGER",
    "SERIAL": "INTEGER",
    "INT2": "SMALLINT",
    "SMALLSERIAL": "SMALLINT",
    "INT8": "BIGINT",
    "BIGSERIAL": "BIGINT",
    "DECIMAL": "NUMERIC",
    "BOOL": "BOOLEAN",
    "CHARACTER": "CHAR",
    "NCHAR": "CHAR",
    "CHARACTER VARYING": "VARCHAR",
    "CHAR VARYING": "VARCHAR",
    "NVARCHAR": "VARCHAR",
    "VARBIT": "BIT VARYING",
    "FLOAT4": "REAL",
    "FLOAT8": "DOUBLE PRECISION",
    "DOUBLE": "DOUBLE PRECISION",
    "TIME": "TIME WITHOUT TIME ZONE",
    "TIMETZ": "TIME WITH TIME ZONE",
    "TIMESTAMP": "TIMESTAMP WITHOUT TIME ZONE",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}
_ONE = ("1",)
_LENGTH_ONE = frozenset({"CHAR", "BIT"})
_WITH_SECONDS = ("TIME", "TIMESTAMP", "INTERVAL")
_USUAL_SECONDS = ("6",)
_MOST_DIGITS_OF_REAL = 24
_DIMENSIONS = re.compile(r"(?:\[\d*\])+$")


def normal_type(declared: TypeText, default_schema: str | None = None) -> TypeText:
    """Return the type as the database keeps it; it does not keep how many dimensions an array has."""
    name = _DIMENSIONS.sub("", declared.name).removeprefix(f"{default_schema}.".upper())
    element, arguments = _element(_ALIASES.get(name, name), declared.arguments)
    return TypeText(f"{element}[]" if declared.name.endswith("]") else element, arguments, declared.options)


def _element(name: str, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if name == "FLOAT":  # the precision is in binary digits, and chooses one of two types
        fits = bool(arguments) and int(arguments[0]) <= _MOST_DIGITS_OF_REAL
        return ("REAL" if fits else "DOUBLE PRECISION"), ()
    if name == "DOUBLE PRECISION":
        return name, ()
    if name == "NUMERIC" and len(arguments) == 1:
        return name, (*arguments, "0")
    if name in _LENGTH_ONE:
        return name, arguments or _ONE
    if name.startswith(_WITH_SECONDS) and arguments == _USUAL_SECONDS:
        return name, ()
    return name, arguments


def collations_differ(dialect: Dialect, found: TypeText, wanted: TypeText) -> bool:
    """Return whether only one of two types has a collation of its own, where SQLAlchemy tells it."""
    if "collation" not in signature(getattr(dialect, "_reflect_type", len)).parameters:
        return False
    return (found.collation or _DEFAULT_COLLATION) != (wanted.collation or _DEFAULT_COLLATION)


_DEFAULT_COLLATION = "default"
