"""The reference of operations, from the directives that the plugins in the box register."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby

from generators.python import function, markdown, signature
from migrate.kernel.command.stubs import built_in_registry
from migrate.kernel.operate.operations import Operations
from migrate.kernel.plugin.specs import Entry, OperationSpec

TITLES = {
    "tables": "Tables",
    "columns": "Columns",
    "types": "Enum types of PostgreSQL",
    "constraints": "Constraints",
    "indexes": "Indexes",
    "comments": "Comments",
    "data": "Statements, rows, and the step itself",
    "batch": "Batches",
}

INTRODUCTION = """\
# Operations

<!-- made by docs/generate.py from the docstrings of the operations -->

What a revision can say: `from migrate import op`, then `op.<name>(...)` inside `upgrade()` and `downgrade()`. The
operations that have a form for `with op.batch_alter_table("t") as batch_op:` say so; there the table's name and schema
are left out. Plugins add operations of their own, which `migrate plugins` lists and `migrate stubs` shows to editors.

Each operation is also a class in `migrate.operations.ops`, whose objects can be made by hand and given to
`op.invoke()`: autogenerate and rewriters work on them. `reverse()` gives the operation that undoes it,
`to_diff_tuple()` its short form.
"""

METHODS = ("f", "get_bind", "get_context", "inline_literal", "invoke", "run_async")


def page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *_sections(), *_methods()])


def _sections() -> Iterator[str]:
    entries = built_in_registry().entries("operations")
    for plugin, group in groupby(entries, key=lambda entry: entry.plugin):
        yield f"## {TITLES.get(plugin, plugin)}\n"
        yield from _directives(list(group))


def _directives(entries: list[Entry]) -> Iterator[str]:
    specs: list[OperationSpec] = [entry.spec for entry in entries]
    batch = {spec.name: spec for spec in specs if spec.batch}
    for spec in specs:
        if not spec.batch:
            yield function(f"op.{spec.name}", spec.builder)
            yield from _in_batch(batch.get(spec.name))
            if spec.op_class is not None:
                yield f"Class: `migrate.operations.ops.{spec.op_class.__name__}`\n"


def _in_batch(spec: OperationSpec | None) -> Iterator[str]:
    if spec is not None:
        yield f"In a batch:\n\n```python\n{signature(f'batch_op.{spec.name}', spec.builder)}\n```\n"
        extra = inspect.getdoc(spec.builder) or ""
        if "\n\n" in extra:
            yield markdown(extra.partition("\n\n")[2])


def _methods() -> Iterator[str]:
    yield "## Around operations\n"
    for name in METHODS:
        yield function(f"op.{name}", getattr(Operations, name))
