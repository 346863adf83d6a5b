"""How things are compared on MySQL and MariaDB, which tell defaults each in its own way and index foreign keys."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import NullType

from migrate_plugins.dialects.compare import DefaultComparison
from migrate_plugins.dialects.generated import scratch_columns
from migrate_plugins.dialects.mysql.canonical import MySQLDefaults
from migrate_plugins.dialects.mysql.catalog import default_expressions
from migrate_plugins.dialects.mysql.characters import characters_differ
from migrate_plugins.dialects.mysql.checks import MySQLChecks
from migrate_plugins.dialects.mysql.formulas import canonical_formula
from migrate_plugins.dialects.mysql.indexes import MySQLIndexes
from migrate_plugins.dialects.mysql.typenames import normal_type, possible_texts
from migrate_plugins.dialects.tokens import number, pairs, tokens
from migrate_plugins.dialects.typetext import TypeText

_TRUTH: dict[tuple[str, ...], tuple[str, ...]] = {("true",): ("1",), ("false",): ("0",)}
"""Two words for numbers (MariaDB manual, "BOOLEAN")."""

# All of these are kept as current_timestamp (MariaDB manual, "NOW").
_NOW = frozenset({"current_timestamp", "now", "localtime", "localtimestamp"})


class MySQLComparison(MySQLIndexes, MySQLChecks, DefaultComparison):
    """What is the same on MySQL and MariaDB although it looks different."""

    type_synonyms = (*DefaultComparison.type_synonyms, {"BOOL", "TINYINT"}, {"JSON", "LONGTEXT"})
    type_arg_extract = (r"CHARSET\s+([\w\-]+)",)
    # InnoDB treats both alike, and does not tell RESTRICT (MySQL manual, "FOREIGN KEY Constraints").
    same_as_no_action = frozenset({"no action", "restrict"})
    system_schemas = frozenset({"information_schema", "mysql", "performance_schema", "sys"})
    indexes_foreign_keys = True
    tells_all_defaults = False
    stores_computed = False
    counting_needs_key = True

    def normal_type(self, declared: TypeText) -> TypeText:
        """Return a type by its usual name, with the arguments that it has if none are given."""
        return normal_type(declared)

    def types_differ(self, found: TypeText, wanted: TypeText) -> bool:
        """Return whether two types differ; a TEXT of a length is kept without it, and in one of several sizes."""
        return super().types_differ(found, wanted) and found.name not in possible_texts(wanted)

    def collations_differ(self, inspector_column: Column[Any], found: TypeText, wanted: TypeText) -> bool:
        """Return whether one of the types is of other characters than its table, and the other is not."""
        return characters_differ(inspector_column, found, wanted)

    def autogen_column_reflect(self, inspector: Inspector, table: Any, column_info: MutableMapping[str, Any]) -> None:
        """Put in the defaults that are expressions: SQLAlchemy reads some of them half, and some not at all."""
        if not self._is_mariadb or "computed" in column_info:
            return
        schema = str(table.schema or inspector.default_schema_name)
        found = default_expressions(inspector).get((schema, table.name, column_info["name"]))
        if found is not None:
            column_info["default"] = found

    @property
    def _is_mariadb(self) -> bool:
        return bool(getattr(self.dialect, "is_mariadb", False))

    @cached_property
    def _canonical_defaults(self) -> MySQLDefaults:
        return MySQLDefaults(getattr(self, "bind", None) if self._is_mariadb else None)

    def canonical_formula(
        self, inspector_column: Column[Any], metadata_column: Column[Any], formula: str
    ) -> str | None:
        """Return MariaDB's own form of a computed column's formula."""
        columns = scratch_columns(self, inspector_column, metadata_column)
        name = self.identifier(metadata_column.name)
        bind = getattr(self, "bind", None) if self._is_mariadb else None
        return canonical_formula(bind, columns, name, self.declared_type(metadata_column), formula)

    def quoted(self, value: str) -> str:
        """Return a string as a literal, in which a backslash has to be written twice."""
        escapes = getattr(self.dialect, "_backslash_escapes", True)
        return super().quoted(value.replace("\\", "\\\\") if escapes else value)

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Return whether two server defaults differ: token by token, numbers by value, in quotes or not."""
        if _look_the_same(metadata_column, rendered_metadata_default, rendered_inspector_default):
            return False
        if rendered_metadata_default is None or inspector_column is None:
            return True
        form = self._canonical_defaults.of((self.declared_type(inspector_column), rendered_metadata_default))
        return form is None or not _look_the_same(metadata_column, form, rendered_inspector_default)

    def prepare_server_defaults(self, defaults: Iterable[tuple[Column[Any], str, str]]) -> None:
        """Ask at once for the canonical form of all defaults that do not look the same."""
        self._canonical_defaults.learn(
            (self.declared_type(column), wanted)
            for column, wanted, found in defaults
            if not isinstance(column.type, NullType) and not _look_the_same(column, wanted, found)
        )

    def foreign_key_options(self, key: ForeignKeyConstraint) -> dict[str, Any]:
        """Return what happens on update and delete; no constraint here can be deferred."""
        return {"onupdate": self._action(key.onupdate), "ondelete": self._action(key.ondelete)}

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out the indexes that a foreign key needs: the database makes them, and does not let them go."""
        modelled = {self.final_name(index) for index in metadata_indexes}
        self.leave_out_expressions(metadata_indexes)
        wanted = {self.final_name(index) for index in metadata_indexes}
        if self.compares_fully:  # what cannot be compared is no reason to drop anything
            conn_indexes -= {index for index in conn_indexes if index.name in modelled - wanted}
        wanted |= {self.final_name(unique) for unique in metadata_unique_constraints}
        for index in list(conn_indexes):
            if not index.unique and index.name not in wanted and _serves_foreign_key(index):
                conn_indexes.discard(index)


def _look_the_same(column: Column[Any], one: str | None, other: str | None) -> bool:
    """Return whether two defaults are the same token by token, or are the same number."""
    wanted, found = _default(one), _default(other)
    if wanted == found:
        return True
    if wanted is None or found is None:
        return False
    if isinstance(column.type, String):
        return _unquoted_number(wanted) == _unquoted_number(found)
    value = number(wanted)
    return value is not None and value == number(found)


def _unquoted_number(found: tuple[str, ...]) -> tuple[str, ...]:
    """Write ``'7'`` as ``7``, which is what a column of strings makes of it anyway."""
    return found if number(found) is None else ("".join(found).strip("'"),)


def _serves_foreign_key(index: Index) -> bool:
    """Return whether an index is the one that a foreign key needs: any while the key is there, else its own."""
    table: Any = index.table
    columns = [column.name for column in index.columns]
    keys = table.foreign_key_constraints if table is not None else ()
    served = (key for key in keys if [column.name for column in key.columns] == columns)
    return any(key in table.constraints or key.name == index.name for key in served)


def _default(text: str | None) -> tuple[str, ...] | None:
    found = tokens(text) if text is not None else ()
    if not found or found == ("null",):
        return None
    return _TRUTH.get(found) or tuple(_without_calls(found))


def _without_calls(found: tuple[str, ...]) -> list[str]:
    """Write ``now()`` and its like as ``current_timestamp``."""
    kept: list[str] = []
    for token, following in pairs(found):
        if token in _NOW:
            kept.append("current_timestamp")
        elif not (kept and kept[-1] == "current_timestamp" and (token, following) == ("(", ")")) and not (
            token == ")" and kept and kept[-1] == "current_timestamp"
        ):
            kept.append(token)
    return kept
