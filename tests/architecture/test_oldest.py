"""`make test-oldest` runs with the lowest versions that are promised."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(path for path in (ROOT / "pyproject.toml", *ROOT.glob("contrib_*/pyproject.toml")))


def floors(text: str, sign: str) -> dict[str, tuple[int, ...]]:
    """Return the versions behind a sign; ``8.1`` and ``8.1.0`` are one."""
    found = re.findall(rf"^([\w-]+){sign}([\d.]+)$", text, flags=re.MULTILINE)
    return {name: tuple(map(int, f"{version}.0.0".split(".")[:3])) for name, version in found}


def required(project: Path) -> dict[str, tuple[int, ...]]:
    return floors("\n".join(tomllib.loads(project.read_text())["project"]["dependencies"]), ">=")


def test_the_constraints_are_the_floors() -> None:
    """Of every dependency, and of nothing else."""
    constraints = floors((ROOT / "tests" / "oldest.txt").read_text(), "==")
    assert constraints == required(ROOT / "pyproject.toml")


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.parent.name)
def test_no_distribution_promises_more(project: Path) -> None:
    """Those beside the core have the same floors."""
    core = required(ROOT / "pyproject.toml")
    assert {name: core[name] for name in required(project) if name in core}.items() <= required(project).items()


def test_the_page_says_them() -> None:
    """In the words `SQLAlchemy ≥ 2.0.40`."""
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8").lower()
    said = floors(re.sub(r"^\| ([\w-]+) ≥ ([\d.]+) \|.*$", r"\1>=\2", page, flags=re.MULTILINE), ">=")
    assert said == required(ROOT / "pyproject.toml")
