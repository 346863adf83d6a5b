"""What to say when a comparison ends half-way: nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, NoReferenceError

from migrate.kernel.errors import ConfigurationError, DatabaseError
from migrate.kernel.runtime.failures import ENDED, first_words, one_line


@contextmanager
def comparison() -> Iterator[None]:
    """Tell what the database refuses, and what the models lack, inside of the ``with`` block.

    Raises ``DatabaseError`` or ``ConfigurationError``.
    """
    try:
        yield
    except DBAPIError as error:
        raise interrupted("The database could not be compared", error) from error
    except NoReferenceError as error:
        raise ConfigurationError(
            f"The models cannot be compared: {error}",
            hint="import all modules with models in env.py before it names target_metadata",
        ) from error


def interrupted(what: str, error: DBAPIError) -> DatabaseError:
    """Return the error for something that the database, or the end of the connection to it, has interrupted."""
    statement = f"\n[SQL: {one_line(error.statement)}]" if error.statement else ""
    why = "run it again with --raiseerr for the whole traceback"
    if error.connection_invalidated:
        why = ENDED
    return DatabaseError(f"{what}: {first_words(error)}{statement}", hint=f"nothing was written; {why}")
