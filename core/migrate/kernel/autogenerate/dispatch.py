"""Call the functions of a target in order of priority: the dispatch behind all comparators."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from migrate.kernel.errors import PluginError
from migrate.kernel.plugin.specs import ANY_DIALECT, Priority

_Function = TypeVar("_Function", bound=Callable[..., Any])

DispatchPriority = Priority
"""The name by which Alembic's users know it."""

DEFAULT = "default"
"""The qualifier of functions that serve any dialect."""


class PriorityDispatchResult(Enum):
    """Whether the functions of the same subgroup that come later are called too."""

    CONTINUE = "continue"
    STOP = "stop"


QuickLook: TypeAlias = Callable[[Any, Any], bool]
"""``look(reflected, modelled)``: True promises that there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function with its place: ``names`` are those by which ``before`` and ``after`` of others find it."""

    target: Hashable
    function: Callable[..., Any]
    qualifier: str = DEFAULT
    priority: int = DispatchPriority.MEDIUM
    subgroup: str | None = None
    names: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unchanged: Callable[[Any], QuickLook | None] | None = None


Dispatch: TypeAlias = Callable[..., PriorityDispatchResult]


class PriorityDispatcher:
    """Hold functions by target and qualifier, and call those of a target: high priority first."""

    def __init__(self) -> None:
        self._handlers: list[Handler] = []
        self._ordered: dict[tuple[Hashable, tuple[str, ...]], tuple[Handler, ...]] = {}

    def dispatch_for(
        self,
        target: Hashable,
        *,
        priority: int = DispatchPriority.MEDIUM,
        qualifier: str = DEFAULT,
        subgroup: str | None = None,
    ) -> Callable[[_Function], _Function]:
        """Add a function, as a decorator.

        One that returns ``PriorityDispatchResult.STOP`` keeps the later ones of its subgroup from being called.
        """

        def register(function: _Function) -> _Function:
            self.add(Handler(target, function, qualifier, priority, subgroup))
            return function

        return register

    def add(self, handler: Handler) -> None:
        """Add a function with all that is known of its place; one that is there already is not called twice.

        Each environment registers what env.py does, and what belongs to an imported library stays for the next.
        """
        if handler not in self._handlers:
            self._handlers.append(handler)
            self._ordered.clear()

    def dispatch(self, target: Hashable, *, qualifier: str | Sequence[str] = DEFAULT) -> Dispatch:
        """Return a function that calls those of the target, for the qualifiers and for any.

        It does nothing where there are none.  It returns STOP if one of them did.
        """
        steps = tuple((handler.subgroup, handler.function) for handler in self.handlers(target, qualifier))

        def call(*args: Any, **kw: Any) -> PriorityDispatchResult:
            stopped: set[str | None] = set()
            for subgroup, function in steps:
                if subgroup not in stopped and function(*args, **kw) is PriorityDispatchResult.STOP:
                    stopped.add(subgroup)
            return PriorityDispatchResult.STOP if stopped else PriorityDispatchResult.CONTINUE

        return call

    def handlers(self, target: Hashable, qualifier: str | Sequence[str] = DEFAULT) -> tuple[Handler, ...]:
        """Return the functions of a target in the order of their calls."""
        wanted = (qualifier,) if isinstance(qualifier, str) else tuple(qualifier)
        key = (target, wanted)
        if key not in self._ordered:
            fitting = (handler for handler in self._handlers if handler.target == target)
            self._ordered[key] = _in_order(fitting, (*wanted, DEFAULT))
        return self._ordered[key]

    def branch(self) -> PriorityDispatcher:
        """Return a copy that grows on its own."""
        copy = PriorityDispatcher()
        copy.populate_with(self)
        return copy

    def populate_with(self, other: PriorityDispatcher) -> None:
        """Add all functions of another dispatcher."""
        for handler in other._handlers:
            self.add(handler)


def qualifier_of(dialect: str) -> str:
    """Return the qualifier that stands for a dialect's name in a spec."""
    return DEFAULT if dialect == ANY_DIALECT else dialect


def _in_order(handlers: Iterable[Handler], qualifiers: tuple[str, ...]) -> tuple[Handler, ...]:
    fitting = [handler for handler in handlers if handler.qualifier in qualifiers]
    fitting.sort(key=lambda handler: (-handler.priority, qualifiers.index(handler.qualifier)))
    if not any(handler.before or handler.after for handler in fitting):
        return tuple(fitting)
    return _with_neighbours(fitting)


def _with_neighbours(handlers: list[Handler]) -> tuple[Handler, ...]:
    """Keep the order as far as ``before`` and ``after`` allow."""
    waits = [[other for other in handlers if _precedes(other, handler)] for handler in handlers]
    ordered: list[Handler] = []
    pending = list(range(len(handlers)))
    while pending:
        ready = next((at for at in pending if all(other in ordered for other in waits[at])), None)
        if ready is None:
            names = ", ".join(sorted({"/".join(handlers[at].names) for at in pending}))
            raise PluginError(
                f"The comparators {names} all ask to run before one another",
                hint="change `before` or `after` in one of their specs, or switch one of the plugins off",
            )
        pending.remove(ready)
        ordered.append(handlers[ready])
    return tuple(ordered)


def _precedes(first: Handler, second: Handler) -> bool:
    if first is second:
        return False
    return any(name in first.before for name in second.names) or any(name in second.after for name in first.names)
