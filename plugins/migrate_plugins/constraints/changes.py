"""From what does not match to operations: for constraints that are compared by what they say, CHECK and EXCLUDE."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import Table

from migrate_plugins.constraints.conditions import Matches, WantedCheck
from migrate_plugins.constraints.default_names import free_name
from migrate_plugins.constraints.filters import allowed, described
from migrate_plugins.constraints.ops import AddConstraintOp, DropConstraintOp

log = logging.getLogger("migrate.autogenerate")


class ConstraintChanges(ABC):
    """The operations on the constraints of a kind that one table has."""

    kind: ClassVar[str]
    """What ``include_object`` calls it."""

    suffix: ClassVar[str]
    """What the database puts at the end of the names that it makes up."""

    def __init__(
        self, autogen_context: Any, schema: str | None, tname: str, conn_table: Table, metadata_table: Table
    ) -> None:
        self.context = autogen_context
        self.schema = schema
        self.tname = tname
        self.columns = {column.name for column in (*conn_table.columns, *metadata_table.columns)}
        tables = (conn_table, metadata_table)
        self.taken = {str(one.name) for table in tables for one in table.constraints if one.name}
        self.taken |= {str(one.name) for table in tables for one in table.indexes if one.name}

    def operations(self, matches: Matches, coming: Collection[str] = ()) -> Iterator[Any]:
        """Yield the drops, then the creations; what comes along with one of the columns ``coming`` is not created."""
        what, where = self.kind.replace("_", " "), described(self.schema, self.tname)
        names = dict(zip(map(id, matches.told), self.names(matches.told), strict=True))
        # The last first: SQLite counts those without a name anew after each.
        for told in sorted(matches.removed, key=lambda told: told.name is None and -matches.told.index(told)):
            drop = self.drop(told, names[id(told)])
            if self._allows(drop.to_constraint(), told.name, reflected=True):
                log.info("Detected removed %s %r on %r", what, told.name, where)
                yield drop
        for told, wanted in matches.changed:
            drop = self.drop(told, told.name)
            if self._allows(wanted.constraint, wanted.name, reflected=False, other=drop.to_constraint()):
                log.info("Detected changed %s %r on %r: %s to %s", what, wanted.name, where, told.text, wanted.text)
                yield drop
                if wanted.column not in coming:
                    yield self._create(wanted)
        for wanted in matches.added:
            if wanted.column not in coming and self._allows(wanted.constraint, wanted.name, reflected=False):
                log.info("Detected added %s %r on %r", what, wanted.name, where)
                yield self._create(wanted)

    # What each kind knows ---------------------------------------------------------------------------------------------

    def names(self, told: Sequence[Any]) -> list[str]:
        """Return the names by which the constraints of the database can be dropped."""
        return [one.name for one in told]

    @abstractmethod
    def drop(self, told: Any, name: str) -> DropConstraintOp:
        """Return the drop of one of the database's constraints, which can be reversed."""

    @abstractmethod
    def named_for(self, wanted: WantedCheck) -> list[str]:
        """Return the columns that the database would make up a name of."""

    # ------------------------------------------------------------------------------------------------------------------

    def _create(self, wanted: WantedCheck) -> AddConstraintOp:
        create = AddConstraintOp.from_constraint(wanted.constraint)
        create.schema = self.schema
        if create.constraint_name is None:
            create.constraint_name = free_name(self.tname, self.named_for(wanted), self.suffix, self.taken)
            self.taken.add(str(create.constraint_name))
        return create

    def _allows(self, item: Any, name: str | None, *, reflected: bool, other: Any = None) -> bool:
        return allowed(self.context, item, name, self.kind, reflected=reflected, other=other)
