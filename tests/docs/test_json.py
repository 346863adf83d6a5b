"""What ``--json`` prints is what the page says."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support.environments import ROOT, migrate

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text()


def keys_of(title: str) -> set[str]:
    """Return the keys that the page gives for an object."""
    section = PAGE.split(f"### {title}\n")[1].split("\n#")[0]
    firsts = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {key for first in firsts for key in re.findall(r"`(\w+)`", first)}


def keys_of_command(name: str) -> set[str]:
    """Return the key of a command's object, the first that its row names."""
    cells = [line.split("|") for line in PAGE.split("## Commands")[1].splitlines() if line.startswith("| ")]
    keys = next(keys for _, names, keys, *_ in cells if f"`{name}`" in names)
    return set(re.findall(r"^`(\w+)`", keys.strip()))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a branch, a merge and a database."""
    folder = tmp_path_factory.mktemp("project")
    commands = (
        "init --url sqlite:///app.db",
        "revision -m one --rev-id a1",
        "revision -m two --rev-id b1",
        "revision -m three --rev-id c1 --head a1 --splice --branch-label shop",
        "merge heads --rev-id d1",
        "upgrade b1",
    )
    for command in commands:
        run = migrate(*command.split(), cwd=folder)
        assert run.returncode == 0, run.stderr
    return folder


def printed(project: Path, command: str) -> dict[str, Any]:
    run = migrate(*command.split(), "--json", cwd=project)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects at any depth."""
    pending = [data]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            yield one
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("heads", set()),
        ("branches", {"next"}),
        ("history", set()),
        ("history -i", {"is_current"}),
        ("graph", set()),
        ("show d1", set()),
        ("current", set()),
    ],
)
def test_revisions_have_the_keys_of_the_page(project: Path, command: str, extra: set[str]) -> None:
    """Every revision in the output has all keys, and no other."""
    data = printed(project, command)
    assert set(data) == keys_of_command(command.split()[0])
    revisions = [one for one in objects(data) if "down_revisions" in one]
    assert revisions
    assert {frozenset(one) for one in revisions} == {frozenset(keys_of("revision") | extra)}


def test_databases_have_the_keys_of_the_page(project: Path) -> None:
    """``current`` tells of each database."""
    assert [set(one) for one in printed(project, "current")["databases"]] == [keys_of("database")]


def test_plans_have_the_keys_of_the_page(project: Path) -> None:
    """``stamp`` tells its steps."""
    (plan,) = printed(project, "stamp b1")["plans"]
    assert set(plan) == keys_of("plan")


def test_differences_have_the_keys_of_the_page(tmp_path: Path) -> None:
    """``check`` tells of each, and what changes a column has the keys that the page gives too."""
    (tmp_path / "models.py").write_text(
        "from sqlalchemy import *\nmetadata = MetaData()\nTable('a', metadata, Column('x', String(5)))\n"
    )
    assert migrate("init", "--url", "sqlite:///app.db", "--models", "models:metadata", cwd=tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("CREATE TABLE a (x VARCHAR(2), y INTEGER)")
    data = printed(tmp_path, "check")
    assert keys_of_command("check") <= set(data)
    assert {frozenset(one) for one in data["differences"]} == {frozenset(keys_of("difference"))}
    (changes,) = [one["changes"] for one in data["differences"] if one["changes"]]
    assert changes == [{"what": "type", "before": "VARCHAR(2)", "after": "VARCHAR(5)"}]


@pytest.mark.parametrize("command", ["plugins", "list_templates"])
def test_the_other_reading_commands_print_objects(project: Path, command: str) -> None:
    """Their first key is that of the page."""
    assert keys_of_command(command) <= set(printed(project, command))
