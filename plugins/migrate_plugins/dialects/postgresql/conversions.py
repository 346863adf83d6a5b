"""The expression by which PostgreSQL converts a column's values to another type, where it does not do so unasked."""

from __future__ import annotations

from migrate_plugins.dialects.typetext import TypeText

# Each is converted to the others when a value is stored (PostgreSQL's pg_cast, castcontext "a" and "i").
_FAMILIES = (
    frozenset({"SMALLINT", "INTEGER", "BIGINT", "NUMERIC", "REAL", "DOUBLE PRECISION"}),
    frozenset({"DATE", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE"}),
    frozenset({"TIME WITHOUT TIME ZONE", "TIME WITH TIME ZONE"}),
    frozenset({"BIT", "BIT VARYING"}),
    frozenset({"JSON", "JSONB"}),
    frozenset({"INET", "CIDR"}),
)
_NUMBERS = _FAMILIES[0]
_WORDS = frozenset({"VARCHAR", "CHAR", "TEXT", "CITEXT", "NAME"})


def conversion(column: str, declared: str, old: TypeText, new: TypeText, *, back: bool = False) -> str | None:
    """Return the expression for USING, or None where none is needed.

    ``column`` is the quoted name, ``declared`` the new type as it is written, the other two are in normal form.
    ``back`` undoes a conversion, so that an array that is to be one value again holds just that.
    """
    old_name, new_name = old.name.removesuffix("[]"), new.name.removesuffix("[]")
    was_array, is_array = old_name != old.name, new_name != new.name
    if was_array is not is_array:
        return _between_one_and_many(column, declared, new_name, is_array=is_array, back=back)
    if _is_converted_unasked(old_name, new_name):
        return None
    if old_name in _WORDS:
        return f"{column}::{declared}"
    between = "integer" if {old_name, new_name} & {"BOOLEAN"} and {old_name, new_name} & _NUMBERS else "text"
    return f"{column}::{between}{'[]' if is_array else ''}::{declared}"


def _between_one_and_many(column: str, declared: str, name: str, *, is_array: bool, back: bool) -> str | None:
    if is_array:
        return f"ARRAY[{column}]::{declared}"
    if back:
        return f"{column}[1]::{declared}"
    # Of many values none may be lost in silence: the conversion of an array's text fails, but to words.
    return None if name in _WORDS else f"{column}::text::{declared}"


def _is_converted_unasked(old: str, new: str) -> bool:
    return old == new or new in _WORDS or any(old in family and new in family for family in _FAMILIES)
