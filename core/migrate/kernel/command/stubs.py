"""Write what editors and type checkers need to know of ``op``, ``context`` and the classes of operations."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.kernel.command.spelling import Speller, signature_of, without_first
from migrate.kernel.errors import CommandError, DifferencesFound
from migrate.kernel.plugin.active import registry_in_force
from migrate.kernel.plugin.host import PluginHost, installed_plugins
from migrate.kernel.plugin.registry import Registry

if TYPE_CHECKING:
    from migrate.kernel.plugin.specs import OperationSpec

_NOTE = "# made by `migrate stubs` from the registered operations"


@dataclass(frozen=True, slots=True)
class StubFile:
    """A stub: its path below the package ``migrate``, and its text."""

    path: str
    text: str


def stubs(
    registry: Registry, folder: Path | None = None, *, built_in: bool = False, check: bool = False
) -> tuple[Path, ...]:
    """Write the stubs beside the modules they describe, or into a folder; return those that changed.

    ``built_in`` leaves out what other distributions' plugins add.  With ``check`` nothing is written.  Raises
    ``DifferencesFound`` where ``check`` finds a stub out of date, and ``CommandError`` if one cannot be written.
    """
    target = folder or Path(str(inspect.getfile(Registry))).parents[2]
    chosen = built_in_registry() if built_in else registry
    stale = [(target / file.path, file.text) for file in stub_files(chosen) if _text(target / file.path) != file.text]
    paths = tuple(path for path, _ in stale)
    if check and stale:
        raise DifferencesFound(
            f"Out of date: {', '.join(str(path) for path in paths)}", hint="run `migrate stubs` to write them anew"
        )
    for path, text in stale:
        _write(path, text)
    return paths


def built_in_registry() -> Registry:
    """Return the tables of the plugins in the box alone."""
    return PluginHost(plugin for plugin in installed_plugins() if plugin.origin == "built-in").registry


def stub_files(registry: Registry) -> tuple[StubFile, ...]:
    """Return the stubs for the operations of a registry."""
    with registry_in_force(registry):
        return (
            StubFile("op.pyi", _op(registry)),
            StubFile("context.pyi", _context()),
            StubFile("operations/ops.pyi", _operation_classes()),
        )


def _op(registry: Registry) -> str:
    from migrate.kernel.operate.current import METHODS
    from migrate.kernel.operate.operations import BatchOperations, Operations
    from migrate.kernel.runtime.context import MigrationContext

    speller = Speller({BatchOperations: "_Batch"})
    signatures = {name: _method(Operations, name) for name in METHODS}
    signatures["get_context"] = signatures["get_context"].replace(return_annotation=MigrationContext)
    functions = {
        name: speller.function(name, signature, inspect.getdoc(getattr(Operations, name)))
        for name, signature in signatures.items()
    }
    functions |= {name: _directive(speller, spec) for name, spec in registry.operations.items()}
    batch = _batch_class(speller, registry.batch_operations)
    blocks = [batch, *(functions[name] for name in sorted(functions))]
    return _file("The directives of a migration.", speller, blocks)


def _method(owner: type, name: str) -> inspect.Signature:
    method = getattr(owner, name)
    return without_first(signature_of(getattr(method, "__func__", method)))


def _directive(speller: Speller, spec: OperationSpec) -> list[str]:
    return speller.function(spec.name, without_first(signature_of(spec.builder)), inspect.getdoc(spec.builder))


def _batch_class(speller: Speller, directives: Mapping[str, OperationSpec]) -> list[str]:
    base = speller.imported("migrate.operations", "BatchOperations")
    lines = [f"class _Batch({base}):", '    """What ``batch_alter_table()`` yields."""']
    for name in sorted(directives):
        builder = directives[name].builder
        signature = without_first(signature_of(builder))
        signature = signature.replace(parameters=[_SELF, *signature.parameters.values()])
        lines += ["", *speller.function(name, signature, inspect.getdoc(builder), indent="    ")]
    return lines


_SELF = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _context() -> str:
    from migrate.kernel.config.config import Config
    from migrate.kernel.runtime.environment import EnvironmentContext
    from migrate.kernel.script.directory import ScriptDirectory

    speller = Speller()
    held = {"config": Config, "script": ScriptDirectory}
    names = [name for name in dir(EnvironmentContext) if not name.startswith("_") and name not in held]
    lines = [f"{name}: {speller.annotation(kind)}" for name, kind in held.items()]
    functions = []
    for name in sorted(names):
        method = inspect.getattr_static(EnvironmentContext, name)
        if inspect.isfunction(method):
            functions.append(speller.function(name, without_first(signature_of(method)), inspect.getdoc(method)))
    return _file("The environment of a migration run, for env.py.", speller, [lines, *functions])


def _operation_classes() -> str:
    from migrate.kernel.operate.lookup import operation_name, operation_names

    homes: dict[str, list[str]] = {}
    for name in operation_names():
        homes.setdefault(operation_name(name).__module__, []).append(name)
    lines = [f"from {module} import {name} as {name}" for module in sorted(homes) for name in homes[module]]
    return "\n".join([_NOTE, '"""The classes of all operations."""', "", *lines, ""])


def _file(doc: str, speller: Speller, blocks: Iterable[list[str]]) -> str:
    body = "\n\n".join("\n".join(block) for block in blocks)
    return "\n".join([_NOTE, f'"""{doc}"""', "", *speller.header(), body, ""])


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as cause:
        raise CommandError(
            f"{path} cannot be written: {cause.strerror}",
            hint="give a folder that you may write to, which your editor searches for stubs",
        ) from cause
