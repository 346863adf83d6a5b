"""Make a `Script` of each revision file, without executing it where its identifiers are plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.kernel.errors import Place, RevisionFileError
from migrate.kernel.script.cache import IdentifierCache, Said, Unknown
from migrate.kernel.script.identifiers import Identifiers, read_identifiers
from migrate.kernel.script.listing import Listing
from migrate.kernel.script.loading import load_file
from migrate.kernel.script.script import Script

# What Alembic called files before they said their ids themselves.
_ID_AS_NAME = re.compile(r"[0-9a-f]+")


def read_scripts(listings: Iterable[Listing]) -> Iterator[Script]:
    """Yield the scripts of all listed files, in their order.

    Raises ``RevisionFileError`` for a file that is no revision.
    """
    for listing in listings:
        cache = IdentifierCache(listing.folder)
        said = cache.known(listing)
        try:
            for position, path in enumerate(listing.paths()):
                found = said[position]
                if isinstance(found, Unknown):
                    found = said[position] = identifiers_of(path)
                yield script_of(path, found)
        finally:
            cache.keep(listing, said)


def read_script(path: str) -> Script:
    """Return the script of one file."""
    return script_of(path, identifiers_of(path))


def identifiers_of(path: str) -> Identifiers | None:
    """Return what a file says of itself, or None if only its execution tells."""
    return read_identifiers(read_bytes(Path(path)), Path(path)) if path.endswith(".py") else None


def script_of(path: str, said: Said) -> Script:
    """Return the script of a file; the file is executed if only that tells its identifiers."""
    if isinstance(said, Identifiers):
        return Script(None, said.revision or _id_of_name(path), path, said)
    module = load_file(Path(path))
    return Script(module, getattr(module, "revision", None) or _id_of_name(path), path)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises ``RevisionFileError`` with the cause if it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as cause:
        raise RevisionFileError(f"The file cannot be read: {cause.strerror}", place=Place(str(path))) from cause


def _id_of_name(path: str) -> str:
    """Return the id that very old revisions have in their file's name alone.

    Raises ``RevisionFileError`` for any other name.
    """
    name = Path(path)
    if _ID_AS_NAME.fullmatch(name.stem):
        return name.stem
    raise RevisionFileError(
        f"Could not determine revision id from filename {name.name}. Be sure the 'revision' variable is declared "
        "inside the script.",
        hint="a revision file begins with revision = '<id>' and down_revision = '<id of its parent>'",
        place=Place(path),
    )
