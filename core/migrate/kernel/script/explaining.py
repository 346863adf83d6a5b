"""Turn what the graph cannot answer into what a user can act on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from migrate.kernel.errors import GraphError, Place, RevisionError
from migrate.kernel.model.graph_errors import (
    DuplicateRevision,
    MissingRevision,
    MultipleHeads,
    RangeNotAncestorError,
    ResolutionError,
    UnknownRows,
)
from migrate.kernel.text import counted, listed

_ANCESTOR = "Revision {start} is not an ancestor of revision {end}"
_MULTIPLE = (
    "Multiple head revisions are present for given argument '{argument}'; please specify a specific target revision, "
    "'<branchname>@{argument}' to narrow to a specific head, or 'heads' for all heads"
)


class UnknownParent(GraphError, KeyError):
    """A revision names a parent that no file defines; a ``KeyError`` too, as the reference has it."""


class Explained:
    """A ``with`` block in which a ``RevisionError`` becomes a ``GraphError``.

    ``sentences`` may replace the texts ``ancestor``, ``multiple_heads`` and ``resolution``, and fill in their names
    ``start`` and ``end``.
    """

    def __init__(self, scripts: Any, sentences: Mapping[str, str]) -> None:
        self._scripts = scripts
        self._sentences = dict(sentences)

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, RevisionError):
            raise self._graph_error(error) from error

    def _graph_error(self, error: RevisionError) -> GraphError:
        if isinstance(error, RangeNotAncestorError):
            return GraphError(self._filled("ancestor", _ANCESTOR, error), hint=error.hint)
        if isinstance(error, MultipleHeads):
            text = self._sentences.get("multiple_heads", _MULTIPLE).format(argument=error.argument)
            return GraphError(text, hint=self._heads_hint(error))
        if isinstance(error, MissingRevision):
            return UnknownParent(str(error), hint=self._resolution_hint(error), place=self._place(error.referrer))
        if isinstance(error, ResolutionError):
            text = self._sentences.get("resolution", "Can't locate revision identified by '{argument}'")
            return GraphError(text.format(argument=error.argument), hint=self._resolution_hint(error))
        if isinstance(error, DuplicateRevision):
            places = [str(getattr(each, "path", each)) for each in (error.first, error.second)]
            return GraphError(str(error), hint=f"the files are {listed(places)}; give one of them another id")
        cycle = getattr(error, "path", ())
        hint = error.hint or (f"the cycle is {' -> '.join(cycle)}" if cycle else None)
        return GraphError(str(error), hint=hint, place=self._place(cycle[0]) if cycle else None)

    def _filled(self, name: str, default: str, error: Any) -> str:
        start = self._sentences.get("start", str(error.lower or "base"))
        end = self._sentences.get("end", str(error.upper or "base"))
        return self._sentences.get(name, default).format(start=start, end=end)

    def _resolution_hint(self, error: ResolutionError) -> str:
        where = ", ".join(os.path.relpath(folder) for folder in self._scripts.version_folders)
        known = counted(error.known, "revision")
        if isinstance(error, UnknownRows):
            return error.hint or ""
        if error.candidates:
            return f"it is the beginning of {listed(error.candidates)}"
        nearest = f"did you mean {listed([repr(each) for each in error.nearest], last='or')}? " if error.nearest else ""
        return f"{nearest}There {'is' if error.known == 1 else 'are'} {known} in {where}"

    def _heads_hint(self, error: MultipleHeads) -> str:
        described = [self._described(head) for head in error.heads]
        ancestor = self._scripts.revision_map.common_ancestor(error.heads)
        meet = f"\nthey part at {ancestor.revision}" if ancestor is not None else ""
        return (
            f"the heads are\n  {chr(10).join(described).replace(chr(10), chr(10) + '  ')}{meet}\n"
            f'join them with `migrate merge -m "merge" {" ".join(error.heads)}`, go on with all by '
            f"`migrate upgrade heads`, or with one by `migrate upgrade {error.heads[0]}`"
        )

    def _described(self, head: str) -> str:
        script = self._scripts.revision_map.get_revision(head)
        dates = (line for line in script.longdoc.splitlines() if line.startswith("Create Date:"))
        date = next(dates, "").removeprefix("Create Date:").strip()[:16]
        return f"{head}  {script.doc}{f'  ({date})' if date else ''}"

    def _place(self, revision: str) -> Place | None:
        scripts = {each.revision: each for each in self._known()}
        found = scripts.get(revision)
        if found is None:
            return None
        lines = Path(found.path).read_text(encoding="utf-8", errors="replace").splitlines()
        number = next((n for n, line in enumerate(lines, 1) if line.startswith(("down_revision", "depends_on"))), None)
        return Place(found.path, number, source=lines[number - 1] if number else None)

    def _known(self) -> Any:
        try:
            return tuple(self._scripts._load())
        except RevisionError:
            return ()
