"""The heads of all files as they were when they were last read: an answer kept, so that ten thousand need no reading.

It counts only if every file is still in the state that was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from migrate.kernel.script.cache import cache_file, read_cache, write_cache
from migrate.kernel.script.identifiers import Identifiers
from migrate.kernel.script.listing import Listing
from migrate.kernel.script.script import Script

VERSION = 1
FILE = "migrate-heads.json"


def kept_heads(listings: Sequence[Listing]) -> tuple[Script, ...] | None:
    """Return the heads if they were kept for the files as they are now; they know what depends on them.

    What they have of the rest of the graph is what concerns heads: labels and dependents.
    """
    if not listings:
        return None
    stored = read_cache(cache_file(listings[0].folder, FILE), VERSION)
    try:
        if stored["files"] != _state(listings):
            return None
        return tuple(_head(*values) for values in stored["heads"])
    except (KeyError, TypeError):
        return None


def keep_heads(listings: Sequence[Listing], scripts: Iterable[Script], heads: Sequence[Script]) -> None:
    """Keep the heads of the listed files, unless a file was executed to be read: it could say something else now."""
    settled = all(listing.is_settled() for listing in listings)
    if not listings or not settled or any(script.is_loaded for script in scripts):
        return
    content = {"files": _state(listings), "heads": [_values(head) for head in heads]}
    write_cache(cache_file(listings[0].folder, FILE), VERSION, content)


def _state(listings: Sequence[Listing]) -> list[Any]:
    return [[listing.folder, *listing.columns()] for listing in listings]


def _values(head: Script) -> list[Any]:
    return [head.path, head.revision, list(head.said), sorted(head.branch_labels), sorted(head.dependents)]


def _head(path: str, revision: str, said: list[Any], labels: list[str], dependents: list[str]) -> Script:
    head = Script(None, revision, path, Identifiers.of(said))
    head.branch_labels = frozenset(labels)
    head.dependents = frozenset(dependents)
    return head
