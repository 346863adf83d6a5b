"""Values as literals, where SQLAlchemy writes none, or none that the database reads as the same value."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

from sqlalchemy import Dialect, literal, types
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

Render = Callable[[Any, TypeEngine[Any]], str]


class DefaultLiterals:
    """The part of ``DefaultImpl`` that writes values: bytes, JSON, and whatever a driver would be given for a value."""

    dialect: Dialect

    def literal(self, value: Any, type_: TypeEngine[Any], default: Render) -> str:
        """Return a value as SQL; ``default`` is SQLAlchemy's way to do it.

        Raises ``CompileError`` for a value that cannot be written.
        """
        if type_._isnull:
            type_ = literal(value).type
        if isinstance(type_, types.JSON):
            return self.text_literal(self._json(value, type_), default)
        if value is None:
            return default(value, type_)
        if issubclass(type_._type_affinity or type_.__class__, types._Binary):
            return self._driver_literal(value, type_, default)
        if isinstance(value, float) and not isfinite(value):
            return self.infinite_literal(value, default)
        try:
            return self.written(default(value, type_))
        except CompileError:
            return self._driver_literal(value, type_, default)

    def bytes_literal(self, value: bytes) -> str:
        """Return bytes as SQL."""
        return f"X'{value.hex()}'"

    def text_literal(self, value: str, default: Render) -> str:
        """Return a string as SQL."""
        return self.written(default(value, types.String()))

    def written(self, sql: str) -> str:
        """Return a literal so that the database's own client reads it as it is; here nothing needs to be done."""
        return sql

    def _json(self, value: Any, type_: types.JSON) -> str:
        serialize: Any = getattr(self.dialect, "_json_serializer", None) or json.dumps
        text: str = serialize(None if value is types.JSON.NULL else value)
        return text

    def infinite_literal(self, value: float, default: Render) -> str:
        """Return infinity or NaN as SQL; most databases have neither."""
        raise CompileError(f"{self.dialect.name} has no {value}")

    def _driver_literal(self, value: Any, type_: TypeEngine[Any], default: Render) -> str:
        """Return what the driver would be given, as SQL."""
        process = type_.dialect_impl(self.dialect).bind_processor(self.dialect)
        given: Any = value if process is None else process(value)
        if isinstance(given, (bytes, bytearray, memoryview)):
            return self.bytes_literal(bytes(given))
        if isinstance(given, str):
            return self.text_literal(given, default)
        kind = literal(given).type
        if kind._isnull:
            raise CompileError(f"no literal for {type(value).__name__}")
        return default(given, kind)


__all__ = ["DefaultLiterals", "Render"]
