"""What SQLAlchemy refuses to make SQL of, in the words of a migration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.dialects import registry
from sqlalchemy.exc import ArgumentError, CompileError, NoSuchModuleError, UnsupportedCompilationError
from sqlalchemy.types import TypeEngine

from migrate.kernel.errors import RevisionFileError
from migrate.kernel.text import did_you_mean

_OPTION = re.compile(r"Argument '(\w+)' is not accepted by dialect '(\w+)' on behalf of <class '(?:\w+\.)*(\w+)'>")


def unwritable(error: BaseException) -> RevisionFileError | None:
    """Return what to say of a type or an option that a database does not have, or None if an error is of another kind.

    It keeps the traceback, which tells the place.
    """
    said = None
    cause = error.__cause__ if isinstance(error, CompileError) else None
    if isinstance(error, UnsupportedCompilationError):
        said = _unsupported(error)
    elif isinstance(cause, UnsupportedCompilationError):
        said = _unsupported(cause, f" {str(error).partition(': ')[0]}")  # " (in table 't', column 'c')"
    elif isinstance(error, ArgumentError) and (match := _OPTION.match(str(error))):
        said = _unknown_option(*match.groups())
    if said is not None:
        said.__cause__ = error
        said.with_traceback(error.__traceback__)
    return said


def _unsupported(error: UnsupportedCompilationError, where: str = "") -> RevisionFileError:
    element = error.element_type  # a class, or of types the very object
    kind = element if isinstance(element, type) else type(element)
    dialect, name = error.compiler.dialect.name, kind.__name__
    if issubclass(kind, TypeEngine):
        return RevisionFileError(
            f"The dialect {dialect!r} has no type {name}{where}",
            hint=f"use one that it has, or one each: sa.Text().with_variant({name}(...), 'the dialect that has it')",
        )
    return RevisionFileError(
        f"The dialect {dialect!r} has no SQL for {name}{where}",
        hint="ask op.get_context().dialect.name before, if the revision is for more than one database",
    )


def _unknown_option(option: str, dialect: str, owner: str) -> RevisionFileError:
    known = sorted(_options(dialect, owner))
    all_known = f"it takes {', '.join(known)}" if known else f"the dialect {dialect!r} adds none to it"
    return RevisionFileError(f"{owner} has no argument {option!r}", hint=did_you_mean(option, known) or all_known)


def _options(dialect: str, owner: str) -> Iterator[str]:
    """Yield the arguments that a dialect adds to a class of schema items."""
    try:
        constructs = registry.load(dialect).construct_arguments or ()
    except NoSuchModuleError:
        return
    for construct, options in constructs:
        if construct.__name__ == owner:
            yield from (f"{dialect}_{option}" for option in options if option != "*")
