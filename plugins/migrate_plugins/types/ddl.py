"""How the operations on enum types are carried out: on PostgreSQL, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from migrate.operations import Operations
from migrate.plugin import ImplementationSpec, UsageError
from migrate_plugins.types.ops import (
    AddEnumValueOp,
    CreateEnumOp,
    DropEnumOp,
    DropEnumValueOp,
    EnumOp,
    RenameEnumValueOp,
)


class EnumStatement(ExecutableDDLElement):
    """The statement of an operation on an enum type."""

    def __init__(self, operation: EnumOp) -> None:
        self.operation = operation


def on_postgresql(operations: Operations, operation: EnumOp) -> None:
    """Run the operation's statement.

    Raises ``UsageError`` for a value that is to be put both before one and after another.
    """
    if isinstance(operation, AddEnumValueOp) and operation.before is not None and operation.after is not None:
        raise UsageError(
            f"The value {operation.value!r} cannot be put before {operation.before!r} and after {operation.after!r}",
            hint="give one of the two",
        )
    operations.impl.execute(EnumStatement(operation))


def elsewhere(operations: Operations, operation: EnumOp) -> None:
    """Do nothing: where there are no enum types, the columns themselves say which values they take."""


@compiles(EnumStatement)
def _statement(element: EnumStatement, compiler: Any, **kw: Any) -> str:
    return _STATEMENTS[type(element.operation)](compiler, element.operation)


def _create(compiler: Any, operation: CreateEnumOp) -> str:
    values = ", ".join(_literal(compiler, value) for value in operation.values)
    statement = f"CREATE TYPE {_name(compiler, operation)} AS ENUM ({values})"
    if not operation.if_not_exists:
        return statement
    return _block(f"BEGIN\n    {statement};\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND")


def _drop(compiler: Any, operation: DropEnumOp) -> str:
    return f"DROP TYPE {'IF EXISTS ' if operation.if_exists else ''}{_name(compiler, operation)}"


def _add_value(compiler: Any, operation: AddEnumValueOp) -> str:
    condition = "IF NOT EXISTS " if operation.if_not_exists else ""
    place = ""
    for word, other in (("BEFORE", operation.before), ("AFTER", operation.after)):
        if other is not None:
            place = f" {word} {_literal(compiler, other)}"
    value = _literal(compiler, operation.value)
    return f"ALTER TYPE {_name(compiler, operation)} ADD VALUE {condition}{value}{place}"


def _rename_value(compiler: Any, operation: RenameEnumValueOp) -> str:
    old, new = _literal(compiler, operation.old_value), _literal(compiler, operation.new_value)
    return f"ALTER TYPE {_name(compiler, operation)} RENAME VALUE {old} TO {new}"


def _drop_value(compiler: Any, operation: DropEnumValueOp) -> str:
    name = _name(compiler, operation)
    old = compiler.preparer.quote(f"{operation.enum_name[:40]}__before")
    qualified = f"{compiler.preparer.quote_schema(operation.schema)}.{old}" if operation.schema else old
    words = {
        "name": name,
        "old": old,
        "old_name": qualified,
        # The name has its percent signs doubled for the driver already, and the literal would double them once more.
        "type": _literal(compiler, name.replace("%%", "%") if compiler.preparer._double_percents else name),
        "value": _literal(compiler, operation.value),
    }
    body = _DROP_VALUE
    for word, text in words.items():
        body = body.replace(f"<{word}>", text)
    return _block(body)


# Defaults go first, because they hold values of the old type, and come back last.  Columns of partitions and children
# are left to their parents.  Names are put together by quote_ident() and ||: a % would be a parameter to some drivers.
_DROP_VALUE = """\
DECLARE
    remaining text;
    used record;
    later text[] := '{}';
    statement text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = <type>::regtype AND enumlabel = <value>) THEN
        RAISE EXCEPTION USING MESSAGE = 'the enum type ' || <type> || ' has no value ' || quote_literal(<value>);
    END IF;
    SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) INTO remaining
    FROM pg_enum WHERE enumtypid = <type>::regtype AND enumlabel <> <value>;
    FOR used IN
        SELECT 'ALTER TABLE ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) AS alter_column,
               quote_ident(a.attname) AS column_name,
               CASE WHEN a.atttypid = t.typarray THEN '[]' ELSE '' END AS brackets,
               pg_get_expr(d.adbin, d.adrelid) AS value
        FROM pg_type t
        JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND a.attinhcount = 0 AND NOT a.attisdropped
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE t.oid = <type>::regtype
    LOOP
        IF used.value IS NOT NULL THEN
            EXECUTE used.alter_column || ' DROP DEFAULT';
        END IF;
        later := later || (used.alter_column || ' TYPE ' || <type> || used.brackets || ' USING '
            || used.column_name || '::text' || used.brackets || '::' || <type> || used.brackets);
        IF used.value IS NOT NULL THEN
            later := later || (used.alter_column || ' SET DEFAULT ' || used.value);
        END IF;
    END LOOP;
    ALTER TYPE <name> RENAME TO <old>;
    EXECUTE 'CREATE TYPE ' || <type> || ' AS ENUM (' || coalesce(remaining, '') || ')';
    FOREACH statement IN ARRAY later LOOP
        EXECUTE statement;
    END LOOP;
    DROP TYPE <old_name>;
END"""


def _block(body: str) -> str:
    tag = "$migrate$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}\n{body}\n{tag}"


def _name(compiler: Any, operation: EnumOp) -> str:
    name: str = compiler.preparer.quote(operation.enum_name)
    return f"{compiler.preparer.quote_schema(operation.schema)}.{name}" if operation.schema else name


def _literal(compiler: Any, value: str) -> str:
    return str(compiler.sql_compiler.render_literal_value(value, String()))


_STATEMENTS: Mapping[type[EnumOp], Callable[[Any, Any], str]] = {
    CreateEnumOp: _create,
    DropEnumOp: _drop,
    AddEnumValueOp: _add_value,
    DropEnumValueOp: _drop_value,
    RenameEnumValueOp: _rename_value,
}

IMPLEMENTATIONS = (
    ImplementationSpec(EnumOp, on_postgresql, dialect="postgresql"),
    ImplementationSpec(EnumOp, elsewhere),
)
