"""The change of a column: what is to be different, and what is known of how it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any, Literal

from sqlalchemy.types import TypeEngine

from migrate.operations import AbstractOperations, BatchOperations, Operations, check_keywords
from migrate_plugins.tables.ops import AlterTableOp

TypeArgument = TypeEngine[Any] | type[TypeEngine[Any]]
Difference = tuple[str, str | None, str, str, dict[str, Any], Any, Any]
"""What differs, schema, table, column, the rest that is known, the value before and the value after."""

_ANYWHERE = ("autoincrement", "existing_autoincrement")
"""What MySQL alone needs, but is understood by all."""


def refuse_mistyped(
    operations: AbstractOperations, directive: str, builder: Callable[..., Any], kw: Mapping[str, Any]
) -> None:
    """Raise ``TypeError`` for a keyword that looks like one which the builder or the dialect takes."""
    if kw:
        method = getattr(operations.migration_context.impl, directive)
        check_keywords(directive, kw, {*_ANYWHERE, *signature(builder).parameters, *signature(method).parameters})


class AlterColumnOp(AlterTableOp):
    """Change a column's type, name, default, comment or whether it may be NULL.

    ``modify_*`` is what to change and ``existing_*`` what was there before; False or None mean that there is nothing to
    say, False where None has a meaning of its own (no default, no comment).
    """

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        existing_type: Any = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        modify_nullable: bool | None = None,
        modify_comment: str | Literal[False] | None = False,
        modify_server_default: Any = False,
        modify_name: str | None = None,
        modify_type: Any = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.existing_type = existing_type
        self.existing_server_default = existing_server_default
        self.existing_nullable = existing_nullable
        self.existing_comment = existing_comment
        self.modify_nullable = modify_nullable
        self.modify_comment = modify_comment
        self.modify_server_default = modify_server_default
        self.modify_name = modify_name
        self.modify_type = modify_type
        self.kw = kw

    @classmethod
    def alter_column(
        cls,
        operations: Operations,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: TypeArgument | None = None,
        existing_type: TypeArgument | None = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column: only what is given changes.

        ::

            op.alter_column("track", "name", type_=sa.Text(), existing_type=sa.String(200), existing_nullable=False)

        ``nullable`` says whether it may be NULL; ``type_`` is the new type; ``new_column_name`` renames it;
        ``server_default`` is the new default, text or a SQL expression such as ``sa.text("now()")``, and None removes
        it; ``comment`` likewise.  ``sa.Identity()`` and ``sa.Computed()`` are given as ``server_default`` where the
        database can change them.

        ``existing_type``, ``existing_nullable``, ``existing_server_default`` and ``existing_comment`` say how the
        column is now.  MySQL and MariaDB write the whole column anew for every change but a new name alone, and
        SQL Server for some, so leaving them out would lose what they say there.  A CHECK inside of a column is kept on
        MariaDB, except in offline mode, where a new name alone writes the column anew too.  ``existing_type`` also
        lets the CHECK constraint of a ``Boolean`` or ``Enum`` be dropped.

        ``autoincrement`` and ``existing_autoincrement`` concern MySQL and MariaDB.  ``postgresql_using`` is the SQL
        expression by which PostgreSQL converts the values to a new type; ``mssql_drop_default``, ``mssql_drop_check``
        and ``mssql_drop_foreign_key`` first drop what stands in the way on SQL Server.  SQLite alters no column: use
        ``op.batch_alter_table()``.
        """
        refuse_mistyped(operations, "alter_column", cls.alter_column, kw)
        operations.invoke(
            cls(
                table_name,
                column_name,
                schema=schema,
                existing_type=existing_type,
                existing_server_default=existing_server_default,
                existing_nullable=existing_nullable,
                existing_comment=existing_comment,
                modify_nullable=nullable,
                modify_comment=comment,
                modify_server_default=server_default,
                modify_name=new_column_name,
                modify_type=type_,
                **kw,
            )
        )

    @classmethod
    def batch_alter_column(
        cls,
        operations: BatchOperations,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: TypeArgument | None = None,
        existing_type: TypeArgument | None = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column of the batch's table, as ``op.alter_column()`` does.

        ``insert_before`` and ``insert_after`` name the column beside which it is moved; they need
        ``recreate="always"``.
        """
        refuse_mistyped(operations, "alter_column", cls.batch_alter_column, kw)
        operations.invoke(
            cls(
                operations.impl.table_name,
                column_name,
                schema=operations.impl.schema,
                existing_type=existing_type,
                existing_server_default=existing_server_default,
                existing_nullable=existing_nullable,
                existing_comment=existing_comment,
                modify_nullable=nullable,
                modify_comment=comment,
                modify_server_default=server_default,
                modify_name=new_column_name,
                modify_type=type_,
                insert_before=insert_before,
                insert_after=insert_after,
                **kw,
            )
        )

    def has_changes(self) -> bool:
        """Return whether anything is to be different."""
        return (
            self.modify_nullable is not None
            or self.modify_type is not None
            or self.modify_name is not None
            or self.modify_server_default is not False
            or self.modify_comment is not False
            or any(key.startswith("modify_") for key in self.kw)
        )

    def reverse(self) -> AlterColumnOp:
        """Return the change back, with what was and what is to be exchanged.

        A ``modify_`` keyword of a plugin's own is exchanged with the ``existing_`` one of the same name.
        """
        name = self.modify_name or self.column_name
        nullable = _exchanged(self.modify_nullable, self.existing_nullable, unset=None)
        type_ = _exchanged(self.modify_type, self.existing_type, unset=None)
        default = _exchanged(self.modify_server_default, self.existing_server_default, unset=False)
        comment = _exchanged(self.modify_comment, self.existing_comment, unset=False)
        return AlterColumnOp(
            self.table_name,
            name,
            schema=self.schema,
            modify_name=self.column_name if self.modify_name else None,
            modify_nullable=nullable.after,
            existing_nullable=nullable.before,
            modify_type=type_.after,
            existing_type=type_.before,
            modify_server_default=default.after,
            existing_server_default=default.before,
            modify_comment=comment.after,
            existing_comment=comment.before,
            **_exchanged_keywords(self.kw),
        )

    def to_diff_tuple(self) -> list[Difference]:
        """Return one tuple for the type, NULL, the default, the comment and the name each, as far as they differ."""
        return list(self._differences())

    def _differences(self) -> Iterator[Difference]:
        known = {
            "existing_nullable": self.existing_nullable,
            "existing_type": self.existing_type,
            "existing_server_default": self.existing_server_default,
            "existing_comment": self.existing_comment,
        }
        for what, unset in (("type", None), ("nullable", None), ("server_default", False), ("comment", False)):
            after = getattr(self, f"modify_{what}")
            if after is unset:
                continue
            rest = {key: value for key, value in known.items() if key != f"existing_{what}"}
            verb = f"modify_{what.removeprefix('server_')}"
            before = known[f"existing_{what}"]
            yield (verb, self.schema, self.table_name, self.column_name, rest, before, after)
        if self.modify_name is not None:
            names = self.column_name, self.modify_name
            yield ("modify_name", self.schema, self.table_name, self.column_name, known, *names)


class _Exchange:
    """What a reversed change says of one property: the value before it and the value after it."""

    __slots__ = ("after", "before")

    def __init__(self, before: Any, after: Any) -> None:
        self.before = before
        self.after = after


def _exchanged(modify: Any, existing: Any, *, unset: Any) -> _Exchange:
    if modify is unset:
        return _Exchange(existing, unset)
    return _Exchange(modify, existing)


def _exchanged_keywords(kw: dict[str, Any]) -> dict[str, Any]:
    exchanged = dict(kw)
    for name in [key.removeprefix("modify_") for key in kw if key.startswith("modify_")]:
        if f"existing_{name}" in kw:
            exchanged[f"modify_{name}"] = kw[f"existing_{name}"]
        exchanged[f"existing_{name}"] = kw[f"modify_{name}"]
    return _exchanged_conversions(exchanged)


def _exchanged_conversions(kw: dict[str, Any]) -> dict[str, Any]:
    """Exchange how the values are converted with how they are converted back, where that is known."""
    for back in [key for key in kw if key.startswith("existing_") and key.endswith("_using")]:
        forth = back.removeprefix("existing_")
        kw[forth], kw[back] = kw[back], kw.get(forth)
    return kw
