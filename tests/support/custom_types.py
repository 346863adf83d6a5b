"""Types of a project's own, in a module that generated code has to import."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


class Money(sa.types.TypeDecorator[Any]):
    """A decorated type with arguments."""

    impl = sa.Numeric
    cache_ok = True


class Outer:
    """What a nested type is nested in."""

    class Tag(sa.types.TypeDecorator[Any]):
        """A type inside of another class."""

        impl = sa.String
        cache_ok = True


class Measure(sa.types.UserDefinedType[Any]):
    """A type that says itself how it is declared."""

    cache_ok = True

    def __init__(self, digits: int = 3) -> None:
        self.digits = digits

    def __repr__(self) -> str:
        return f"Measure(digits={self.digits})"

    def get_col_spec(self, **kw: Any) -> str:
        return f"DECIMAL({self.digits}, 0)"
