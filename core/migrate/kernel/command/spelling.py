"""Spell signatures as source text, with the imports that the text needs."""

from __future__ import annotations

import ast
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from itertools import groupby
from typing import Any

_HOMES = (
    "sqlalchemy",
    "sqlalchemy.schema",
    "sqlalchemy.types",
    "sqlalchemy.sql.elements",
    "migrate.plugin",
    "migrate.operations",
    "migrate.config",
    "migrate.script",
    "migrate.runtime.migration",
    "migrate.ddl.impl",
)
"""Where a class is rather imported from than from the module that happens to hold it."""

_WIDTH = 120
_STARS: Mapping[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
_SIMPLE = (type(None), bool, int, float, str)


class Speller:
    """Spell annotations, remembering what has to be imported and which type variables have to be declared.

    ``aliases`` are classes that the text itself calls by another name.
    """

    def __init__(self, aliases: Mapping[type, str] | None = None) -> None:
        self._aliases = dict(aliases or {})
        self._imports: dict[str, set[str]] = {}
        self._variables: dict[str, Any] = {}

    def imported(self, module: str, name: str) -> str:
        """Note an import, and return the name."""
        self._imports.setdefault(module, set()).add(name)
        return name

    def header(self) -> list[str]:
        """Return the lines that import and declare all that was spelled so far."""
        variables = [self._variable(name, self._variables[name]) for name in sorted(self._variables)]
        groups = [
            [_import_line(module, sorted(names, key=_as_isort)) for module, names in sorted(group)]
            for _, group in groupby(sorted(self._imports.items(), key=_kind), key=_kind)
        ]
        return [line for block in (*groups, variables) if block for line in (*block, "")]

    def annotation(self, value: Any) -> str:
        """Return the source of an annotation; ``Any`` for one that cannot be told."""
        if value is None or value is type(None):
            return "None"
        if value is Ellipsis:
            return "..."
        if isinstance(value, typing.TypeVar):
            self._variables[value.__name__] = value
            return value.__name__
        origin = typing.get_origin(value)
        if origin is not None:
            return self._generic(origin, typing.get_args(value))
        if isinstance(value, type):
            return self._class(value)
        return self.imported("typing", "Any")

    def function(self, name: str, signature: inspect.Signature, doc: str | None, *, indent: str = "") -> list[str]:
        """Return the lines of a function without a body, wrapped as a formatter would."""
        parameters = self._parameters(signature.parameters.values())
        returns = self.annotation(signature.return_annotation)
        body = _docstring(doc, indent + "    ") or [f"{indent}    ..."]
        line = f"{indent}def {name}({', '.join(parameters)}) -> {returns}:"
        if len(line) <= _WIDTH:
            return [line, *body]
        inner = f"{indent}    {', '.join(parameters)}"
        lines = [inner] if len(inner) <= _WIDTH else [f"{indent}    {parameter}," for parameter in parameters]
        return [f"{indent}def {name}(", *lines, f"{indent}) -> {returns}:", *body]

    def _parameters(self, given: Iterable[inspect.Parameter]) -> list[str]:
        spelled = []
        starred = False
        for parameter in given:
            if parameter.kind is parameter.KEYWORD_ONLY and not starred:
                spelled.append("*")
            starred = starred or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
            spelled.append(self._parameter(parameter))
        return spelled

    def _parameter(self, parameter: inspect.Parameter) -> str:
        if parameter.name == "self":
            return "self"
        stars = _STARS.get(parameter.kind, "")
        unannotated = parameter.annotation is parameter.empty
        annotation = self.imported("typing", "Any") if unannotated else self.annotation(parameter.annotation)
        default = "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
        return f"{stars}{parameter.name}: {annotation}{default}"

    def _generic(self, origin: Any, arguments: tuple[Any, ...]) -> str:
        if origin in (typing.Union, types.UnionType):
            return " | ".join(self.annotation(one) for one in arguments)
        if origin is typing.Literal:
            return f"{self.imported('typing', 'Literal')}[{', '.join(map(_default, arguments))}]"
        if origin is typing.ClassVar:
            return self.annotation(arguments[0])
        spelled = ", ".join(self._argument(one) for one in arguments)
        return f"{self._class(origin).partition('[')[0]}[{spelled}]"

    def _argument(self, value: Any) -> str:
        if isinstance(value, list):  # the arguments of a Callable
            return f"[{', '.join(self.annotation(one) for one in value)}]"
        return self.annotation(value)

    def _class(self, value: type) -> str:
        if value in self._aliases:
            return self._aliases[value]
        if value.__module__ == "builtins":
            return value.__name__
        if "." in value.__qualname__:
            return self.imported("typing", "Any")
        name = self.imported(_home(value), value.__name__)
        unknown = len(getattr(value, "__parameters__", ()))
        return f"{name}[{', '.join([self.imported('typing', 'Any')] * unknown)}]" if unknown else name

    def _variable(self, name: str, variable: typing.TypeVar) -> str:
        bound = variable.__bound__
        self.imported("typing", "TypeVar")
        return f'{name} = TypeVar("{name}"' + (f", bound={self.annotation(bound)})" if bound is not None else ")")


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """Return the signature with its annotations evaluated, those from ``if TYPE_CHECKING:`` too.

    A function that ``contextlib.contextmanager`` made is given the type of what it really returns.
    """
    signature = inspect.signature(function)
    inner = inspect.unwrap(function)
    names = {**_typing_names(sys.modules[inner.__module__]), **getattr(inner, "__globals__", {})}
    parameters = [one.replace(annotation=_evaluated(one.annotation, names)) for one in signature.parameters.values()]
    returns = _evaluated(signature.return_annotation, names)
    if inspect.isgeneratorfunction(inner) and hasattr(function, "__wrapped__"):
        from contextlib import AbstractContextManager

        returns = AbstractContextManager[typing.get_args(returns)[0]]  # type: ignore[misc]  # the type is computed
    return signature.replace(parameters=parameters, return_annotation=returns)


def without_first(signature: inspect.Signature) -> inspect.Signature:
    """Return the signature without its first parameter: ``self``, or the operations a builder works for."""
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _evaluated(annotation: Any, names: Mapping[str, Any]) -> Any:
    if annotation is inspect.Signature.empty:
        return Any
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, dict(names))  # noqa: S307  # the annotation of a function that is imported already
    except (NameError, AttributeError, TypeError, SyntaxError):
        return Any


