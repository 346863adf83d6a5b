"""What to say when a step fails: revision, operation, place, statement, the database's words, and what is left."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import DBAPIError, NoInspectionAvailable

from migrate.kernel.errors import DatabaseError, Place, RevisionFileError
from migrate.kernel.model.plan import Step
from migrate.kernel.runtime.unwritable import unwritable
from migrate.kernel.text import counted, listed

_CLASS = re.compile(r"^<class '[\w.]+'>: ")

ENDED = "the server has ended the connection, and its log may say why"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The state after a failure.

    ``heads`` are those the database is at, None if it cannot be asked.  ``committed`` are the statements of the failed
    step that stay.  ``external`` tells that the transaction is the caller's, and still open.
    """

    heads: tuple[str, ...] | None
    committed: tuple[str, ...] = ()
    external: bool = False
    offline: bool = False

    def __str__(self) -> str:
        if self.offline:
            return "the script that was written up to here is incomplete"
        if self.external:
            return "the transaction that was open before the migrations is still open; roll it back"
        if self.committed:
            return self._half_applied()
        return f"what this run had not committed was rolled back; {self._position()}"

    def _position(self) -> str:
        if self.heads is None:
            return "where the database is now could not be read"
        return f"the database is at {listed(map(repr, self.heads))}" if self.heads else "the database is at base"

    def _half_applied(self) -> str:
        number = counted(self.committed, "statement of it is", "statements of it are")
        lines = "".join(f"\n    {one_line(statement)}" for statement in self.committed[-5:])
        return (
            f"{number} committed already and cannot be rolled back, while {self._position()}; "
            f"undo by hand, or let the revision step over it, before it is run again:{lines}"
        )


class StatementFailed(DatabaseError):
    """The database refused a statement of a revision.

    ``revision`` is the id, ``statement`` the SQL (without the values of its parameters), ``aftermath`` what is left.
    """

    def __init__(
        self, message: str, *, revision: str, statement: str | None, aftermath: Aftermath, place: Place | None
    ) -> None:
        super().__init__(message, hint=str(aftermath), place=place)
        self.revision = revision
        self.statement = statement
        self.aftermath = aftermath


def explained(step: Step, error: BaseException, aftermath: Aftermath) -> BaseException:
    """Return the error to raise for a failed step: one of ours for what the database refused, else the error itself.

    A note tells what is left of the step.
    """
    if isinstance(error, DBAPIError):
        return _refused(step, error, aftermath)
    if aftermath.offline and _asked_for_a_connection(error):
        return RevisionFileError(
            f"{_named(step).capitalize()} asks the database, and with --sql there is none",
            hint="use op.execute(), or ask context.is_offline_mode() first",
            place=_place(step, error.__traceback__),
        )
    if isinstance(error, SystemExit) and not error.code:
        error = RevisionFileError(
            f"Something ended the program (SystemExit) before {_named(step)} was done",
            hint=str(aftermath),
            place=_place(step, error.__traceback__),
        )
    elif isinstance(error, Exception):
        error = unwritable(error) or error
        error.add_note(f"While running {_named(step)}: {aftermath}")
    return error


def frames(traceback: TracebackType | None) -> Iterator[FrameType]:
    """Yield the frames of a traceback, the outermost first."""
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def database_words(error: DBAPIError) -> str:
    """Return what the driver's own error says, without its numbers and without SQLAlchemy's additions."""
    arguments = error.orig.args if error.orig is not None else ()
    words = arguments[1] if len(arguments) == 2 and isinstance(arguments[0], int) else error.orig
    # Before 2.1 SQLAlchemy puts the class of asyncpg's error in front.
    return _CLASS.sub("", str(words)).strip() or type(error.orig).__name__


def first_words(error: DBAPIError) -> str:
    """Return the first line of what the driver's own error says."""
    return database_words(error).splitlines()[0]


def _asked_for_a_connection(error: BaseException) -> bool:
    """Return whether user code asked ``op.get_bind()`` for more than it is offline, where it only writes SQL."""
    if isinstance(error, AttributeError):
        asks = error.name in {*dir(Connection), *dir(CursorResult)}
        return asks and (error.obj is None or isinstance(error.obj, MockConnection))
    return isinstance(error, NoInspectionAvailable)


def _refused(step: Step, error: DBAPIError, aftermath: Aftermath) -> StatementFailed:
    place = _place(step, error.__traceback__)
    where = _operation(step, place)
    words = database_words(error)
    statement = one_line(error.statement) if error.statement else None
    message = f"The database refused {where}{_named(step)}: {words}" + (f"\n[SQL: {statement}]" if statement else "")
    revision = next((one.revision for one in step.up_revisions), "base")
    return StatementFailed(message, revision=revision, statement=error.statement, aftermath=aftermath, place=place)


def _named(step: Step) -> str:
    if step.is_stamp:
        return "the stamp"
    doc = getattr(step.revision, "doc", "")
    return f"the {step.direction.value} of revision {step.revision.revision!r}" + (f" ({doc})" if doc else "")


def failed_operation(step: Any, error: BaseException) -> tuple[str, Place | None]:
    """Return ``operation 2 of 3 (op.add_column) of the upgrade of revision 'ab'`` for an error, and its place."""
    place = _place(step, error.__traceback__)
    return f"{_operation(step, place)}{_named(step)}", place


def _place(step: Step, traceback: TracebackType | None) -> Place | None:
    """Return the innermost line of the revision's own file on the way to the error."""
    path = None if step.is_stamp else getattr(step.revision, "path", None)
    if path is None:
        return None
    lines = [line for file, line in _lines(traceback) if Path(file) == Path(path)]
    if not lines:
        return None
    return Place(_relative(str(path)), lines[-1], None, linecache.getline(str(path), lines[-1]) or None)


def _lines(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def _relative(path: str) -> str:
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _operation(step: Step, place: Place | None) -> str:
    """Return ``operation 2 of 3 (op.add_column) of ``, as counted in the source; nothing where that cannot be told."""
    if place is None or place.line is None:
        return ""
    calls = _operations(Path(place.path), step.direction.value, place.line)
    for number, call in enumerate(calls, 1):
        if call.lineno <= place.line <= (call.end_lineno or call.lineno):
            return f"operation {number} of {len(calls)} ({ast.unparse(call.func)}) of "
    return ""


def _operations(path: Path, direction: str, line: int) -> list[ast.Call]:
    """Return the operations of ``upgrade()``, or of ``upgrade_stock()`` where a line is in that one's part of it."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return []
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    bodies = [body for body in functions if body.name == direction or body.name.startswith(f"{direction}_")]
    around = (body for body in bodies if body.lineno <= line <= (body.end_lineno or line))
    calls = (node for body in around for node in ast.walk(body) if isinstance(node, ast.Call) and _is_directive(node))
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _is_directive(call: ast.Call) -> bool:
    """Return whether a call is ``op.something(...)``, or of the object that ``batch_alter_table()`` yields."""
    function: Any = call.func
    owner = getattr(getattr(function, "value", None), "id", None)
    return owner in ("op", "batch_op") and getattr(function, "attr", "f") not in ("f", "get_bind", "get_context")


def one_line(statement: str) -> str:
    """Return a statement on one line, cut where it is long."""
    text = " ".join(statement.split())
    return text if len(text) <= 300 else f"{text[:300]}..."
