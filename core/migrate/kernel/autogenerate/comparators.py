"""`comparators`: the decorator by which a project adds a comparator of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from migrate.kernel.autogenerate.dispatch import DEFAULT, DispatchPriority
from migrate.kernel.plugin.active import declare
from migrate.kernel.plugin.specs import ANY_DIALECT, ComparatorSpec

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Comparators:
    """Declare comparators; they belong to the environment being loaded, or to the library that declares them."""

    def dispatch_for(
        self,
        target: str,
        qualifier: str = DEFAULT,
        *,
        priority: int = DispatchPriority.MEDIUM,
        subgroup: str | None = None,
    ) -> Callable[[_Function], _Function]:
        """Declare a comparator of a target (``autogenerate``, ``schema``, ``table``, ``column``), as a decorator.

        ``qualifier`` is a dialect's name, or ``default`` for all.
        """

        def register(function: _Function) -> _Function:
            dialect = ANY_DIALECT if qualifier == DEFAULT else qualifier
            spec = ComparatorSpec(target, function, element=subgroup, dialect=dialect, priority=priority)
            declare("comparators", spec, function.__module__)
            return function

        return register


comparators = Comparators()
