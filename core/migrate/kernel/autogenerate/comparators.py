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

        The function is given the ``AutogenContext``, what it adds to, and what it compares:

        - ``autogenerate``: ``(autogen_context, upgrade_ops)``, once a comparison;
        - ``schema``: ``(autogen_context, upgrade_ops, schemas)``, once a comparison; ``schemas`` is a set of names,
          None the default schema;
        - ``table``: ``(autogen_context, modify_ops, schema, table_name, conn_table, metadata_table)``, once for a
          table, either of which may be None;
        - ``column``: ``(autogen_context, alter_column_op, schema, table_name, column_name, conn_column,
          metadata_column)``, once for a column of both sides.

        ``qualifier`` is a dialect's name, or ``default`` for all.  A higher ``priority`` is called first:
        ``DispatchPriority.FIRST`` (50), ``MEDIUM`` (25), ``LAST`` (10).  A function that returns
        ``PriorityDispatchResult.STOP`` keeps the later ones of its ``subgroup`` from being called.
        """

        def register(function: _Function) -> _Function:
            dialect = ANY_DIALECT if qualifier == DEFAULT else qualifier
            spec = ComparatorSpec(target, function, element=subgroup, dialect=dialect, priority=priority)
            declare("comparators", spec, function.__module__)
            return function

        return register


comparators = Comparators()
