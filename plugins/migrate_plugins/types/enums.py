"""Compare PostgreSQL's enum types: created before they are used, changed in place, dropped with their last user."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Enum, Table

from migrate.plugin import ComparatorSpec, MigrateOperation, Priority, UpgradeOps
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp
from migrate_plugins.tables.ops import CreateTableOp
from migrate_plugins.types.filters import TypeKey, those_that_take_part
from migrate_plugins.types.leaving import old_types, unused
from migrate_plugins.types.modelled import types_that_may_be_named
from migrate_plugins.types.ops import AddEnumValueOp, CreateEnumOp, DropEnumOp, DropEnumValueOp, EnumValueOps

log = logging.getLogger("migrate.autogenerate")

KIND = "enum"
"""What ``include_object`` calls an enum type."""


def compare_enums(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Put the operations on enum types around those on the tables that use them."""
    if not autogen_context.compares_all or autogen_context.opts.get("compare_type") is False:
        return
    comparison = _Comparison(autogen_context, upgrade_ops)
    before, after = comparison.before(), comparison.after()
    upgrade_ops.ops[:] = [*before, *upgrade_ops.ops, *after]


class _Comparison:
    """The enum types of the models and of the database, and what the operations so far do with their columns."""

    def __init__(self, autogen_context: Any, upgrade_ops: UpgradeOps) -> None:
        self._context = autogen_context
        self._impl = autogen_context.migration_context.impl
        self._operations = list(upgrade_ops.leaves())
        self._others: list[tuple[Table, Enum]] = []
        self._wanted = dict(self._of_models())
        self._leaving = dict(self._of_old_columns())
        self._found = self._impl.enum_types(autogen_context.inspector) if self._wanted or self._leaving else {}
        self._impl.create_apart([*self._wanted.values(), *self._leaving.values()])
        self._ours = those_that_take_part(autogen_context, KIND, self._wanted, self._leaving, self._found)
        for table, enum in self._others:
            if self._impl.named_type_key(enum) in self._ours:
                _warn_of_two_kinds(table, enum, self._wanted[self._impl.named_type_key(enum)])
        both = sorted(self._wanted.keys() & self._found.keys() & self._ours)
        self._changes = [_Values(self._wanted[key], self._found[key]) for key in both]

    def before(self) -> list[MigrateOperation]:
        """Return the creation of types, and the addition of values."""
        new = sorted(self._wanted.keys() & self._ours - self._found.keys())
        created: list[MigrateOperation] = [CreateEnumOp.from_enum(self._wanted[key]) for key in new]
        for key in new:
            log.info("Detected added enum type %r", key[1])
        added: list[MigrateOperation] = [one for change in self._changes for one in change.added()]
        used = [one for one in added if isinstance(one, AddEnumValueOp) and self._is_used(one.value)]
        rest = [one for one in added if one not in used]
        # PostgreSQL lets no one use a new value before the transaction that has added it is committed.
        return [*([EnumValueOps(used)] if used else []), *created, *rest]

    def after(self) -> list[MigrateOperation]:
        """Return the removal of values, and the drop of types that nobody uses any more."""
        removed = [one for change in self._changes for one in change.removed()]
        return [*removed, *self._unused()]

    # The two sides ------------------------------------------------------------------------------------------------

    def _of_models(self) -> Iterator[tuple[TypeKey, Enum]]:
        """Yield the types of all tables that are compared; one of the first table that has it."""
        seen: dict[TypeKey, Enum] = {}
        for table, type_ in types_that_may_be_named(self._context, self._operations):
            for enum in self._impl.enums_in(type_):
                key = self._impl.named_type_key(enum)
                known = seen.setdefault(key, enum)
                if known is enum:
                    yield key, enum
                elif list(known.enums) != list(enum.enums):
                    self._others.append((table, enum))

    def _of_old_columns(self) -> Iterator[tuple[TypeKey, Enum]]:
        """Yield the types of columns that go, or get another type."""
        for type_ in old_types(self._operations):
            for enum in self._impl.enums_in(type_):
                yield self._impl.named_type_key(enum), enum

    # What nobody uses any more ------------------------------------------------------------------------------------

    def _unused(self) -> Iterator[MigrateOperation]:
        candidates = self._leaving.keys() & self._found.keys() & self._ours - self._wanted.keys()
        for key in unused(self._context, self._operations, candidates):
            log.info("Detected enum type %r without users", key[1])
            yield DropEnumOp.from_enum(self._leaving[key])

    def _is_used(self, value: str) -> bool:
        """Return whether a default of this revision may hold the value."""
        return any(value in str(getattr(default, "arg", default)) for default in self._defaults())

    def _defaults(self) -> Iterator[Any]:
        for operation in self._operations:
            if isinstance(operation, AlterColumnOp):
                yield operation.modify_server_default
            elif isinstance(operation, AddColumnOp):
                yield operation.column.server_default
            elif isinstance(operation, CreateTableOp):
                yield from (getattr(item, "server_default", None) for item in operation.columns)


class _Values:
    """The values of a type that both sides have."""

    def __init__(self, enum: Enum, found: Sequence[str]) -> None:
        self._enum = enum
        self._name, self._schema = str(enum.name), enum.schema
        self._wanted, self._found = list(enum.enums), list(found)
        kept = [value for value in self._wanted if value in self._found]
        if kept != [value for value in self._found if value in self._wanted]:
            _warn_of_order(self._name, self._found, self._wanted)

    def added(self) -> Iterator[AddEnumValueOp]:
        """Yield the addition of each value at its place."""
        present = list(self._found)
        for at, value in enumerate(self._wanted):
            if value in present:
                continue
            place = present.index(self._wanted[at - 1]) + 1 if at else 0
            log.info("Detected added value %r of enum type %r", value, self._name)
            yield self._add(value, present, place)
            present.insert(place, value)

    def removed(self) -> Iterator[DropEnumValueOp]:
        """Yield the removal of each value, which remembers its place."""
        present = list(self._found)
        for change in self.added():
            present.append(change.value)  # where it stands does not matter to those that were there
        for value in [value for value in self._found if value not in self._wanted]:
            place = present.index(value)
            present.remove(value)
            log.info("Detected removed value %r of enum type %r", value, self._name)
            yield self._add(value, present, place).reverse()

    def _add(self, value: str, present: Sequence[str], place: int) -> AddEnumValueOp:
        before = present[0] if place == 0 and present else None
        after = present[place - 1] if 0 < place < len(present) else None
        return AddEnumValueOp(self._name, value, before=before, after=after, schema=self._schema)


def _warn_of_order(name: str, found: Sequence[str], wanted: Sequence[str]) -> None:
    warnings.warn(
        f"The enum type {name!r} has its values in another order than the models: {', '.join(found)}, not "
        f"{', '.join(wanted)}. PostgreSQL moves no value; to change the order, write a revision that creates the type "
        "anew and converts its columns, or put the models' values into the database's order",
        UserWarning,
        stacklevel=2,
    )


def _warn_of_two_kinds(table: Table, enum: Enum, known: Enum) -> None:
    warnings.warn(
        f"The enum type {enum.name!r} has other values in the table {table.name!r} than elsewhere in the models: "
        f"{', '.join(enum.enums)}, not {', '.join(known.enums)}; give all columns the same type",
        UserWarning,
        stacklevel=2,
    )


COMPARATORS = (ComparatorSpec("schema", compare_enums, element="enums", dialect="postgresql", priority=Priority.LAST),)
