"""The reference of autogenerate's Python, from its docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from generators.python import function, markdown
from migrate.autogenerate import (
    AutogenContext,
    Rewriter,
    comparators,
    compare_metadata,
    produce_migrations,
    render_python_code,
    renderers,
)
from migrate.operations.ops import MigrationScript, UpgradeOps
from migrate.runtime.plugins import Plugin

INTRODUCTION = """\
# Autogenerate in Python

<!-- made by docs/generate.py from the docstrings of migrate.autogenerate -->

Names are those of `migrate.autogenerate`, if nothing else is said. How they are used:
[compare from Python](../how-to/compare-from-python.md), [things of your own](../how-to/compare-things-of-your-own.md),
[change generated code](../how-to/change-generated-code.md).
"""

FUNCTIONS = (compare_metadata, produce_migrations, render_python_code)
MEMBERS = (
    "sorted_tables",
    "table_key_to_table",
    "metadata_list",
    "inspector",
    "run_name_filters",
    "run_object_filters",
    "render",
    "compares_all",
)


def page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *_compare(), *_script(), *_rewrite(), *_extend(), *_context()])


def _compare() -> Iterator[str]:
    yield "## Comparing\n"
    for one in FUNCTIONS:
        yield function(one.__name__, one, method=False)


def _script() -> Iterator[str]:
    yield f"## `migrate.operations.ops.MigrationScript`\n\n{_doc(MigrationScript)}"
    for name in ("upgrade_ops", "upgrade_ops_list", "downgrade_ops", "downgrade_ops_list"):
        yield f"### `script.{name}`\n\n{_doc(getattr(MigrationScript, name))}"
    for name in ("is_empty", "leaves", "as_diffs", "reverse"):
        yield function(f"upgrade_ops.{name}", getattr(UpgradeOps, name))


def _rewrite() -> Iterator[str]:
    yield f"## `Rewriter`\n\n{_doc(Rewriter)}"
    for name in ("rewrites", "chain"):
        yield function(f"rewriter.{name}", getattr(Rewriter, name))


def _extend() -> Iterator[str]:
    yield "## Functions of a project's own\n"
    yield function("comparators.dispatch_for", type(comparators).dispatch_for)
    yield function("renderers.dispatch_for", type(renderers).dispatch_for)
    yield f"## `migrate.runtime.plugins.Plugin`\n\n{_doc(Plugin)}"
    for name in ("add_autogenerate_comparator", "setup_plugin_from_module", "remove"):
        member = getattr(Plugin, name)
        bound = inspect.ismethod(member)
        yield function(f"{'Plugin' if bound else 'plugin'}.{name}", member, method=not bound)


def _context() -> Iterator[str]:
    yield f"## `AutogenContext`\n\n{_doc(AutogenContext)}"
    for name in MEMBERS:
        member: Any = inspect.getattr_static(AutogenContext, name)
        if isinstance(member, cached_property):
            yield f"### `autogen_context.{name}`\n\n{_doc(member)}"
        else:
            yield function(f"autogen_context.{name}", member)


def _doc(thing: Any) -> str:
    return markdown(inspect.getdoc(thing) or "")
