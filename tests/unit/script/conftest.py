"""A project on disk for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.projects import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without revisions."""
    return Project.create(tmp_path)


@pytest.fixture
def caching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let caches be written, also where Python is told to leave no bytecode behind."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)
