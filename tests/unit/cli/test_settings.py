"""Which files the command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.kernel.cli.settings import chosen_files
from migrate.plugin import UsageError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MIGRATE_CONFIG", raising=False)
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("present", "expected"),
    [([], "migrate.ini"), (["alembic.ini"], "alembic.ini"), (["alembic.ini", "migrate.ini"], "migrate.ini")],
)
def test_the_default_is_migrate_ini_then_alembic_ini(folder: Path, present: list[str], expected: str) -> None:
    """An existing alembic.ini serves where there is no migrate.ini."""
    for name in present:
        (folder / name).touch()
    assert chosen_files(()) == ("pyproject.toml", expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a/pyproject.toml"], ("a/pyproject.toml", "migrate.ini")),
        (["some.ini"], ("pyproject.toml", "some.ini")),
        (["a/pyproject.toml", "b/some.ini"], ("a/pyproject.toml", "b/some.ini")),
        (["b/some.ini", "a/pyproject.toml"], ("a/pyproject.toml", "b/some.ini")),
    ],
)
def test_a_given_file_replaces_the_one_of_its_kind(given: list[str], expected: tuple[str, str]) -> None:
    """``-c`` twice gives one file of each kind, in any order."""
    assert chosen_files(given) == expected


def test_two_files_of_one_kind_are_refused() -> None:
    """Which of them should count could only be guessed."""
    with pytest.raises(UsageError, match="only one ini file may be indicated"):
        chosen_files(["one.ini", "two.ini"])
    with pytest.raises(UsageError, match="indicated more than once"):
        chosen_files(["pyproject.toml", "sub/pyproject.toml"])


def test_the_environment_names_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """``MIGRATE_CONFIG`` goes before ``ALEMBIC_CONFIG``, and ``-c`` before both."""
    monkeypatch.setenv("ALEMBIC_CONFIG", "old.ini")
    assert chosen_files(()) == ("pyproject.toml", "old.ini")
    monkeypatch.setenv("MIGRATE_CONFIG", "new.ini")
    assert chosen_files(()) == ("pyproject.toml", "new.ini")
    assert chosen_files(["given.ini"]) == ("pyproject.toml", "given.ini")
