"""Write files so that a half-written one is never seen, and none is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from migrate.kernel.errors import Place, RevisionFileError


def write_new(path: Path, content: bytes) -> None:
    """Create a file with its whole content, or not at all; folders on the way are made.

    Raises ``RevisionFileError`` if it exists, or the system refuses; nothing is left behind then.
    """
    _make_folder(path.parent)
    with _reported(path), _temporary(path, content) as temporary:
        _put_in_place(temporary, path)


def replace_file(path: Path, content: bytes) -> None:
    """Give an existing file another content, all of it or none.

    Raises ``RevisionFileError`` if the system refuses; the file is as it was then.
    """
    with _reported(path), _temporary(path, content) as temporary:
        temporary.chmod(path.stat().st_mode)
        temporary.replace(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise RevisionFileError(f"The folder cannot be made: {cause.strerror}", place=Place(str(folder))) from cause


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """Write the content to a file beside the path, hidden and under a name that nobody else has."""
    temporary = path.with_name(f".migrate-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def _put_in_place(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)  # unlike a rename, it fails if the name is taken
    except FileExistsError:
        raise
    except (AttributeError, NotImplementedError, OSError):
        _put_in_place_without_links(temporary, path)


def _put_in_place_without_links(temporary: Path, path: Path) -> None:
    path.open("xb").close()  # take the name, which fails if it is taken already
    try:
        temporary.replace(path)
    except OSError:
        path.unlink()
        raise


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as cause:
        raise RevisionFileError(
            "The file exists already, and is not overwritten", hint="give another --rev-id", place=Place(str(path))
        ) from cause
    except OSError as cause:
        raise RevisionFileError(f"The file cannot be written: {cause.strerror}", place=Place(str(path))) from cause


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Let one process at a time add revisions to a folder; the lock ends with the process.

    Where the system has no such locks, file names still cannot clash.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    _make_folder(folder)
    with _reported(folder):
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
