"""The README leads to every page, links lead somewhere, and no how-to goes untried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.environments import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.md"))


def links(path: Path) -> list[Path]:
    """Return the files that a page links to."""
    found = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    return [(path.parent / target).resolve() for target in found]


def test_every_page_is_linked() -> None:
    """No page is written for nobody."""
    linked = {path for path in links(ROOT / "README.md") if path.is_relative_to(ROOT / "docs")}
    assert linked == set(PAGES)


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.stem)
def test_no_link_leads_nowhere(page: Path) -> None:
    """Of those to files."""
    assert [str(path) for path in links(page) if not path.exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "how-to"], ids=lambda page: page.stem)
def test_every_how_to_is_tried(page: Path) -> None:
    """By a file of tests that bears its name."""
    assert (Path(__file__).parent / f"test_{page.stem.replace('-', '_')}.py").exists()
