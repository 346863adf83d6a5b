"""Find, in the traceback of an error, what the user's own code did: env.py, revisions, models."""

from __future__ import annotations

import linecache
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from migrate.kernel.errors import ConfigurationError, Place, RevisionFileError
from migrate.kernel.text import did_you_mean

_SHOWN = 5
_OWN = ("migrate", "migrate_plugins")
_INSTALLED = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


@dataclass(frozen=True, slots=True)
class UserFault:
    """An error in the user's code: a sentence, and the places that led to it, the innermost last."""

    message: str
    places: tuple[Place, ...]
    hint: str | None
    exit_code: int


def user_fault(error: BaseException) -> UserFault | None:
    """Return what an error has to do with the user's code, or None if no frame of it is there."""
    places: tuple[Place, ...]
    if isinstance(error, SyntaxError) and error.filename:
        places = (Place(error.filename, error.lineno, error.offset, error.text),)
        message = f"{type(error).__name__}: {error.msg}"
    else:
        places = tuple(_place(frame, error) for frame in _telling_frames(error))[-_SHOWN:]
        message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not places:
        return None
    in_revision = any(_is_revision(frame) for frame in _user_frames(error))
    code = RevisionFileError.exit_code if in_revision else ConfigurationError.exit_code
    return UserFault(message, places, _nearest(error), code)


def place_in_revision(error: BaseException) -> Place | None:
    """Return the innermost line of a revision file that led to an error, or None if none did."""
    frames = [frame for frame in _user_frames(error) if _is_revision(frame)]
    return _place(frames[-1], error) if frames else None


def _telling_frames(error: BaseException) -> list[TracebackType]:
    """Return the frames of the user's code; from the first revision on, if there is one: env.py only led there."""
    frames = list(_user_frames(error))
    start = next((number for number, frame in enumerate(frames) if _is_revision(frame)), 0)
    return frames[start:]


def _user_frames(error: BaseException) -> Iterator[TracebackType]:
    traceback = error.__traceback__
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if module.split(".")[0] not in _OWN and _is_users(traceback.tb_frame.f_code.co_filename):
            yield traceback
        traceback = traceback.tb_next


def _is_users(filename: str) -> bool:
    return not filename.startswith(("<", *_INSTALLED)) and Path(filename).is_file()


def _is_revision(frame: TracebackType) -> bool:
    return "down_revision" in frame.tb_frame.f_globals


def _place(frame: TracebackType, error: BaseException) -> Place:
    filename = frame.tb_frame.f_code.co_filename
    source = linecache.getline(filename, frame.tb_lineno) or None
    return Place(filename, frame.tb_lineno, _column(frame, error, source), source)


def _column(frame: TracebackType, error: BaseException, source: str | None) -> int | None:
    """Return the column of the expression that failed; of the attribute's name, if that is what is wrong."""
    positions = list(frame.tb_frame.f_code.co_positions())
    start = positions[frame.tb_lasti // 2][2]
    if start is None or source is None:
        return None
    name = getattr(error, "name", None) if isinstance(error, AttributeError) else None
    at = source.find(f".{name}", start) if name else -1
    return (at + 1 if at >= 0 else start) + 1


def _nearest(error: BaseException) -> str | None:
    """Return the question for a mistyped name, as the interpreter's own traceback would ask it."""
    name = getattr(error, "name", None)
    if isinstance(error, AttributeError) and name:
        return did_you_mean(name, dir(error.obj))
    if isinstance(error, ModuleNotFoundError) and name and name.split(".")[0] == "alembic":
        return "migrate has the same modules and names: from migrate import op, context"
    if isinstance(error, NameError) and name:
        frame = _innermost(error.__traceback__)
        return did_you_mean(name, {**frame.tb_frame.f_globals, **frame.tb_frame.f_locals}) if frame else None
    return None


def _innermost(traceback: TracebackType | None) -> TracebackType | None:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback
