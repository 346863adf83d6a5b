"""Functions of a program as commands."""

from __future__ import annotations

from typing import Any

from migrate.kernel.cli.registered import spec_of_function
from migrate.plugin import Parameter


def seed(config: Any, table: str, rows: int = 10, dry_run: bool = False, *, label: str | None = None) -> None:
    """Fill a table with rows.

    :param config: the configuration
    :param table: the table
     to fill
    :param rows: how many
    """


def test_arguments_and_options_come_from_the_signature() -> None:
    """What has a default is an option of its type; False makes a flag; help comes from the docstring."""
    spec = spec_of_function(seed)
    assert (spec.name, spec.help) == ("seed", "Fill a table with rows.")
    assert spec.parameters == (
        Parameter("table", "the table to fill", required=True),
        Parameter("rows", "how many", ("--rows",), default=10, type=int),
        Parameter("dry_run", "", ("--dry-run",), default=False, is_flag=True),
        Parameter("label", "", ("--label",)),
    )
