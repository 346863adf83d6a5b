"""Present the revisions as a picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from migrate.command import usecases
from migrate.plugin import CommandError, Outcome
from migrate_plugins.commands.data import ids, revision_data
from migrate_plugins.commands.drawing.layout import Node
from migrate_plugins.commands.terminal import is_terminal

FORMATS = ("text", "mermaid", "dot", "svg", "html")
_MARKS = (("is_head", "head"), ("is_branch_point", "branchpoint"), ("is_merge_point", "mergepoint"))


def graph(
    config: Any,
    *,
    format: str = "text",
    rev_range: str | None = None,
    indicate_current: bool = False,
    output: str | None = None,
) -> Outcome:
    """Draw the revisions of a range."""
    found = usecases.history(config, rev_range, indicate_current=indicate_current)
    current = found.current if indicate_current else None
    if format == "text":
        drawn = graph_lines(config, found.scripts, current)
    else:
        drawn = _drawer(format)(nodes(found.scripts, current))
    data = {"revisions": [revision_data(script) for script in found.scripts]}
    if output is None:
        return Outcome(lines=tuple(drawn), data=data)
    return Outcome(notes=(_written(Path(output), drawn),), data={**data, "path": output})


def nodes(scripts: Iterable[Any], current: Collection[str] | None = None) -> list[Node]:
    """Return scripts as nodes of a picture; ``current`` are the ids that a database is at, if it was asked."""
    listed = list(scripts)
    shown = {script.revision for script in listed}
    applied = None if current is None else _applied(listed, current)
    return [_node(script, shown, current, applied) for script in listed]


def graph_lines(
    config: Any,
    scripts: Iterable[Any],
    current: Collection[str] | None = None,
    parents: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[str]:
    """Draw scripts for the terminal, in colour if there is one; ``parents`` replaces their own."""
    from migrate_plugins.commands.drawing.text import draw

    listed = list(scripts)
    shown = nodes(listed, current)
    if parents is not None:
        shown = [replace(node, parents=parents[node.id]) for node in shown]
    # https://no-color.org
    colour = is_terminal(config) and not os.environ.get("NO_COLOR")
    return draw(shown, {script.revision: script for script in listed}, usecases.drawn, colour=colour)


def _drawer(format: str) -> Callable[[Iterable[Node]], Iterator[str]]:
    draw: Callable[[Iterable[Node]], Iterator[str]] = import_module(f"migrate_plugins.commands.drawing.{format}").draw
    return draw


def _written(path: Path, drawn: Iterable[str]) -> str:
    try:
        path.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    except OSError as cause:
        raise CommandError(f"The picture cannot be written to {path}: {cause.strerror}") from cause
    return f"Generating {path} ...  done"


def _node(
    script: Any, shown: Collection[str], current: Collection[str] | None, applied: Collection[str] | None
) -> Node:
    marks = [word for attribute, word in _MARKS if getattr(script, attribute)]
    is_current = None if current is None else script.revision in current
    return Node(
        id=script.revision,
        parents=tuple(parent for parent in ids(script.down_revision) if parent in shown),
        depends_on=tuple(other for other in script.resolved_dependencies if other in shown),
        message=script.doc,
        labels=tuple(script.own_labels),
        marks=(*marks, "current") if is_current else tuple(marks),
        path=str(script.path),
        doc=script.longdoc,
        applied=None if applied is None else script.revision in applied,
        is_current=is_current,
    )


def _applied(scripts: list[Any], current: Collection[str]) -> set[str]:
    """Return the given ids with all that lie below them, dependencies included."""
    below = {script.revision: script.all_down_revisions for script in scripts}
    found: set[str] = set()
    pending = list(current)
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending.extend(below.get(one, ()))
    return found
