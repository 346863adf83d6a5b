"""Renderers: how a project adds its own, and the words they are made of."""

from migrate.kernel.autogenerate.render import render_op, render_op_text, render_python_code
from migrate.kernel.autogenerate.renderers import renderers
from migrate.kernel.autogenerate.source import (
    MAX_PYTHON_ARGS,
    constraint_name,
    dialect_arguments,
    escape_parameters,
    is_plain,
    literal,
    look_up_in,
    name_source,
    namespace_of,
    operations_prefix,
    render_by_user,
    sql_of,
    sqlalchemy_prefix,
    text_source,
    unlabelled,
    value_source,
)

__all__ = [
    "MAX_PYTHON_ARGS",
    "constraint_name",
    "dialect_arguments",
    "escape_parameters",
    "is_plain",
    "literal",
    "look_up_in",
    "name_source",
    "namespace_of",
    "operations_prefix",
    "render_by_user",
    "render_op",
    "render_op_text",
    "render_python_code",
    "renderers",
    "sql_of",
    "sqlalchemy_prefix",
    "text_source",
    "unlabelled",
    "value_source",
]
