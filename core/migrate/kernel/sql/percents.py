"""Percent signs that are no parameters, as in the string ``'%(x)s'``.

Before 2.0.55 SQLAlchemy takes them for parameters on drivers whose parameters go by their places: the statement fails,
or a question mark is written in the place of the string's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Dialect, text
from sqlalchemy.engine.default import DefaultDialect

_LIKE_PARAMETER = re.compile(r"%\((?P<name>[^)]+?)\)s")
_LIKE_PARAMETER_OR_DOUBLED = re.compile(rf"%%|{_LIKE_PARAMETER.pattern}")

# No text holds these: Unicode reserves them for the use inside of a program.
_NONCHARACTERS = tuple(map(chr, range(0xFDD0, 0xFDF0)))


def keep_percents(dialect: Dialect) -> None:
    """Let the dialect's compiler leave percent signs in strings and names alone, where SQLAlchemy's own does not.

    The dialect is that of the user's engine; it gets what a later SQLAlchemy would give it.
    """
    base: Any = dialect.statement_compiler
    if _takes_strings_for_parameters() and not issubclass(base, _KeepsPercents):
        dialect.statement_compiler = type(base.__name__, (_KeepsPercents, base), {})


@cache
def _takes_strings_for_parameters() -> bool:
    return "?" in str(text("'%(x)s'").compile(dialect=DefaultDialect(paramstyle="qmark")))


class _KeepsPercents:
    """The part of a statement compiler that hides such percent signs from the search for parameters; mixed in."""

    string: str
    preparer: Any
    binds: dict[str, Any]
    escaped_bind_names: dict[str, str]

    def _process_positional(self) -> None:
        self._process_without_percents(super()._process_positional)  # type: ignore[misc]  # it is mixed in

    def _process_numeric(self) -> None:
        self._process_without_percents(super()._process_numeric)  # type: ignore[misc]  # it is mixed in

    def _process_without_percents(self, process: Callable[[], None]) -> None:
        parameters = {*self.binds, *self.escaped_bind_names.values()}
        stands_in = next(one for one in _NONCHARACTERS if one not in self.string)

        def hidden(found: re.Match[str]) -> str:
            return found[0] if found["name"] in parameters else found[0].replace("%", stands_in)

        alike = _LIKE_PARAMETER_OR_DOUBLED if self.preparer._double_percents else _LIKE_PARAMETER
        self.string = alike.sub(hidden, self.string)
        process()
        self.string = self.string.replace(stands_in, "%")
