"""Compare PostgreSQL's domains: created before they are used, altered in place, dropped with their last user."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.autogenerate.render import escape_parameters
from migrate.plugin import ComparatorSpec, MigrateOperation, Priority, UpgradeOps
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, ColumnSteps
from migrate_plugins.constraints.ops import default_check_names
from migrate_plugins.data.ops import ExecuteSQLOp
from migrate_plugins.tables.ops import CreateTableOp
from migrate_plugins.types.filters import TypeKey, those_that_take_part
from migrate_plugins.types.leaving import old_types, unused
from migrate_plugins.types.modelled import types_that_may_be_named

log = logging.getLogger("migrate.autogenerate")

KIND = "domain"
"""What ``include_object`` calls a domain."""


def compare_domains(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Put the creation and the changes of domains before what uses them, and their drop after it."""
    impl = autogen_context.migration_context.impl
    if not autogen_context.compares_all:
        return
    operations = list(upgrade_ops.leaves())
    used = _by_key(impl, (type_ for operation in operations for type_ in _new_types(operation)))
    named = _by_key(impl, (type_ for _, type_ in types_that_may_be_named(autogen_context, operations)))
    modelled = _ours(named)
    leaving = _by_key(impl, old_types(operations))
    impl.create_apart([*_ours(used).values(), *leaving.values()])
    found = impl.domains(autogen_context.inspector) if named or leaving else {}
    ours = those_that_take_part(autogen_context, KIND, modelled, leaving, found)
    created = [_created(impl, used[key]) for key in sorted(_ours(used).keys() & ours - found.keys())]
    altered = _altered(autogen_context, {key: modelled[key] for key in modelled.keys() & ours}, found)
    gone = leaving.keys() & found.keys() & ours - named.keys()
    dropped = _dropped(autogen_context, operations, {key: leaving[key] for key in gone}, found)
    upgrade_ops.ops[:] = [*created, *altered, *upgrade_ops.ops, *dropped]


def _dropped(
    autogen_context: Any,
    operations: list[MigrateOperation],
    leaving: Mapping[TypeKey, Any],
    found: Mapping[TypeKey, Any],
) -> list[MigrateOperation]:
    impl = autogen_context.migration_context.impl
    if autogen_context.opts.get("compare_type") is False:
        return []
    steps: list[MigrateOperation] = []
    for key in unused(autogen_context, operations, leaving):
        domain = leaving[key]
        log.info("Detected domain %r without users", domain.name)
        create, drop = impl.domain_statements_as_told(domain, found[key])
        steps.append(_steps(drop, create, ("remove_domain", domain), ("add_domain", domain)))
    return steps


def _created(impl: Any, domain: Any) -> MigrateOperation:
    create, drop = impl.domain_statements(domain)
    log.info("Detected added domain %r", domain.name)
    return _steps(create, drop, ("add_domain", domain), ("remove_domain", domain))


def _altered(
    autogen_context: Any, modelled: Mapping[TypeKey, Any], found: Mapping[TypeKey, Any]
) -> Iterator[MigrateOperation]:
    impl = autogen_context.migration_context.impl
    if autogen_context.opts.get("compare_type") is False:
        return
    for key in sorted(modelled.keys() & found.keys()):
        domain = modelled[key]
        form = impl.canonical_domain(domain)
        if form is None:
            log.info("Cannot compare domain %r: taken as the same", domain.name)
        elif form.declared != found[key].declared:
            _warn_of_type(domain.name, found[key].declared, form.declared)
        else:
            yield from _Change(impl, domain, found[key], form).operations()


