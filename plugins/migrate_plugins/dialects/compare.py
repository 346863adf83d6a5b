"""How things are compared where a dialect has no better way: by their declared text."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Constraint,
    Dialect,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    String,
    TextClause,
    UniqueConstraint,
)
from sqlalchemy import __version__ as sqlalchemy_version
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks
from migrate_plugins.dialects.expressions import index_elements, is_functional
from migrate_plugins.dialects.generated import GeneratedComparison
from migrate_plugins.dialects.indexes import DefaultIndexes
from migrate_plugins.dialects.keys import PLAIN_KEY, KeyForm
from migrate_plugins.dialects.merging import leave_out_merged
from migrate_plugins.dialects.results import EQUAL, ComparisonResult
from migrate_plugins.dialects.texts import exact_text
from migrate_plugins.dialects.tokens import number, tokens
from migrate_plugins.dialects.told import column_as_told
from migrate_plugins.dialects.typetext import TypeText, differ, differ_fully, parsed

_DEFERRED = frozenset({"deferred"})
_EXTENT = "compares_fully"


class DefaultComparison(DefaultIndexes, DefaultChecks, GeneratedComparison):
    """The part of ``DefaultImpl`` that autogenerate asks: are these two the same?"""

    dialect: Dialect
    connection: Connection | None
    context_opts: Mapping[str, Any]
    memo: dict[Any, Any]

    type_synonyms: Sequence[Collection[str]] = ({"NUMERIC", "DECIMAL"},)
    type_arg_extract: Sequence[str] = ()
    same_as_no_action: ClassVar[frozenset[str]] = frozenset({"no action"})
    """The actions of a foreign key that the database does not tell from none."""

    tells_all_defaults: ClassVar[bool] = True
    """Whether the inspector leaves no server default out, so that nothing has to be put right where there is none."""

    system_schemas: ClassVar[frozenset[str]] = frozenset({"information_schema"})
    """The schemas that are the database's own."""

    reflects_index_expressions: ClassVar[bool] = False
    indexes_foreign_keys: ClassVar[bool] = False
    """Whether the database itself makes an index for each foreign key."""

    merges_uniques: ClassVar[bool] = False
    """Whether unique constraints over the same columns can become one; see ``merging``."""

    merges_primary_key: ClassVar[bool] = False
    """Whether a new table gets no unique constraint over the columns of its primary key."""

    counting_needs_key: ClassVar[bool] = False
    """Whether a column that counts by itself has to be in a key at all times."""

    # What an inspector tells --------------------------------------------------------------------------------------

    def column_as_told(self, told: Mapping[str, Any]) -> Column[Any]:
        """Return a column, without a table, of what the inspector tells."""
        return column_as_told(told)

    def expression_as_told(self, source: str) -> TextClause:
        """Return an expression's text as it is, with nothing in it taken for a parameter."""
        return exact_text(source)

    def primary_key_as_told(self, reflected: Any) -> list[str]:
        """Return the columns of a table's primary key."""
        columns: list[str] = reflected.primary_key["constrained_columns"]
        return columns

    @property
    def compares_key_forms(self) -> bool:
        """Whether keys have more to compare than their columns; here not, and nobody needs to read it."""
        return False

    def key_form(self, key: UniqueConstraint | PrimaryKeyConstraint) -> KeyForm:
        """Return what is compared of a unique constraint or a primary key besides its columns; here nothing."""
        return PLAIN_KEY

    def key_form_as_told(self, told: Mapping[str, Any]) -> KeyForm:
        """Return the same of what is told of a key of the database."""
        return PLAIN_KEY

    @property
    def tells_columns_plainly(self) -> bool:
        """Whether columns can be compared before they are objects: nobody has changed how that is done."""
        return _are_from_the_box(type(self), "autogen_column_reflect", "compare_type", "compare_server_default")

    @property
    def tells_indexes_plainly(self) -> bool:
        """Whether indexes and unique constraints can be compared before they are objects."""
        return _are_from_the_box(
            type(self), "compare_indexes", "compare_unique_constraint", "correct_for_autogen_constraints"
        )

    # Columns ------------------------------------------------------------------------------------------------------

    def autogen_column_reflect(self, inspector: Inspector, table: Any, column_info: MutableMapping[str, Any]) -> None:
        """Change what the inspector tells of a column before it is compared; here nothing."""

    @property
    def compares_fully(self) -> bool:
        """Whether types are compared to the last argument, or no further than Alembic does."""
        return bool(self.memo.get(_EXTENT, self.context_opts.get("compare") != "reference"))

    @compares_fully.setter
    def compares_fully(self, fully: bool) -> None:
        self.memo[_EXTENT] = fully  # the comparison that is under way knows the project's configuration

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Return whether the types of two columns differ, by name, arguments and options."""
        found, wanted = self.declared_type(inspector_column), self.declared_type(metadata_column)
        patterns = tuple(self.type_arg_extract)
        if not self.compares_fully or type(self).normal_type is DefaultComparison.normal_type:
            return differ(found, wanted, self.type_synonyms, patterns)
        if found == wanted:
            return False
        first, second = parsed(found, patterns), parsed(wanted, patterns)
        return self.types_differ(first, second) or self.collations_differ(inspector_column, first, second)

    def normal_type(self, declared: TypeText) -> TypeText:
        """Return a type written in one way only: with its own name, and the arguments it has if none are given.

        A dialect that does not say how leaves arguments that only one side has uncompared.
        """
        return declared

    def types_differ(self, found: TypeText, wanted: TypeText) -> bool:
        """Return whether two types differ in their normal form."""
        return differ_fully(self.normal_type(found), self.normal_type(wanted), self.type_synonyms)

    def collations_differ(self, inspector_column: Column[Any], found: TypeText, wanted: TypeText) -> bool:
        """Return whether only one of two types has a collation, and that means something; here it never does."""
        return False

    def declared_type(self, column: Column[Any]) -> str:
        """Return the type of a column as it would be declared."""
        return str(self.dialect.type_compiler_instance.process(column.type, type_expression=column))

    def conversions(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> Mapping[str, str | None]:
        """Return the keywords of ``alter_column()`` that convert the values to the new type, and back.

        What converts them back has ``existing_`` before its name; None needs no words.  Here there is nothing to say.
        """
        return {}

    def surely_same_default(self, told: Mapping[str, Any], column: Column[Any]) -> bool:
        """Return whether it can be told at once that a default has not changed: most often there is none."""
        if column.server_default is not None or "computed" in told or "identity" in told:
            return False
        return self.tells_all_defaults and told["default"] is None

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Return whether two server defaults differ: token by token, numbers by value, in quotes or not."""
        if rendered_metadata_default is None or rendered_inspector_default is None:
            return rendered_metadata_default is not rendered_inspector_default
        wanted, found = tokens(rendered_metadata_default), tokens(rendered_inspector_default)
        if wanted == found:
            return False
        value = None if isinstance(metadata_column.type, String) else number(wanted)
        return value is None or value != number(found)

    def prepare_server_defaults(self, defaults: Iterable[tuple[Column[Any], str, str]]) -> None:
        """Get ready to compare many defaults: the reflected column, what is wanted, and what was found.

        For a dialect that has to ask the database something; here nothing.
        """

    def quoted(self, value: str) -> str:
        """Return a string as a literal."""
        return "'" + value.replace("'", "''") + "'"

    # Constraints and indexes --------------------------------------------------------------------------------------

    def final_name(self, item: Constraint | Index) -> str | None:
        """Return the name as the database sees it: by naming convention, shortened as it has to be."""
        if item.name is None:
            return None
        preparer = self.dialect.identifier_preparer
        # The argument was made for tools of this kind: a name as it is, not as it is written in a statement.
        return preparer.format_constraint(item, _alembic_quote=False)

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes: unique or not, and their columns."""
        reasons = self._unique_reasons(metadata_index, reflected_index)
        wanted, found = index_elements(metadata_index), index_elements(reflected_index)
        if wanted != found:
            reasons.append(f"columns {_listed(found)} to {_listed(wanted)}")
        return ComparisonResult.Different(reasons) if reasons else EQUAL

    def compare_unique_constraint(
        self, metadata_constraint: UniqueConstraint, reflected_constraint: UniqueConstraint
    ) -> ComparisonResult:
        """Compare two unique constraints: their columns, in whatever order."""
        wanted = sorted(column.name for column in metadata_constraint.columns)
        found = sorted(column.name for column in reflected_constraint.columns)
        if wanted == found:
            return EQUAL
        return ComparisonResult.Different(f"columns {_listed(found)} to {_listed(wanted)}")

    def compare_check_constraint(
        self, metadata_constraint: CheckConstraint, reflected_constraint: CheckConstraint
    ) -> ComparisonResult:
        """Compare two check constraints of one name; here they count as the same."""
        return EQUAL

    @staticmethod
    def _unique_reasons(metadata_index: Index, reflected_index: Index) -> list[str]:
        wanted, found = bool(metadata_index.unique), bool(reflected_index.unique)
        return [] if wanted == found else [f"unique={found} to unique={wanted}"]

    def adjust_reflected_dialect_options(self, reflected_object: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Return the dialect's options of a reflected object, without those that only say the default."""
        return dict(reflected_object.get("dialect_options") or {})

    def foreign_key_options(self, key: ForeignKeyConstraint) -> dict[str, Any]:
        """Return the options of a foreign key in which it may differ from another."""
        initially = (key.initially or "").lower()
        return {
            "onupdate": self._action(key.onupdate),
            "ondelete": self._action(key.ondelete),
            "deferrable": True if key.deferrable or initially in _DEFERRED else None,
            "initially": initially if initially in _DEFERRED else None,
        }

    def _action(self, action: str | None) -> str | None:
        lowered = " ".join(action.lower().split()) if action else None
        return None if lowered in self.same_as_no_action else lowered

    def creates_constraint(self, constraint: Any) -> bool:
        """Return whether a constraint of the models is created on this dialect; one that a type brings may not be."""
        rule = getattr(constraint, "_create_rule", None)  # the only place where SQLAlchemy keeps it
        compiler: Any = self.dialect.ddl_compiler
        return rule is None or bool(rule(compiler(self.dialect, None)))

    # What a dialect has to put right before sets are compared ---------------------------------------------------------

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Take away what cannot be compared or comes by itself."""
        self.leave_out_expressions(metadata_indexes)
        if self.merges_uniques and self.compares_fully:
            leave_out_merged(self, conn_uniques, metadata_unique_constraints)

    def leave_out_expressions(self, metadata_indexes: set[Index]) -> None:
        """Take away indexes on expressions where the inspector cannot tell those of the database, with a warning."""
        if self.reflects_index_expressions:
            return
        for index in [index for index in metadata_indexes if is_functional(index)]:
            metadata_indexes.discard(index)
            warnings.warn(
                f"autogenerate skipping metadata-specified expression-based index {index.name!r}; dialect "
                f"{self.dialect.name!r} under SQLAlchemy {sqlalchemy_version} can't reflect these indexes so they "
                "can't be compared",
                UserWarning,
                stacklevel=2,
            )

    def correct_for_autogen_foreignkeys(
        self, conn_fks: set[ForeignKeyConstraint], metadata_fks: set[ForeignKeyConstraint]
    ) -> None:
        """Take away foreign keys that cannot be compared; here none."""

    def tables_of_others(self, inspector: Inspector, schemas: Sequence[str | None]) -> set[tuple[str | None, str]]:
        """Return the tables that exist because of something else, and are never to be dropped; here none."""
        return set()


def _are_from_the_box(impl: type, *methods: str) -> bool:
    package = __name__.partition(".")[0]
    return all(getattr(impl, name).__module__.partition(".")[0] == package for name in methods)


def _listed(names: Sequence[object]) -> str:
    return f"({', '.join(str(name) for name in names)})"


__all__ = ["DefaultComparison"]
