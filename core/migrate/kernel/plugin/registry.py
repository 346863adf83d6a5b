"""The tables that plugins fill: collected once, on first use, then frozen; lookups are plain dict lookups.

A table is rebuilt only when a project declares something by decorator, which `DeclarationLog.generation` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from migrate.kernel.errors import PluginError
from migrate.kernel.plugin.declarations import LIBRARIES, PROJECT, Declaration, DeclarationLog, outlives_environment
from migrate.kernel.plugin.specs import (
    ANY_DIALECT,
    CommandSpec,
    DialectSpec,
    Entry,
    OperationSpec,
    RewriterSpec,
    TemplateSpec,
    WriteHookSpec,
    resolve,
)

Collect = Callable[[str], Iterable[Entry]]
"""Gives the entries of one kind (``operations``, ``renderers``, ...) from all plugins, in their order."""

_View = TypeVar("_View")
_Key = tuple[type, str]


class Registry:
    """The frozen tables of one project's plugins, with what the project itself declares on top."""

    def __init__(self, collect: Collect, logs: tuple[DeclarationLog, ...] = (LIBRARIES,)) -> None:
        self._collect = collect
        self._logs = logs
        self._collected: dict[str, tuple[Entry, ...]] = {}
        self._views: dict[str, tuple[int, Any]] = {}

    def for_environment(self) -> Registry:
        """Return a registry that also takes the declarations of the environment about to be loaded."""
        scoped = Registry(self._collect, (*self._logs, DeclarationLog()))
        scoped._collected = self._collected  # what plugins gave is the same for every environment of the project
        return scoped

    def declare(self, kind: str, spec: Any, module: str) -> None:
        """Take a declaration, for this environment or, if its module outlives it, for the whole process."""
        own_log = self._logs[-1]
        log = LIBRARIES if outlives_environment(module) else own_log
        log.add(Declaration(kind, spec, module))

    def retract(self, specs: Iterable[Any]) -> None:
        """Forget declared specs."""
        gone = list(specs)
        for log in self._logs:
            log.remove_all(gone)

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """Return all entries of a kind: what plugins gave, then what was declared."""
        if kind not in self._collected:
            self._collected[kind] = tuple(self._collect(kind))
        given = self._collected[kind]
        declared = (Entry(spec, PROJECT) for log in self._logs for spec in log.of_kind(kind))
        return (*given, *declared)

    def declared(self, kind: str) -> tuple[Any, ...]:
        """Return the declared specs of a kind alone, without what plugins gave."""
        return tuple(spec for log in self._logs for spec in log.of_kind(kind))

    # Named things -----------------------------------------------------------------------------------------------

    @property
    def operations(self) -> Mapping[str, OperationSpec]:
        """The directives of ``op``, by name."""
        return self.view("op", lambda: _named(e for e in self.entries("operations") if not e.spec.batch))

    @property
    def batch_operations(self) -> Mapping[str, OperationSpec]:
        """The directives of the object that ``batch_alter_table()`` yields, by name."""
        return self.view("batch_op", lambda: _named(e for e in self.entries("operations") if e.spec.batch))

    @property
    def dialects(self) -> Mapping[str, DialectSpec]:
        """The database implementations, by SQLAlchemy's name of the dialect."""
        return self.view("dialects", lambda: _named(self.entries("dialects")))

    @property
    def write_hooks(self) -> Mapping[str, WriteHookSpec]:
        """The post-write hooks, by name."""
        return self.view("write_hooks", lambda: _named(self.entries("write_hooks")))

    @property
    def templates(self) -> Mapping[str, TemplateSpec]:
        """The templates of ``migrate init``, by name."""
        return self.view("templates", lambda: _named(self.entries("templates")))

    @property
    def commands(self) -> Mapping[str, CommandSpec]:
        """The commands of the command line, by name."""
        return self.view("commands", lambda: _named(self.entries("commands")))

    # Things found by class --------------------------------------------------------------------------------------

    def implementation(self, op_class: type, dialect: str) -> Callable[..., Any] | None:
        """Return how an operation is carried out on a dialect, or None; the nearest base class wins."""
        view = self.view("implementations", lambda: _ByClass(_keyed(self.entries("implementations"), "op_class")))
        return view.find(op_class, dialect, self.dialects_of)

    def renderer(self, rendered_class: type, dialect: str) -> Callable[..., Any] | None:
        """Return how a thing is written as Python, or None; the nearest base class wins."""
        view = self.view("renderers", lambda: _ByClass(_keyed(self.entries("renderers"), "rendered_class")))
        return view.find(rendered_class, dialect, self.dialects_of)

    def rewriters(self, op_class: type) -> tuple[RewriterSpec, ...]:
        """Return the rewriters of an operation class or of one of its bases, in the order of the plugins."""
        specs = (entry.spec for entry in self.entries("rewriters"))
        return tuple(spec for spec in specs if issubclass(op_class, spec.op_class))

    def comparators(self) -> tuple[Entry, ...]:
        """Return all comparators with the names of their plugins, in the order of the plugins."""
        return self.view("comparators", lambda: self.entries("comparators"))

    def dialect_class(self, name: str) -> Any:
        """Return the implementation class of a dialect.

        Raises ``PluginError`` where no plugin brings one.
        """
        spec = self.dialects.get(name)
        if spec is None:
            known = ", ".join(sorted(self.dialects))
            raise PluginError(
                f"No plugin implements the dialect {name!r}",
                hint=f"install a plugin that does, or subclass migrate.ddl.impl.DefaultImpl with "
                f"__dialect__ = {name!r}; known are {known}",
            )
        return resolve(spec.impl)

    def dialects_of(self, dialect: str) -> tuple[str, ...]:
        """Return the dialect, those whose implementations serve for it too, and the one that stands for any."""
        names = [dialect]
        while (spec := self.dialects.get(names[-1])) is not None and spec.family and spec.family not in names:
            names.append(spec.family)
        return (*names, ANY_DIALECT)

    # The machinery ----------------------------------------------------------------------------------------------

    def view(self, name: str, build: Callable[[], _View]) -> _View:
        """Return what ``build()`` makes of the entries, made anew only after a declaration."""
        version = DeclarationLog.generation
        cached = self._views.get(name)
        if cached is not None and cached[0] == version:
            return cached[1]  # type: ignore[no-any-return]  # what build() made, under its own name
        view = build()
        self._views[name] = (version, view)
        return view


