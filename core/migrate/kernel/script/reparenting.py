"""Give a revision file other parents by editing its one line; everything else stays as it is, to the byte."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from migrate.kernel.errors import Place, RevisionFileError
from migrate.kernel.script.identifiers import read_identifiers

# The line of the docstring that templates write; prose, so it is brought up to date only in this form.
_REVISES = re.compile(rb"(?m)^(?P<head>[ \t]*Revises:[ \t]*)(?P<ids>[^\r\n]*)")


def reparented(source: bytes, parents: tuple[str, ...], path: Path) -> bytes:
    """Return the source with ``down_revision`` naming the given parents, and the docstring's ``Revises:`` too.

    Raises ``RevisionFileError`` where the file does not assign ``down_revision`` a literal exactly once, or where the
    edited source would say anything else than before but for the parents.
    """
    before = read_identifiers(source, path)
    value = _value_of_down_revision(source, path)
    if before is None:
        raise _not_editable(path)
    literal = ascii(parents[0] if len(parents) == 1 else parents or None)
    start, end = _span(source, value)
    edited = source[:start] + literal.encode("ascii") + source[end:]
    edited = _with_docstring(edited, before.doc, parents)
    after = read_identifiers(edited, path)
    wanted = parents[0] if len(parents) == 1 else parents or None
    if after is None or after._replace(doc="") != before._replace(down_revision=wanted, doc=""):
        raise _not_editable(path)
    return edited


def _value_of_down_revision(source: bytes, path: Path) -> ast.expr:
    tree = ast.parse(source, str(path))
    values = [value for node in tree.body if (value := _assigned(node)) is not None]
    if len(values) != 1:
        raise _not_editable(path)
    return values[0]


def _assigned(node: ast.stmt) -> ast.expr | None:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target: ast.expr = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    else:
        return None
    return node.value if isinstance(target, ast.Name) and target.id == "down_revision" else None


def _span(source: bytes, node: ast.expr) -> tuple[int, int]:
    """Return where a node's text begins and ends; the parser counts columns in bytes of UTF-8."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    mark = 3 if source.startswith(b"\xef\xbb\xbf") and node.lineno == 1 else 0
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return starts[node.lineno - 1] + node.col_offset + mark, starts[node.end_lineno - 1] + node.end_col_offset + mark


def _with_docstring(source: bytes, doc: str, parents: tuple[str, ...]) -> bytes:
    if "Revises:" not in doc:
        return source
    return _REVISES.sub(lambda found: found["head"] + ", ".join(parents).encode("ascii", "replace"), source, count=1)


def _not_editable(path: Path) -> RevisionFileError:
    return RevisionFileError(
        f"The parents of {path.name} cannot be edited: down_revision is not assigned a plain value exactly once",
        hint="edit the file by hand",
        place=Place(str(path)),
    )
