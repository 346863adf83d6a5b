"""PostgreSQL's EXCLUDE constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Constraint, MetaData, Table, TextClause
from sqlalchemy.sql.elements import ColumnElement

from migrate.operations import BatchOperations, Operations
from migrate_plugins.constraints.base import AddConstraintOp
from migrate_plugins.tables.ops import SchemaObjects, constraint_name, on_table

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import ExcludeConstraint

Element = tuple[str | TextClause | ColumnElement[Any], str]
"""A column or expression, and the operator that no two rows may satisfy."""


class CreateExcludeConstraintOp(AddConstraintOp):
    """Forbid two rows whose values all satisfy an operator, such as ranges that overlap."""

    constraint_type = "exclude"
    visit_names = frozenset({"exclude_constraint"})

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        elements: Sequence[Element],
        where: ColumnElement[bool] | TextClause | str | None = None,
        schema: str | None = None,
        _orig_constraint: Any = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.elements = elements
        self.where = where
        self.schema = schema
        self._orig_constraint = _orig_constraint
        self.kw = kw

    @classmethod
    def create_exclude_constraint(
        cls, operations: Operations, constraint_name: str, table_name: str, *elements: Element, **kw: Any
    ) -> Table | None:
        """Create a PostgreSQL EXCLUDE constraint.

        ::

            op.create_exclude_constraint(
                "booking_excl", "booking", ("room", "="), ("during", "&&"), using="gist", where=sa.text("not cancelled")
            )

        Each of ``elements`` is a pair of a column or expression and the operator that no two rows may satisfy together.
        ``using`` is the kind of index (``gist``, the default, needs the extension ``btree_gist`` for plain columns),
        ``where`` a condition on the rows concerned, ``ops`` a dictionary of operator classes by column; ``deferrable``
        and ``initially`` say when the database checks; ``schema`` names the table's schema.
        """
        result: Table | None = operations.invoke(cls(constraint_name, table_name, elements, **kw))
        return result

    @classmethod
    def batch_create_exclude_constraint(
        cls, operations: BatchOperations, constraint_name: str, *elements: Element, **kw: Any
    ) -> Table | None:
        """Create an EXCLUDE constraint on the batch's table, as ``op.create_exclude_constraint()`` does."""
        result: Table | None = operations.invoke(
            cls(constraint_name, operations.impl.table_name, elements, schema=operations.impl.schema, **kw)
        )
        return result

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateExcludeConstraintOp:
        """Return the creation of an existing ``ExcludeConstraint``."""
        original: Any = constraint
        ops = {"ops": dict(original.ops)} if original.ops else {}
        return cls(
            constraint_name(constraint),
            constraint.table.name,
            [(expression, operator) for expression, _, operator in original._render_exprs],
            where=original.where,
            schema=constraint.table.schema,
            _orig_constraint=constraint,
            deferrable=constraint.deferrable,
            initially=constraint.initially,
            using=original.using,
            **ops,
        )

    def to_constraint(self, migration_context: Any = None) -> ExcludeConstraint:
        """Return a new ``ExcludeConstraint`` on a table of its own."""
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        metadata: MetaData = SchemaObjects(migration_context).metadata()
        table = Table(self.table_name, metadata, schema=self.schema)
        elements = [(on_table(_expression(one), table), operator) for one, operator in self.elements]
        constraint = ExcludeConstraint(*elements, name=self.constraint_name, where=self.where, **self.kw)
        table.append_constraint(constraint)
        return constraint


def _expression(element: Any) -> Any:
    """Let a name stand for the column of that name, quoted where it must be."""
    from sqlalchemy import column

    return column(element) if isinstance(element, str) else element
