"""The page on env.py: its options and functions are those that there are, with their defaults."""

from __future__ import annotations

import inspect
import re

from migrate.kernel.runtime.context import DEFAULT_VERSION_TABLE
from migrate.runtime.environment import EnvironmentContext
from support.environments import ROOT
from support.pages import Page

PAGE = Page("reference/env.md")
OPTIONS = PAGE.section("Options of `context.configure()`").text
READ_ELSEWHERE = {
    "allow_drop_all": "False",
    "lock_timeout": "-",
    "mssql_batch_separator": '"GO"',
    "on_ambiguous_rename": "-",
    "oracle_batch_separator": '"/"',
    "output_encoding": "-",
    "version_table": f'"{DEFAULT_VERSION_TABLE}"',
    "version_table_pk": "True",
    "version_table_schema": "-",
}
"""Options that are no parameters of ``configure()``: plugins add some, too."""


def documented() -> dict[str, str]:
    """Return the options of the tables with their defaults."""
    found = {}
    for names, defaults in re.findall(r"^\| (`.*?) \| (`.*?`|-) \|", OPTIONS, flags=re.MULTILINE):
        options = re.findall(r"`(\w+)`", names)
        found.update(zip(options, [text.strip("`") for text in defaults.split(", ")] * len(options), strict=False))
    return found


def written(default: object) -> str:
    """Return a default as the page has it."""
    if default in (None, inspect.Parameter.empty):
        return "-"
    return f'"{default}"' if isinstance(default, str) else repr(default)


def test_the_options_are_those_of_configure() -> None:
    """Each with its default."""
    parameters = inspect.signature(EnvironmentContext.configure).parameters.values()
    given = {one.name: written(one.default) for one in parameters if one.name not in ("self", "kw")}
    assert documented() == {**given, **READ_ELSEWHERE}


def test_the_other_options_are_read_somewhere() -> None:
    """In the kernel or in a plugin."""
    sources = "\n".join(path.read_text() for folder in ("core", "plugins") for path in (ROOT / folder).rglob("*.py"))
    for name in READ_ELSEWHERE:
        assert f'"{name}"' in sources or f'_{name.partition("_")[2]}"' in sources, name


def test_the_functions_are_those_of_the_context() -> None:
    """And there are no others."""
    section = PAGE.section("What `context` has").text
    firsts = re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE)
    named = {name for cell in firsts for name in re.findall(r"`(\w+)", cell)}
    stub = (ROOT / "core" / "migrate" / "context.pyi").read_text()
    assert named == set(re.findall(r"^(?:def )?(\w+)[(:] ?", stub, flags=re.MULTILINE))
