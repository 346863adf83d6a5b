"""`Rewriter`: replace generated operations by others, each on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from migrate.kernel.model.operation import DowngradeOps, MigrateOperation, MigrationScript, OpContainer, UpgradeOps
from migrate.kernel.plugin.registry import Registry

Rewritten = MigrateOperation | Iterable[MigrateOperation] | None
Rewrite = Callable[[Any, Any, Any], Rewritten]
"""``rewrite(context, revision, operation)`` gives what takes the operation's place: one, several, or none."""

ProcessDirectives = Callable[[Any, Any, list[MigrationScript]], None]

_Rewrite = TypeVar("_Rewrite", bound=Rewrite)


class Rewriter:
    """Walk over generated operations and let functions replace them, by the class of the operation.

    An object of this class is given to ``context.configure()`` as ``process_revision_directives``.  It visits scripts,
    containers, and what is in them, outermost first.  An operation that a function returns is not given to the same
    function again, but its own contents are visited.
    """

    def __init__(self) -> None:
        self._rewrites: dict[type, Rewrite] = {}
        self._chained: tuple[Rewriter | ProcessDirectives, ...] = ()

    @classmethod
    def of(cls, registry: Registry) -> Rewriter:
        """Return a rewriter that lets the functions of all plugins work, one after the other."""
        rewriter = cls()
        for entry in registry.entries("rewriters"):
            one = cls()
            one.rewrites(entry.spec.op_class)(entry.spec.function)
            rewriter = rewriter.chain(one)
        return rewriter

    def chain(self, other: Rewriter | ProcessDirectives) -> Rewriter:
        """Return a rewriter that works as this one, and then lets another work on the result.

        ``other`` may also be a function ``(context, revision, directives)``.  Neither of the two is changed.
        """
        chained = type(self)()
        chained.__dict__.update(self.__dict__)
        chained._chained = (*self._chained, other)
        return chained

    def rewrites(self, operator: type | Sequence[type]) -> Callable[[_Rewrite], _Rewrite]:
        """Let a function rewrite the operations of a class and of its subclasses, as a decorator.

        The function is given the ``MigrationContext``, the tuple of heads and an operation, and returns what takes its
        place: an operation, a list of several or none, or None to leave it out.  The function of the nearest class is
        called.  ``operator`` may be a sequence of classes too.
        """
        classes = (operator,) if isinstance(operator, type) else tuple(operator)

        def register(function: _Rewrite) -> _Rewrite:
            self._rewrites.update(dict.fromkeys(classes, function))
            return function

        return register

    def process_revision_directives(self, context: Any, revision: Any, directives: list[MigrationScript]) -> None:
        """Rewrite the operations of the scripts in place."""
        directives[:] = [
            script
            for directive in directives
            for script in self._rewritten(context, revision, directive)
            if isinstance(script, MigrationScript)
        ]
        for next_one in self._chained:
            next_one(context, revision, directives)

    __call__ = process_revision_directives

    # The walk ---------------------------------------------------------------------------------------------------

    def _rewritten(self, context: Any, revision: Any, operation: MigrateOperation) -> Iterator[MigrateOperation]:
        """Yield what takes an operation's place, everything in it rewritten."""
        for result in self._replaced(context, revision, operation):
            self._enter(context, revision, result)
            yield result

    def _replaced(self, context: Any, revision: Any, operation: MigrateOperation) -> tuple[MigrateOperation, ...]:
        rewrite = self._rewrite_of(type(operation))
        if rewrite is None or rewrite in _passed(operation):
            return (operation,)
        results = _as_tuple(rewrite(context, revision, operation))
        for result in results:
            _passed(result).add(rewrite)
        return results

    def _rewrite_of(self, op_class: type) -> Rewrite | None:
        return next((self._rewrites[base] for base in op_class.__mro__ if base in self._rewrites), None)

    def _enter(self, context: Any, revision: Any, operation: MigrateOperation) -> None:
        if isinstance(operation, MigrationScript):
            operation.upgrade_ops = self._containers(context, revision, operation.upgrade_ops_list, UpgradeOps)
            operation.downgrade_ops = self._containers(context, revision, operation.downgrade_ops_list, DowngradeOps)
        elif isinstance(operation, OpContainer):
            operation.ops = [new for old in operation.ops for new in self._rewritten(context, revision, old)]

    def _containers(self, context: Any, revision: Any, containers: Iterable[Any], kind: type) -> list[Any]:
        rewritten = (new for old in containers for new in self._rewritten(context, revision, old))
        return [container for container in rewritten if isinstance(container, kind)]


def _passed(operation: MigrateOperation) -> set[Rewrite]:
    """Return the functions that an operation has passed; it remembers them from one run over it to the next."""
    passed: set[Rewrite] = operation.__dict__.setdefault("_passed_rewrites", set())
    return passed


def _as_tuple(result: Rewritten) -> tuple[MigrateOperation, ...]:
    if result is None:
        return ()
    return (result,) if isinstance(result, MigrateOperation) else tuple(result)
