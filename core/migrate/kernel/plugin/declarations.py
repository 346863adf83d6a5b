"""Declarations by decorator: specs that a project's own code gives without being a plugin.

Alembic's decorators (``Operations.register_operation``, ``comparators.dispatch_for``, a subclass of ``DefaultImpl``)
have no plugin to return their value from.  They append to a log instead.  A declaration made by env.py itself belongs
to the environment being loaded, and ends with it.  One made by a library belongs to the process, like the import that
made it: Python will not import the library again for the next environment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

PROJECT = "project"
"""The name of the pseudo-plugin that stands for all declarations."""


EPHEMERAL = "_migrate_file_"
"""How the names of modules begin that are executed for one environment: env.py and revision files."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A spec of one kind (the hook's name without ``migrate_register_``), and the module that declared it."""

    kind: str
    spec: Any
    module: str


class DeclarationLog:
    """A list of declarations that grows.

    ``generation`` is another number after each change of any log, by which readers know when to look again: one number
    for all, because it is compared for every operation.
    """

    generation: ClassVar[int] = 0
    _numbers: ClassVar[Iterator[int]] = count(1)

    def __init__(self) -> None:
        self._entries: list[Declaration] = []

    def add(self, declaration: Declaration) -> None:
        """Append a declaration."""
        self._entries.append(declaration)
        DeclarationLog.generation = next(self._numbers)

    def remove_all(self, specs: Iterable[Any]) -> None:
        """Forget the given specs (compared by identity)."""
        gone = {id(spec) for spec in specs}
        self._entries = [entry for entry in self._entries if id(entry.spec) not in gone]
        DeclarationLog.generation = next(self._numbers)

    def of_kind(self, kind: str) -> Iterator[Any]:
        """Yield the specs of one kind, oldest first."""
        return (entry.spec for entry in self._entries if entry.kind == kind)


LIBRARIES = DeclarationLog()
"""What imported modules have declared in this process."""


def outlives_environment(module: str) -> bool:
    """Return whether a module stays imported after the environment ends; env.py and revision files do not."""
    return module in sys.modules and not module.startswith(EPHEMERAL)
