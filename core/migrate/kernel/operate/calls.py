"""A directive called in a wrong way: what is wrong with the arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from migrate.kernel.text import did_you_mean


def check_keywords(directive: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``TypeError`` for a keyword that is a known one mistyped.

    Others are let pass: those named ``<dialect>_<argument>`` belong to dialects, and a plugin's may have any name.
    """
    names = frozenset(known)
    for name in given:
        if name not in names and (("_" not in name) or did_you_mean(name, names, cutoff=_MISTYPED)):
            raise TypeError(_no_such_argument(directive, name, names))


_MISTYPED = 0.85
"""How alike two names must be for one to be taken as a mistake for the other; ``postgresql_where`` and ``sqlite_where``
are alike by 0.79."""


def explained(
    error: TypeError, directive: str, builder: Callable[..., Any], args: tuple[Any, ...], kw: Mapping[str, Any]
) -> TypeError:
    """Return an error that says in the user's terms why a builder cannot be called so; other errors as they are."""
    signature = inspect.signature(builder)
    try:
        signature.bind(*args, **kw)
    except TypeError as mismatch:
        return TypeError(_mismatch(str(mismatch), directive, signature, kw))
    unnamed = [name for name in kw if name not in signature.parameters and f"got '{name}'" in str(error)]
    if unnamed:  # SQLAlchemy wants <dialect>_<argument>, and says so
        return TypeError(_no_such_argument(directive, unnamed[0], (*signature.parameters, *_OF_SCHEMA_ITEMS)))
    return error


_OF_SCHEMA_ITEMS = (
    "schema",
    "comment",
    "info",
    "prefixes",
    "quote",
    "deferrable",
    "initially",
    "where",
    "using",
    "ops",
)
"""Arguments that builders pass on to SQLAlchemy's own objects."""


def _mismatch(words: str, directive: str, signature: inspect.Signature, kw: Mapping[str, Any]) -> str:
    takes_any = any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values())
    unknown = [name for name in kw if name not in signature.parameters]
    if unknown and not takes_any:
        return _no_such_argument(directive, unknown[0], signature.parameters)
    parameters = list(signature.parameters.values())[1:]
    return f"op.{directive}(): {words}; it takes {_shown(parameters)}"


def _no_such_argument(directive: str, name: str, known: Iterable[str]) -> str:
    question = did_you_mean(name, known)
    return f"op.{directive}() has no argument {name!r}" + (f"; {question}" if question else "")


def _shown(parameters: Iterable[inspect.Parameter]) -> str:
    return f"({', '.join(str(one.replace(annotation=inspect.Parameter.empty)) for one in parameters)})"