class _ByClass:
    """Find functions by class and dialect along the method resolution order, remembering what was found."""

    def __init__(self, functions: Mapping[_Key, Callable[..., Any]]) -> None:
        self._functions = functions
        self._found: dict[_Key, Callable[..., Any] | None] = {}

    def find(
        self, wanted: type, dialect: str, dialects_of: Callable[[str], tuple[str, ...]]
    ) -> Callable[..., Any] | None:
        key = (wanted, dialect)
        if key not in self._found:
            names = dialects_of(dialect)
            keys = ((base, name) for base in wanted.__mro__ for name in names)
            self._found[key] = next((self._functions[key] for key in keys if key in self._functions), None)
        return self._found[key]


def _named(entries: Iterable[Entry]) -> Mapping[str, Any]:
    return _without_conflict(entries, key=lambda spec: spec.name, what=lambda spec: f"{_kind(spec)} {spec.name!r}")


def _keyed(entries: Iterable[Entry], class_field: str) -> Mapping[_Key, Callable[..., Any]]:
    def key(spec: Any) -> _Key:
        return (getattr(spec, class_field), spec.dialect)

    def what(spec: Any) -> str:
        return f"{_kind(spec)} of {getattr(spec, class_field).__name__} for dialect {spec.dialect!r}"

    specs = _without_conflict(entries, key=key, what=what)
    return MappingProxyType({at: spec.function for at, spec in specs.items()})


def _without_conflict(
    entries: Iterable[Entry], *, key: Callable[[Any], Any], what: Callable[[Any], str]
) -> Mapping[Any, Any]:
    table: dict[Any, Entry] = {}
    for entry in entries:
        at = key(entry.spec)
        other = table.get(at)
        allowed = entry.plugin == PROJECT or getattr(entry.spec, "replace", False)
        if other is not None and not allowed:
            raise PluginError(
                f"The plugins {other.plugin!r} and {entry.plugin!r} both register the {what(entry.spec)}",
                hint=f"switch one off with -p no:{entry.plugin}, or let it say replace=True",
            )
        table[at] = entry
    return MappingProxyType({at: entry.spec for at, entry in table.items()})


def _kind(spec: Any) -> str:
    return str(type(spec).__name__.removesuffix("Spec").lower()).replace("writehook", "write hook")
