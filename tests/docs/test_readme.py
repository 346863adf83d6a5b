"""The README leads to every page."""

from __future__ import annotations

import re

from support.environments import ROOT


def test_every_page_is_linked() -> None:
    """No page is written for nobody, and no link leads nowhere."""
    linked = set(re.findall(r"\]\((docs/[\w/-]+\.md)\)", (ROOT / "README.md").read_text()))
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")}
    assert linked == pages