def _typing_names(module: types.ModuleType) -> dict[str, Any]:
    """Return what a module imports for type checkers alone."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, SyntaxError):
        return {}
    blocks = (node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom) and node.module]
    found = {}
    for node in imports:
        source = import_module(str(node.module))
        found.update({alias.asname or alias.name: getattr(source, alias.name, Any) for alias in node.names})
    return found


def _home(value: type) -> str:
    root = value.__module__.partition(".")[0]
    for name in _HOMES:
        if name.partition(".")[0] == root and getattr(import_module(name), value.__name__, None) is value:
            return name
    return value.__module__


def _default(value: Any) -> str:
    simple = isinstance(value, _SIMPLE) or value in ((), frozenset())
    return str.replace(repr(value), "'", '"') if simple else "..."


def _docstring(doc: str | None, indent: str) -> list[str]:
    if not doc:
        return []
    mark = 'r"""' if "\\" in doc else '"""'
    lines = [f"{indent}{line}".rstrip() for line in doc.splitlines()]
    first = f"{indent}{mark}{lines[0].strip()}"
    return [f'{first}"""'] if len(lines) == 1 else [first, *lines[1:], f'{indent}"""']


def _import_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _kind(item: tuple[str, set[str]]) -> int:
    """Tell the groups of imports apart, as isort does: the standard library's, third parties', our own."""
    root = item[0].partition(".")[0]
    if root == "migrate" or root.startswith("migrate_"):
        return 2
    return 0 if root in sys.stdlib_module_names else 1


def _as_isort(name: str) -> tuple[bool, bool, str]:
    """Sort constants before classes and those before the rest."""
    return (not name.isupper(), not name[:1].isupper(), name)
