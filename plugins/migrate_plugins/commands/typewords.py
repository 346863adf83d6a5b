"""Types in the words of SQL, as far as they can be told without asking a database."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_DIALECTS = "sqlalchemy.dialects."


def type_words(type_: Any) -> str:
    """Return ``VARCHAR(20)``, ``INTEGER[]``, ``TIMESTAMP WITH TIME ZONE`` or ``ENUM('a', 'b')``.

    A type of one database is told in its words; one of any database in those that most have.
    """
    if getattr(type_, "enums", None) and getattr(type_, "native_enum", True):
        return f"ENUM({', '.join(map(repr, type_.enums))})"
    if getattr(type_, "item_type", None) is not None:
        return type_words(type_.item_type) + "[]" * (type_.dimensions or 1)
    words = _in_its_dialect(type_) or str(type_)
    zone = " WITH TIME ZONE" if getattr(type_, "timezone", False) and "ZONE" not in words else ""
    return " ".join(f"{words}{zone}".split())


def _in_its_dialect(type_: Any) -> str | None:
    """Return a type of one database as that writes it; None for any other, and where it lacks what that asks for."""
    from sqlalchemy.exc import CompileError

    module = type(type_).__module__
    if not module.startswith(_DIALECTS):
        return None
    dialect = import_module(_DIALECTS + module.removeprefix(_DIALECTS).partition(".")[0]).dialect()
    try:
        words = str(type_.compile(dialect=dialect))
    except CompileError:
        return None
    return words.replace(f"({getattr(type_, 'display_width', None)})", "")  # MySQL's, which changes no value
