"""How indexes and constraints are renamed, and which databases can."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from migrate.operations import Operations
from migrate.plugin import CommandError, ImplementationSpec
from migrate_plugins.renames.ops import RenameConstraintOp, RenameIndexOp, RenameOp

_IN_TABLE = "ALTER TABLE {table} RENAME {kind} {old} TO {new}"
_INDEX = "ALTER INDEX {qualified} RENAME TO {new}"
_FORMS = {
    ("postgresql", RenameIndexOp): _INDEX,
    ("postgresql", RenameConstraintOp): _IN_TABLE,
    ("oracle", RenameIndexOp): _INDEX,
    ("oracle", RenameConstraintOp): _IN_TABLE,
    ("mysql", RenameIndexOp): _IN_TABLE,
}


class RenameStatement(ExecutableDDLElement):
    """The statement of an operation, in one of the forms."""

    def __init__(self, operation: RenameOp, form: str) -> None:
        self.operation = operation
        self.form = form


@compiles(RenameStatement)
def _statement(element: RenameStatement, compiler: Any, **kw: Any) -> str:
    one, quote = element.operation, compiler.preparer.quote
    schema = f"{compiler.preparer.quote_schema(one.schema)}." if one.schema else ""
    return element.form.format(
        table=f"{schema}{quote(one.table_name)}",
        kind=one.kind.upper(),
        old=quote(one.old_name),
        qualified=f"{schema}{quote(one.old_name)}",
        new=quote(one.new_name),
    )


def _in_form(form: str) -> Any:
    def rename(operations: Operations, operation: RenameOp) -> None:
        operations.impl.execute(RenameStatement(operation, form))

    return rename


def refuse(operations: Operations, operation: RenameOp) -> None:
    """Raise ``CommandError``: this database renames no such thing."""
    raise CommandError(
        f"{operations.impl.dialect.name} cannot rename the {operation.kind} {operation.old_name!r}",
        hint=f"drop it and create {operation.new_name!r}",
    )


IMPLEMENTATIONS = (
    *(ImplementationSpec(kind, _in_form(form), dialect) for (dialect, kind), form in _FORMS.items()),
    ImplementationSpec(RenameIndexOp, refuse),
    ImplementationSpec(RenameConstraintOp, refuse),
)
