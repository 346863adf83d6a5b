"""List the files that may be revisions, each with what tells one state of it from another."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from typing import Any, TypeAlias

from migrate.kernel.errors import Place, RevisionFileError

_SOURCE = (".py",)
_ANY = (".py", ".pyc", ".pyo")
# Hidden files are editors' locks and other systems' notes; `__init__` makes a package of the folder.
_NO_REVISION = (".", "__init__")
_COMPILED = "__pycache__"
_TICK = 50_000_000
_WHOLE_SECONDS = 2_000_000_000


_File: TypeAlias = tuple[str, int, int, int]
"""A name, a size, and the times when it was modified and changed."""


@dataclass(slots=True)
class Listing:
    """The files of one folder, sorted by name, in columns: lists are made and compared faster than objects.

    ``names`` are relative to the folder; ``modified`` and ``changed`` are times in nanoseconds; ``links`` are the names
    that are symbolic links.
    """

    folder: str
    names: list[str]
    sizes: list[int]
    modified: list[int]
    changed: list[int]
    links: frozenset[str] = frozenset()

    def paths(self) -> Iterator[str]:
        """Yield the path of each file."""
        return (os.path.join(self.folder, name) for name in self.names)

    def columns(self) -> list[list[Any]]:
        """Return names, sizes and times, which together tell one state of the folder from another."""
        return [self.names, self.sizes, self.modified, self.changed]

    def only(self, keep: Iterable[bool]) -> Listing:
        """Return the files for which ``keep`` is true."""
        flags = tuple(keep)
        names, sizes, modified, changed = (list(compress(column, flags)) for column in self.columns())
        return Listing(self.folder, names, sizes, modified, changed, self.links)

    def is_settled(self) -> bool:
        """Return whether any later change of a file must show in its times.

        A file that was written just now could be written again within the same tick of the file system's clock.
        """
        newest = max(max(self.modified, default=0), max(self.changed, default=0))
        resolution = _TICK if newest % 1_000_000_000 else _WHOLE_SECONDS
        return time.time_ns() - newest > resolution


def list_files(folders: Iterable[str], *, recursive: bool, sourceless: bool) -> list[Listing]:
    """List all folders, each file once; warns of a file that two folders hold.

    A folder that does not exist has no files.  Raises ``RevisionFileError`` for what the system does not let us read.
    """
    listings = [
        _list_folder(inner, sourceless=sourceless)
        for folder in folders
        for inner in _folders(folder, recursive=recursive)
        if os.path.isdir(inner)
    ]
    if len(listings) < 2 and not any(listing.links for listing in listings):
        return listings
    seen: set[str] = set()
    return [listing.only(_is_new(path, seen) for path in _real_paths(listing)) for listing in listings]


def _real_paths(listing: Listing) -> Iterator[str]:
    folder = os.path.realpath(listing.folder)
    for name in listing.names:
        path = os.path.join(folder, name)
        yield os.path.realpath(path) if name in listing.links else path


def _is_new(path: str, seen: set[str]) -> bool:
    if path not in seen:
        seen.add(path)
        return True
    message = f"File {path} loaded twice! ignoring. Please ensure version_locations is unique."
    warnings.warn(message, UserWarning, stacklevel=2)
    return False


def _folders(folder: str, *, recursive: bool) -> Iterator[str]:
    if not recursive:
        yield folder
        return
    # Each real folder once, so that a loop of symbolic links comes to an end.
    visited: set[str] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        real = os.path.realpath(current)
        if real in visited or not os.path.isdir(current):
            continue
        visited.add(real)
        yield current
        pending.extend(sorted(_subfolders(current), reverse=True))


def _subfolders(folder: str) -> list[str]:
    with _readable(folder), os.scandir(folder) as entries:
        return [entry.path for entry in entries if entry.is_dir() and entry.name != _COMPILED]


def _list_folder(folder: str, *, sourceless: bool) -> Listing:
    files, links = _scan(folder, _ANY if sourceless else _SOURCE)
    if sourceless:
        files = _without_twins([*files, *_compiled(folder)])
    files.sort()
    names, sizes, modified, changed = map(list, zip(*files, strict=True)) if files else ([], [], [], [])
    return Listing(folder, names, sizes, modified, changed, frozenset(links))


def _compiled(folder: str) -> list[_File]:
    inner = os.path.join(folder, _COMPILED)
    files = _scan(inner, _ANY)[0] if os.path.isdir(inner) else []
    return [(os.path.join(_COMPILED, name), size, modified, changed) for name, size, modified, changed in files]


def _without_twins(files: list[_File]) -> list[_File]:
    """Return of several files with one stem the source, or else the first."""
    chosen: dict[str, _File] = {}
    for file in sorted(files, key=lambda file: (not file[0].endswith(".py"), file[0])):
        stem = os.path.basename(file[0]).partition(".")[0]
        chosen.setdefault(stem, file)
    return list(chosen.values())


def _scan(folder: str, suffixes: tuple[str, ...]) -> tuple[list[_File], list[str]]:
    """Return each file whose name fits, and those of the names that are symbolic links."""
    files: list[_File] = []
    links: list[str] = []
    with _readable(folder), _handle(folder) as handle, os.scandir(handle) as entries:
        for entry in entries:  # one plain loop: there may be ten thousand
            name = entry.name
            if not name.endswith(suffixes) or name.startswith(_NO_REVISION) or entry.is_dir():
                continue
            try:
                state = entry.stat()
            except OSError as cause:  # a link that leads nowhere
                place = Place(os.path.join(folder, name))
                raise RevisionFileError(f"The file cannot be read: {cause.strerror}", place=place) from cause
            files.append((name, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
            if entry.is_symlink():
                links.append(name)
    return files, links


@contextmanager
def _handle(folder: str) -> Iterator[Any]:
    """Open a folder where the system can: ten thousand files are looked at faster from inside of it."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _readable(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise RevisionFileError(f"The folder cannot be read: {cause.strerror}", place=Place(folder)) from cause
