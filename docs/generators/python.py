"""Functions of the product as Markdown: their signatures and docstrings."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

from migrate.kernel.command.spelling import Speller, signature_of, without_first
from migrate.kernel.operate.operations import BatchOperations

_ENUM = re.compile(r"<(\w+\.\w+): \w+>")


def function(name: str, function: Any, *, method: bool = True) -> str:
    """Return a section on a function; of a method the first argument is left out."""
    doc = markdown(inspect.getdoc(function) or "")
    return f"### `{name}`\n\n```python\n{signature(name, function, method=method)}\n```\n\n{doc}"


def signature(name: str, function: Any, *, method: bool = True) -> str:
    """Return what a call looks like."""
    found = signature_of(function)
    lines = Speller({BatchOperations: "BatchOperations"}).function(
        name, without_first(found) if method else found, None
    )
    lines = [_ENUM.sub(r"\1", line) for line in lines]
    head = "\n".join(lines[:-1]) if lines[-1].strip() == "..." else "\n".join(lines)
    return head.removeprefix("def ").removesuffix(":")


def markdown(doc: str) -> str:
    """Return a docstring's text with its code blocks fenced and its code words in single backticks."""
    parts = re.split(r"(?m)^::\n\n((?:(?: {4}.*)?\n)+)", doc + "\n")
    out = []
    for number, part in enumerate(parts):
        if number % 2:
            out.append(f"```python\n{textwrap.dedent(part).strip()}\n```\n\n")
        else:
            out.append(re.sub(r"``(.+?)``", r"`\1`", part, flags=re.DOTALL))
    return "".join(out).strip() + "\n"
