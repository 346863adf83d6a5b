"""Read what a revision file says of itself from its source, without executing it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from migrate.kernel.errors import Place, RevisionFileError

NAMES = ("revision", "down_revision", "branch_labels", "depends_on")
_SIMPLE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr, ast.Pass)


class Identifiers(NamedTuple):
    """The four identifiers of a revision and its docstring, as the file has them; ``revision`` is None if missing."""

    revision: str | None
    down_revision: str | tuple[str, ...] | None = None
    branch_labels: str | tuple[str, ...] | None = None
    depends_on: str | tuple[str, ...] | None = None
    doc: str = ""

    @classmethod
    def of(cls, values: Iterable[Any]) -> Identifiers:
        """Return the identifiers of values in their order, in which a tuple may be a list or a set."""
        return cls._make([tuple(value) if isinstance(value, (list, set)) else value for value in values])


def read_identifiers(source: bytes, path: Path) -> Identifiers | None:
    """Return the identifiers, or None if they are not literals, so that the file has to be imported.

    An encoding declared in the file, a byte order mark and any line ends are honoured.  Raises ``RevisionFileError``
    with line and column for a file that Python cannot parse.
    """
    try:
        tree = ast.parse(source, str(path))
    except SyntaxError as cause:
        raise _syntax_error(cause, path) from cause
    except ValueError as cause:  # a NUL byte, or an encoding that does not exist
        raise RevisionFileError(f"The revision file cannot be read: {cause}", place=Place(str(path))) from cause
    values: dict[str, Any] = {}
    for name, value in _assignments(tree):
        try:
            values[name] = _frozen(ast.literal_eval(value)) if value is not None else _NOT_LITERAL
        except (ValueError, TypeError):
            return None
        if values[name] is _NOT_LITERAL:
            return None
    return Identifiers(
        values.get("revision"),
        values.get("down_revision"),
        values.get("branch_labels"),
        values.get("depends_on"),
        ast.get_docstring(tree, clean=False) or "",
    )


def _syntax_error(cause: SyntaxError, path: Path) -> RevisionFileError:
    if cause.msg.startswith("(unicode error)") or "unknown encoding" in cause.msg:
        return RevisionFileError(
            "The revision file is not written in the encoding that it declares, or in UTF-8 where it declares none",
            hint="save it as UTF-8, or begin it with the line # coding: and the name of its encoding",
            place=Place(str(path), cause.lineno),
        )
    place = Place(str(path), cause.lineno, cause.offset, cause.text)
    return RevisionFileError(f"The revision file has a syntax error: {cause.msg}", hint="correct the file", place=place)


_NOT_LITERAL: Any = object()


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield each identifier with its value; None where it is bound in a way that only running the file could follow."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id in NAMES:
                    yield target.id, node.value
                elif not isinstance(target, ast.Name):
                    yield from ((name, None) for name in _bound(target))
        elif isinstance(node, ast.AnnAssign):
            if isinstance(node.target, ast.Name) and node.target.id in NAMES and node.value is not None:
                yield node.target.id, node.value
        elif not isinstance(node, _SIMPLE):
            yield from ((name, None) for name in _bound(node))


def _bound(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store) and inner.id in NAMES:
            yield inner.id
        elif isinstance(inner, ast.alias) and (inner.asname or inner.name) in NAMES:
            yield inner.asname or inner.name


def _frozen(value: Any) -> Any:
    if isinstance(value, (list, set, tuple)):
        return tuple(value)
    if value is None or isinstance(value, str):
        return value
    raise ValueError(value)


def identifiers_of_module(module: ModuleType | None) -> Identifiers:
    """Return the identifiers that an executed file has."""
    values = (getattr(module, name, None) for name in NAMES)
    return Identifiers.of((*values, getattr(module, "__doc__", None) or ""))
