r"""The graph as lines of text, the newest revision first, in the manner of ``git log --graph``.

Each line of development keeps a column of two characters, and a column waits for one revision::

    * d           a star is a revision
    *   c         with two parents its column forks
    |\
    * | b1
    | * b2
    |/            columns that wait for the same revision become one
    * a
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrate.kernel.model.revision import Revision

NODE = "*"

Line = tuple[str, Revision | None]


def draw(revisions: Iterable[Revision], parents: Mapping[str, Sequence[str]] | None = None) -> list[Line]:
    """Return the lines of the drawing, each with the revision whose star is on it, or None between revisions.

    The revisions come in display order, children before parents; parents that are not among them are left out.
    ``parents`` says who is drawn below whom if it is not the parents of the revisions themselves.
    """
    shown = list(revisions)
    place = {revision.revision: position for position, revision in enumerate(shown)}
    columns: list[str] = []
    lines: list[Line] = []
    ended = None
    for position, revision in enumerate(shown):
        id_ = revision.revision
        lower = revision.down_revisions if parents is None else parents.get(id_, ())
        waiting = [each for each in lower if place.get(each, -1) > position]
        if id_ not in columns:
            if ended == len(columns):  # without a gap, this revision would look like a parent of the one above it
                lines.append((_text(_straight(range(len(columns)))), None))
            columns.append(id_)
        at, width = columns.index(id_), len(columns)
        ended = None if waiting else at
        lines.extend((text, None) for text in _room_for(len(waiting), at, width))
        lines.append((_node(len(waiting), at, width), revision))
        lines.extend((text, None) for text in _after_node(len(waiting), at, width))
        columns[at : at + 1] = waiting
        lines.extend((text, None) for text in _joined(columns))
    return lines


def continued(prefix: str, *, ends: bool = False) -> str:
    """Return what stands before a further text line of the revision whose first line has the prefix.

    ``ends`` says that nothing is drawn below this revision.
    """
    plain = prefix.replace("-", " ").replace(".", " ")
    return plain.replace(NODE, " " if ends else "|").rstrip()


def _room_for(forks: int, at: int, width: int) -> Iterator[str]:
    """Yield the lines that push the columns right of a merge of more than two away from it, one column a line."""
    if at + 1 < width:
        for moved in range(forks - 2):
            yield _text(_straight(range(at + 1)), {2 * (column + moved) + 1: "\\" for column in range(at + 1, width)})


def _node(forks: int, at: int, width: int) -> str:
    moved = max(0, forks - 2)
    marks = _straight(range(at)) | _straight(range(at + 1 + moved, width + moved)) | {2 * at: NODE}
    if moved:
        end = 2 * (at + moved)
        marks |= dict.fromkeys(range(2 * at + 1, end), "-") | {end: "."}
    return _text(marks)


def _after_node(forks: int, at: int, width: int) -> Iterator[str]:
    """Yield the line below a star: its column forks into several, or ends and is filled from the right."""
    if forks > 1:
        falling = range(at, width + forks - 2)
        yield _text(_straight(range(at + 1)), {2 * column + 1: "\\" for column in falling})
    elif not forks and at + 1 < width:
        yield _text(_straight(range(at)), {2 * column - 1: "/" for column in range(at + 1, width)})


def _joined(columns: list[str]) -> Iterator[str]:
    """Join the columns that wait for the same revision, and yield the lines that show it."""
    while True:
        first: dict[str, int] = {}
        doubled = next((at for at, id_ in enumerate(columns) if first.setdefault(id_, at) != at), None)
        if doubled is None:
            return
        yield from _join(first[columns[doubled]], doubled, len(columns))
        del columns[doubled]


def _join(into: int, at: int, width: int) -> Iterator[str]:
    """Yield the lines that lead one column into another left of it, crossing those between."""
    left, last = _straight(range(at)), width - 1
    shifted = {2 * column - 1: "/" for column in range(at, width)}
    if at - into == 1:
        yield _text(left, shifted)
        return
    bridge = {2 * column + 1: "_" for column in range(into + 1, at - 1)}
    yield _text(left, shifted, bridge)
    yield _text(_straight(range(last)), {2 * into + 1: "/"})


def _straight(columns: Iterable[int]) -> dict[int, str]:
    return {2 * column: "|" for column in columns}


def _text(*marks: Mapping[int, str]) -> str:
    merged = {position: mark for each in marks for position, mark in each.items()}
    return "".join(merged.get(position, " ") for position in range(max(merged, default=-1) + 1))
