"""The HTML page of ``migrate graph``, in a real browser: search, zoom and details work without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from migrate_plugins.commands.drawing import html
from migrate_plugins.commands.drawing.layout import Node

NODES = [
    Node("cc33", ("aa11",), message="orders", marks=("head",), path="versions/cc33.py", doc="orders\n\n<b>bold</b>"),
    Node("bb22", ("aa11",), message="customers", labels=("shop",), marks=("head",)),
    Node("aa11", (), message="</script><script>document.title = 'broken'</script>"),
]


@pytest.fixture(scope="module")
def browser() -> str:
    """The path of Chromium; with ``MIGRATE_TEST_REQUIRE_CHROMIUM=1`` its absence is a failure."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("MIGRATE_TEST_REQUIRE_CHROMIUM") == "1":
            pytest.fail("there is no Chromium")
        pytest.skip("there is no Chromium")
    return found


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text("\n".join(html.draw(NODES)), encoding="utf-8")
    return path


def seen(browser: str, page: Path, fragment: str = "") -> str:
    """Open the page in the browser and return the document as it is after the script has run."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'profile'}"]
    done = subprocess.run(
        [*command, "--virtual-time-budget=2000", "--dump-dom", f"{page.as_uri()}{fragment}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def classes(document: str) -> dict[str, set[str]]:
    """Return the classes of each revision's group in the picture."""
    picture = document[document.index("<svg") : document.index("</svg>") + len("</svg>")]
    groups = (element for element in ElementTree.fromstring(picture).iter() if element.get("data-id"))
    return {str(group.get("data-id")): set((group.get("class") or "").split()) for group in groups}


def test_the_page_shows_every_revision_and_runs_nothing_of_their_texts(browser: str, page: Path) -> None:
    """A message with a script in it is text."""
    document = seen(browser, page)
    assert set(classes(document)) == {"cc33", "bb22", "aa11"}
    assert "<title>Revisions</title>" in document


def test_a_search_fades_what_does_not_match(browser: str, page: Path) -> None:
    """Ids, messages, labels and marks are searched, and the hits are counted."""
    document = seen(browser, page, "#q=SHOP")
    assert {name for name, of_it in classes(document).items() if "other" not in of_it} == {"bb22"}
    assert '<output id="found" for="search">1 of 3</output>' in document


def test_a_chosen_revision_has_its_details_beside_the_picture(browser: str, page: Path) -> None:
    """Message, parents, file and text are shown, as text."""
    document = seen(browser, page, "#revision=cc33")
    assert "chosen" in classes(document)["cc33"]
    details = document[document.index("<aside") : document.index("</aside>")]
    assert "hidden" not in details
    for expected in ("<dd>cc33</dd>", "<dd>orders</dd>", "<dd>aa11</dd>", "<dd>versions/cc33.py</dd>", "&lt;b&gt;bold"):
        assert expected in details


def test_the_picture_can_be_zoomed(browser: str, page: Path) -> None:
    """The size is part of the address, within limits."""
    assert "transform: scale(2)" in seen(browser, page, "#zoom=2")
    assert "transform: scale(4)" in seen(browser, page, "#zoom=99")
