"""The registry: frozen tables, lookups along the class hierarchy, and declarations on top."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from migrate.kernel.model.operation import MigrateOperation
from migrate.kernel.plugin.active import active_registry, registry_in_force
from migrate.kernel.plugin.declarations import LIBRARIES
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import (
    DialectSpec,
    Entry,
    ImplementationSpec,
    OperationSpec,
    RewriterSpec,
    resolve,
)


class ParentOp(MigrateOperation):
    """An operation with a subclass."""


class ChildOp(ParentOp):
    """The subclass."""


def general(*args: Any) -> None: ...


def special(*args: Any) -> None: ...


def registry(**tables: tuple[Any, ...]) -> Registry:
    calls: list[str] = []

    def collect(kind: str) -> Iterator[Entry]:
        calls.append(kind)
        assert calls.count(kind) == 1, f"{kind} was collected twice"
        return (Entry(spec, "box") for spec in tables.get(kind, ()))

    return Registry(collect)


def test_an_implementation_is_found_for_a_subclass() -> None:
    """The nearest base class that has an implementation serves."""
    assert registry(implementations=(ImplementationSpec(ParentOp, general),)).implementation(ChildOp, "x") is general


def test_a_dialects_own_implementation_wins() -> None:
    """A function for the dialect at hand goes before the one for any."""
    table = registry(
        implementations=(ImplementationSpec(ParentOp, general), ImplementationSpec(ParentOp, special, "oracle"))
    )
    assert table.implementation(ParentOp, "oracle") is special
    assert table.implementation(ParentOp, "sqlite") is general


def test_a_dialect_inherits_from_its_family() -> None:
    """MariaDB uses MySQL's function where it has none of its own."""
    table = registry(
        implementations=(ImplementationSpec(ParentOp, special, "mysql"),),
        dialects=(DialectSpec("mysql", "x:y"), DialectSpec("mariadb", "x:y", family="mysql")),
    )
    assert table.implementation(ParentOp, "mariadb") is special


def test_a_missing_implementation_is_none() -> None:
    """An operation that nobody implements gives no function."""
    assert registry().implementation(ParentOp, "sqlite") is None


def test_plugins_are_asked_once_for_each_table() -> None:
    """However often a table is read, and by however many environments, its hook is called once."""
    table = registry(operations=(OperationSpec("parent", ParentOp, general),))
    assert "parent" in table.operations
    assert "parent" in table.operations
    assert "parent" in table.for_environment().operations


def test_the_tables_cannot_be_changed() -> None:
    """A table is a read-only mapping."""
    with pytest.raises(TypeError):
        registry().operations["x"] = OperationSpec("x", ParentOp, general)  # type: ignore[index]


def test_a_declaration_of_env_py_ends_with_its_environment() -> None:
    """What a module that is not importable declares is seen by its environment alone."""
    table = registry()
    first, second = table.for_environment(), table.for_environment()
    first.declare("operations", OperationSpec("mine", ParentOp, general), module="env_py_of_a_project")
    assert "mine" in first.operations
    assert "mine" not in second.operations
    assert "mine" not in table.operations


def test_a_declaration_of_a_library_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python imports a library once, so what it declares serves every environment of the process."""
    library = ModuleType("library_with_operations")
    monkeypatch.setitem(__import__("sys").modules, library.__name__, library)
    table = registry()
    spec = OperationSpec("shared", ParentOp, general)
    table.for_environment().declare("operations", spec, module=library.__name__)
    try:
        assert "shared" in table.for_environment().operations
    finally:
        LIBRARIES.remove_all([spec])
    assert "shared" not in table.operations


def test_a_declaration_takes_the_place_of_a_plugins_spec() -> None:
    """A project is registered last and may replace what plugins bring."""
    table = registry(implementations=(ImplementationSpec(ParentOp, general),)).for_environment()
    assert table.implementation(ParentOp, "x") is general
    table.declare("implementations", ImplementationSpec(ParentOp, special), module="env_py_of_a_project")
    assert table.implementation(ParentOp, "x") is special


def test_rewriters_serve_subclasses() -> None:
    """A rewriter of a base class is given the subclass's operations."""
    spec = RewriterSpec(ParentOp, general)
    assert registry(rewriters=(spec,)).rewriters(ChildOp) == (spec,)


def test_two_threads_have_registries_of_their_own() -> None:
    """The registry in force is that of the thread."""
    seen: dict[str, Registry] = {}
    mine, other = registry(), registry()

    def work() -> None:
        with registry_in_force(other):
            seen["thread"] = active_registry()

    with registry_in_force(mine):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        seen["main"] = active_registry()
    assert seen == {"thread": other, "main": mine}


def test_text_is_resolved_to_what_it_names() -> None:
    """``module:name.attribute`` is imported; anything else is returned as it is."""
    assert resolve("os.path:join") is __import__("os").path.join
    assert resolve("pathlib:Path.cwd") == __import__("pathlib").Path.cwd
    assert resolve(general) is general
