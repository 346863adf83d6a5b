"""The hook reference, from the specs."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from migrate.kernel.plugin import hookspecs

SECTIONS = (
    ("Registration", "migrate_register_"),
    ("Providers", ("migrate_connect", "migrate_version_table", "migrate_make_", "migrate_lock")),
    ("Protocols", ("migrate_run_", "migrate_produce_")),
    ("Lifecycle", "migrate_"),
)

INTRODUCTION = """\
# Hooks

<!-- made by docs/generate.py from core/migrate/kernel/plugin/hookspecs.py -->

A plugin is a module whose functions are marked with `@hookimpl` and named like a hook. Import everything from
`migrate.plugin`; [how to write a plugin](../how-to/write-a-plugin.md) shows a whole one. An implementation may leave
out arguments that it does not need.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, _legend(), *_sections()])


def signatures() -> dict[str, str]:
    """Return the exact signature of each hook, as the source has it, sorted as there."""
    tree = ast.parse(Path(inspect.getfile(hookspecs)).read_text())
    return {node.name: _signature(node) for node in tree.body if isinstance(node, ast.FunctionDef)}


def _signature(node: ast.FunctionDef) -> str:
    return f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns or ast.Constant(None))}"


def _legend() -> str:
    text = inspect.getdoc(hookspecs) or ""
    return text.split("\n\n")[2] + "\n"


def _sections() -> Iterator[str]:
    left = signatures()
    for title, prefixes in SECTIONS:
        yield f"## {title}\n"
        for name in [name for name in left if name.startswith(prefixes)]:
            yield _hook(name, left.pop(name))


def _hook(name: str, signature: str) -> str:
    text = inspect.getdoc(getattr(hookspecs, name)) or ""
    prose, _, example = text.partition("Example::")
    code = textwrap.dedent(example.strip("\n"))
    return f"### `{name}`\n\n```python\n{signature}\n```\n\n{prose.strip()}\n\n```python\n{code}\n```\n"
