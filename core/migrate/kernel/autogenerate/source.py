"""The words of generated Python: prefixes, names, keyword arguments, SQL texts.

Whatever comes from a model or a database is written as a literal (``repr``), so that no text of theirs can run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, Literal

from sqlalchemy.sql.elements import ClauseElement, ColumnElement, conv, quoted_name
from sqlalchemy.sql.schema import Column, MetaData
from sqlalchemy.types import TypeEngine

MAX_PYTHON_ARGS = 255
"""How many columns and constraints ``create_table()`` is given one by one; more are given as ``*[...]``."""

# How sqlalchemy.text() reads its string, in versions 2.0 and 2.1: where it sees a parameter, when it is made and when
# it is compiled, and from which colons it takes a backslash away.
_PARAMETERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![:\w\\]):(\w+)(?!:)",
        r"(?<![:\w$\\]):([\w$]+)(?![:\w$])",
        r"(?<![:\w\\]):(\w+)(?![:\w])",
    )
)
_ESCAPED_COLONS = (re.compile(r"\\(:[\w$]*)(?![:\w$])"), re.compile(r"\\(:\w*)(?![:\w])"))

_BEFORE_COLON = re.compile(r"\\(?=:)")
_BEFORE_NAME = re.compile(r"(?<![:\w\\]):(?=[\w$])")

_NAMESPACE = "migrate.namespace"
_PLAIN = (str, bytes, int, float, bool, type(None))


def sqlalchemy_prefix(autogen_context: Any) -> str:
    """Return what stands before SQLAlchemy's names: ``sa.``."""
    return autogen_context.opts.get("sqlalchemy_module_prefix", "sa.") or ""


def operations_prefix(autogen_context: Any) -> str:
    """Return what stands before directives: ``op.``, or ``batch_op.`` inside of a batch."""
    if autogen_context.in_batch:
        return "batch_op."
    return autogen_context.opts.get("alembic_module_prefix", "op.") or ""


def render_by_user(autogen_context: Any, kind: str, thing: Any) -> str | Literal[False] | None:
    """Return what the option ``render_item`` makes of a thing.

    A string stands for it, None leaves it out, and False leaves it to us.
    """
    render_item = autogen_context.opts.get("render_item")
    if render_item is None:
        return False
    rendered = render_item(kind, thing, autogen_context)
    return rendered if rendered is None or isinstance(rendered, str) else False


def literal(name: Any) -> str:
    """Return a name as a literal, None as ``None``."""
    return repr(str(name)) if isinstance(name, quoted_name) else repr(name)


def name_source(autogen_context: Any, name: str | None) -> str:
    """Return the name of a constraint or an index; ``op.f('...')`` if a naming convention has made it."""
    if isinstance(name, conv):
        return f"{operations_prefix(autogen_context)}f({str(name)!r})"
    return literal(name)


def constraint_name(autogen_context: Any, constraint: Any) -> str | None:
    """Return the name that a constraint gets, by its table's naming convention too; None if the database gives one.

    Raises SQLAlchemy's ``IdentifierError`` for a name that is too long for the database.
    """
    if constraint.name is None:
        return None
    preparer = autogen_context.migration_context.dialect.identifier_preparer
    name: str | None = preparer.format_constraint(constraint, _alembic_quote=False)
    return name


def dialect_arguments(autogen_context: Any, kwargs: Mapping[str, Any], *, in_order: bool = False) -> list[str]:
    """Return the ``<dialect>_<argument>=...`` of a schema item or an operation, sorted unless ``in_order``."""
    names = kwargs if in_order else sorted(kwargs)
    return [f"{name}={value_source(autogen_context, kwargs[name])}" for name in names]


def value_source(autogen_context: Any, value: Any) -> str:
    """Return the value of a dialect's argument: a SQL expression as ``sa.text()``, columns by name, others as they are.

    Lists, tuples and dictionaries are looked into.
    """
    if isinstance(value, _PLAIN) and not isinstance(value, quoted_name):
        return repr(value)
    if isinstance(value, Column):
        return literal(value.name)
    if isinstance(value, TypeEngine):
        return str(autogen_context.render(value))
    if isinstance(value, ClauseElement):
        return text_source(autogen_context, sql_of(autogen_context, value))
    return _collection_source(autogen_context, value)


def _collection_source(autogen_context: Any, value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value_source(autogen_context, one) for one in value)}]"
    if isinstance(value, tuple):
        inside = ", ".join(value_source(autogen_context, one) for one in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, dict):
        pairs = (
            f"{value_source(autogen_context, key)}: {value_source(autogen_context, one)}" for key, one in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    return literal(value)


def is_plain(value: Any) -> bool:
    """Return whether a value's ``repr`` can be evaluated: strings, numbers, None, and collections of such."""
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(one) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return all(is_plain(one) for one in value)
    if isinstance(value, float):
        return isfinite(value)
    return type(value) in _PLAIN


def look_up_in(copied: MetaData, original: MetaData) -> None:
    """Let the tables that a copy of a table refers to be looked up among the models."""
    if copied is not original:
        copied.info[_NAMESPACE] = original


def namespace_of(metadata: MetaData) -> MetaData:
    """Return the collection in which a table's references are looked up."""
    found: MetaData = metadata.info.get(_NAMESPACE, metadata)
    return found


# SQL ----------------------------------------------------------------------------------------------------------------


def sql_of(autogen_context: Any, expression: Any, **kw: Any) -> str:
    """Return an expression as SQL of the database, as it would be sent."""
    sql: str = autogen_context.migration_context.impl.render_ddl_sql_expr(expression, **kw)
    return sql


def text_source(autogen_context: Any, sql: str) -> str:
    """Return ``sa.text('...')`` for SQL."""
    return f"{sqlalchemy_prefix(autogen_context)}text({escape_parameters(sql)!r})"


def escape_parameters(sql: str) -> str:
    r"""Return SQL as ``sqlalchemy.text()`` has to be given it, so that ``:name`` stays what it is.

    >>> print(escape_parameters("x ~ ':a' AND y = z::int"))
    x ~ '\:a' AND y = z::int
    """
    if ":" not in sql or _is_read_as(sql, sql):
        return sql
    escaped = _BEFORE_NAME.sub(r"\:", _BEFORE_COLON.sub(r"\\\\", sql))
    # Where colons follow one another, as in `[[:alpha:]]`, each of them has to be escaped.
    return escaped if _is_read_as(escaped, sql) else sql.replace(":", "\\:")


def _is_read_as(text: str, sql: str) -> bool:
    """Return whether ``sqlalchemy.text(text)`` stands for this SQL, in every version."""
    has_parameters = any(pattern.search(text) for pattern in _PARAMETERS)
    return not has_parameters and all(pattern.sub(r"\1", text) == sql for pattern in _ESCAPED_COLONS)


def unlabelled(expression: Any) -> tuple[Any, str | None]:
    """Return the expression under a label, and the label's name."""
    if isinstance(expression, ColumnElement) and expression.__visit_name__ == "label":
        return expression.element, expression.name
    return expression, None
