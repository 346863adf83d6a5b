"""Registries for tests: of given specs, or of an environment that is being loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from migrate.kernel.plugin.active import active_registry, registry_in_force
from migrate.kernel.plugin.declarations import DeclarationLog
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import Entry


def registry_of(**comparators: tuple[Any, ...]) -> Registry:
    """Return a registry with the comparators that plugins of the given names bring."""

    def collect(kind: str) -> Iterable[Entry]:
        if kind == "comparators":
            for plugin, specs in comparators.items():
                yield from (Entry(spec, plugin) for spec in specs)

    return Registry(collect, (DeclarationLog(),))


@contextmanager
def environment(source: str) -> Iterator[Registry]:
    """Run the source as an env.py, and give the registry that took its declarations."""
    with registry_in_force(active_registry().for_environment()) as registry:
        exec(compile(source, "env.py", "exec"), {"__name__": "env_py_of_a_test"})
        yield registry
