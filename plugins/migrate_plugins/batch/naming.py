"""Find constraints by name, also those that only a naming convention names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from migrate.plugin import CommandError
from migrate_plugins.batch.definition import Clause, TableDefinition
from migrate_plugins.batch.sqltext import join, mentions, names_in_parentheses, parenthesized, same_sql, tokenize
from migrate_plugins.constraints.ops import default_check_names, default_key_names

_LABELS = {"key": ("UNIQUE",), "fkey": ("FOREIGN", "REFERENCES")}
"""How the names end that PostgreSQL gives to constraints over columns, and how the constraints begin."""

Convention = Callable[[Clause, list[str]], str | None]


def conventional_name(
    convention: Mapping[str, Any] | None, table: str, clause: Clause, columns: list[str]
) -> str | None:
    """Return the name that the convention gives to a constraint on these columns, or None."""
    if not convention or clause.kind not in _AS_CONSTRAINT:
        return None
    constraint = _AS_CONSTRAINT[clause.kind](clause, columns)
    Table(table, MetaData(naming_convention=dict(convention)), *(Column(name) for name in columns), constraint)
    return str(constraint.name) if isinstance(constraint.name, str) else None


def drop_named(definition: TableDefinition, name: str, convention: Convention, *, missing_ok: bool = False) -> None:
    """Take away the constraint of this name, of the table or of a column.

    Raises ``CommandError`` naming the constraints that there are.
    """
    found = False
    for clause in list(definition.constraints):
        if (clause.name or convention(clause, clause.columns)) == name:
            definition.constraints.remove(clause)
            found = True
    for column in definition.columns:
        for clause in list(column.clauses):
            if (clause.name or convention(clause, [column.name])) == name:
                column.clauses.remove(clause)
                found = True
    if not found:
        found = _drop_check_by_default_name(definition, name) or _drop_key_by_default_name(definition, name)
    if not found and not missing_ok:
        raise CommandError(f"No such constraint: {name!r}", hint=_known(definition))


def _drop_key_by_default_name(definition: TableDefinition, name: str) -> bool:
    """Take away what has no name, but would have this one on PostgreSQL; return whether there is such a constraint."""
    for label, kinds in _LABELS.items():
        own = [(clause, [column.name], column.clauses) for column in definition.columns for clause in column.clauses]
        own += [(clause, clause.columns, definition.constraints) for clause in definition.constraints]
        keys = [(clause, tuple(columns), holder) for clause, columns, holder in own if clause.kind in kinds]
        names = default_key_names(definition.table, label, [(clause.name, columns) for clause, columns, _ in keys])
        meant = [one for one in keys if one[0].name is None and names[one[1]] == name]
        for clause, _, holder in meant:
            holder.remove(clause)
        if meant:
            return True
    return False


def _drop_check_by_default_name(definition: TableDefinition, name: str) -> bool:
    """Take away the CHECK that has no name, but would have this one on PostgreSQL; return whether there is one."""
    own = [(clause, column.clauses) for column in definition.columns for clause in column.clauses]
    own += [(clause, definition.constraints) for clause in definition.constraints]
    checks = [(clause, holder) for clause, holder in own if clause.kind == "CHECK"]
    columns = [column.name for column in definition.columns]
    mentioned = ([column for column in columns if mentions(clause.text, column)] for clause, _ in checks)
    names = (clause.name for clause, _ in checks)
    defaults = default_check_names(definition.table, list(zip(names, mentioned, strict=True)))
    for (clause, holder), default in zip(checks, defaults, strict=True):
        if clause.name is None and default == name:
            holder.remove(clause)
            return True
    return False


def same_constraint(clause: Clause, wanted: str) -> bool:
    """Return whether a clause says the same as a constraint's text, whatever their names."""
    return same_sql(_body(clause.text), _body(wanted))


def _body(sql: str) -> str:
    """Return a constraint's text without ``CONSTRAINT`` and the name, which may be quoted and hold anything."""
    tokens = tokenize(sql)
    words = [number for number, token in enumerate(tokens) if token.kind != "space"]
    named = len(words) > 2 and tokens[words[0]].keyword == "CONSTRAINT"
    return join(tokens[words[2] :]) if named else sql


def _known(definition: TableDefinition) -> str:
    clauses = [*definition.constraints, *(clause for column in definition.columns for clause in column.clauses)]
    names = ", ".join(clause.name for clause in clauses if clause.name)
    return (
        f"the named constraints of {definition.table!r} are {names or 'none'}; "
        "one without a name can be dropped by the name that naming_convention= gives it"
    )


def _unique(clause: Clause, columns: list[str]) -> Constraint:
    return UniqueConstraint(*columns)


def _primary_key(clause: Clause, columns: list[str]) -> Constraint:
    return PrimaryKeyConstraint(*columns)


def _foreign_key(clause: Clause, columns: list[str]) -> Constraint:
    after = clause.text.upper().index("REFERENCES") + len("REFERENCES")
    tokens = [token for token in tokenize(clause.text[after:]) if token.kind != "space"]
    table = tokens[0].identifier or tokens[0].text
    referred = names_in_parentheses(clause.text[after:]) or columns
    return ForeignKeyConstraint(columns, [f"{table}.{name}" for name in referred], link_to_name=True)


def _check(clause: Clause, columns: list[str]) -> Constraint:
    tokens = tokenize(clause.text)
    opening, closing = parenthesized(tokens)
    return CheckConstraint(text(join(tokens[opening + 1 : closing])))


_AS_CONSTRAINT: dict[str, Callable[[Clause, list[str]], Constraint]] = {
    "UNIQUE": _unique,
    "PRIMARY": _primary_key,
    "FOREIGN": _foreign_key,
    "REFERENCES": _foreign_key,
    "CHECK": _check,
}