class _Change:
    """What differs between a domain of the database and that of the models."""

    def __init__(self, impl: Any, domain: Any, found: Any, wanted: Any) -> None:
        self._impl = impl
        self._name, self._schema = str(domain.name), domain.schema
        self._said = domain.constraint_name
        self._alter = f"ALTER DOMAIN {impl.table_identifier(domain.schema, domain.name)}"
        self._found, self._wanted = found, wanted

    def operations(self) -> Iterator[MigrateOperation]:
        """Yield the constraints that go, what else changes, and the constraints that come."""
        removed, added = self._checks()
        names = {name for name, _ in self._found.checks} - {name for name, _ in removed}
        for name, condition in removed:
            yield self._check(name, condition).reverse()
        if self._found.default != self._wanted.default:
            before, after = self._found.default, self._wanted.default
            told = f"DEFAULT {before or 'none'} -> {after or 'none'}"
            undone = f"DEFAULT {after or 'none'} -> {before or 'none'}"
            yield self._modified(_default(after), _default(before), told, undone)
        if self._found.not_null != self._wanted.not_null:
            forth, back = ("NOT NULL", "NULL") if self._wanted.not_null else ("NULL", "NOT NULL")
            verbs = ("SET NOT NULL", "DROP NOT NULL")
            statements = verbs if self._wanted.not_null else verbs[::-1]
            yield self._modified(*statements, f"{back} -> {forth}", f"{forth} -> {back}")
        for _, condition in added:
            free = default_check_names(self._name, [*((name, ()) for name in names), (None, ())])[-1]
            yield self._check(str(self._said or free), condition)

    def _checks(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the constraints that are only in the database, and those that are only in the models.

        A model can say one condition alone, so that those beside it are left as they are.
        """
        found, wanted = list(self._found.checks), list(self._wanted.checks)
        if not wanted:
            return found, []
        (one,) = wanted
        if any(self._is_same(one, other) for other in found):
            return [], []
        replaced = [other for other in found if len(found) == 1 or other[0] == self._said]
        return replaced, wanted

    def _is_same(self, wanted: tuple[str, str], found: tuple[str, str]) -> bool:
        """Return whether two constraints say the same, under the name that the models give if they give one.

        As with other conditions, what PostgreSQL writes is not always what it makes of that when it reads it.
        """
        (name, condition), (found_name, other) = wanted, found
        if name == self._said != found_name:
            return False
        again = self._impl.canonical_domain_check
        return condition == other or again(self._wanted, condition) in (other, again(self._found, other))

    def _check(self, name: str, condition: str) -> ColumnSteps:
        quoted = self._impl.identifier(name)
        return _steps(
            f"{self._alter} ADD CONSTRAINT {quoted} CHECK ({condition})",
            f"{self._alter} DROP CONSTRAINT {quoted}",
            ("add_domain_check", self._schema, self._name, name, condition),
            ("remove_domain_check", self._schema, self._name, name, condition),
        )

    def _modified(self, forth: str, back: str, told: str, undone: str) -> ColumnSteps:
        log.info("Detected changed domain %r: %s", self._name, told)
        diffs = (("modify_domain", self._schema, self._name, words) for words in (told, undone))
        return _steps(f"{self._alter} {forth}", f"{self._alter} {back}", *diffs)


def _default(default: str | None) -> str:
    return "DROP DEFAULT" if default is None else f"SET DEFAULT {default}"


def _steps(forth: str, back: str, diff: object, undone: object) -> ColumnSteps:
    done, taken_back = (ExecuteSQLOp(escape_parameters(statement)) for statement in (forth, back))
    return ColumnSteps([done], [taken_back], diff=diff, undone=undone)


def _by_key(impl: Any, types: Iterable[Any]) -> dict[TypeKey, Any]:
    """Return the domains in types; of two for one name, that which SQLAlchemy would create."""
    found: dict[TypeKey, Any] = {}
    for domain in (domain for type_ in types for domain in impl.domains_in(type_)):
        key = impl.named_type_key(domain)
        if domain.create_type or key not in found:
            found[key] = domain
    return found


def _ours(domains: Mapping[TypeKey, Any]) -> dict[TypeKey, Any]:
    """Return those that SQLAlchemy would create."""
    return {key: domain for key, domain in domains.items() if domain.create_type}


def _new_types(operation: MigrateOperation) -> Iterator[Any]:
    if isinstance(operation, CreateTableOp):
        yield from (item.type for item in operation.columns if hasattr(item, "type"))
    elif isinstance(operation, AddColumnOp):
        yield operation.column.type
    elif isinstance(operation, AlterColumnOp) and operation.modify_type is not None:
        yield operation.modify_type


def _warn_of_type(name: str, found: str, wanted: str) -> None:
    warnings.warn(
        f"The domain {name!r} is of the type {found}, not {wanted} as in the models. PostgreSQL changes no domain's "
        "type; write a revision that creates a domain of another name and gives it to the columns, or mend the models",
        UserWarning,
        stacklevel=2,
    )


COMPARATORS = (
    ComparatorSpec("schema", compare_domains, element="domains", dialect="postgresql", priority=Priority.LAST),
)
