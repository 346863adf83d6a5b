"""Configuration files as texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.config import Config


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MIGRATE_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ini(tmp_path: Path) -> Callable[..., Config]:
    """Make a ``Config`` of the text of an ini file."""

    def make(text: str, name: str = "migrate.ini", **arguments: object) -> Config:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return Config(str(path), **arguments)  # type: ignore[arg-type]  # a test gives what it is about

    return make


@pytest.fixture
def toml(tmp_path: Path) -> Callable[[str], Config]:
    """Make a ``Config`` of the text of a pyproject.toml, beside an ini file that does not exist."""

    def make(text: str) -> Config:
        path = tmp_path / "pyproject.toml"
        path.write_text(text, encoding="utf-8")
        return Config(tmp_path / "migrate.ini", path)

    return make
