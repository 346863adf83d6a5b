"""`renderers`: the decorator by which a project says how its operations and types are written as Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from migrate.kernel.plugin.active import active_registry, declare
from migrate.kernel.plugin.specs import ANY_DIALECT, RendererSpec

DEFAULT = "default"

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Renderers:
    """Declare renderers; they belong to the environment being loaded, or to the library that declares them."""

    def dispatch_for(
        self, target: type, qualifier: str = DEFAULT, replace: bool = False
    ) -> Callable[[_Function], _Function]:
        """Declare how a class of operations, schema items or types is written as Python, as a function decorator.

        The function is given the ``AutogenContext`` and the thing, and returns a string, or for an operation also a
        list of strings, one a statement.  It serves the subclasses too that have none of their own.  ``qualifier`` is a
        dialect's name, or ``default`` for all; ``replace`` takes the place of a function in the box.
        """

        def register(function: _Function) -> _Function:
            spec = RendererSpec(target, function, dialect=_dialect(qualifier), replace=replace)
            declare("renderers", spec, function.__module__)
            return function

        return register

    def dispatch(self, thing: Any, qualifier: str = DEFAULT) -> Callable[..., Any]:
        """Return the function that writes a thing, or things of a class, as Python.

        Raises ``ValueError`` if there is none.
        """
        wanted = thing if isinstance(thing, type) else type(thing)
        found = active_registry().renderer(wanted, _dialect(qualifier))
        if found is None:
            raise ValueError(f"no dispatch function for object: {thing!r}")
        return found


def _dialect(qualifier: str) -> str:
    return ANY_DIALECT if qualifier == DEFAULT else qualifier


renderers = Renderers()
