"""The hook contract: every change of it is seen, and every hook is documented, shown and tested."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from generators.hooks import signatures

from migrate.kernel.plugin import hookspecs

ROOT = Path(__file__).parents[2]

SNAPSHOT = Path(__file__).parent / "hooks.snapshot.txt"
STYLES = ("collect", "first", "around", "veto", "safe")


def test_no_signature_has_changed_unseen() -> None:
    """The snapshot holds all signatures; a change of the contract has to be made there too, on purpose."""
    assert SNAPSHOT.read_text().splitlines() == list(signatures().values())


@pytest.mark.parametrize("name", signatures())
def test_each_hook_says_its_style_its_stability_and_an_example(name: str) -> None:
    """A hook's docstring is its contract."""
    text = inspect.getdoc(getattr(hookspecs, name)) or ""
    assert re.search(rf"Style: ({'|'.join(STYLES)})\.", text), name
    assert re.search(r"Stability: (stable|provisional)\.", text), name
    assert f"def {name}(" in text.partition("Example::")[2]


def test_the_reference_shows_each_hook_with_its_exact_signature() -> None:
    """The page is made from the specs, and is current."""
    page = (ROOT / "docs" / "reference" / "hooks.md").read_text()
    for name, signature in signatures().items():
        assert f"### `{name}`\n\n```python\n{signature}\n```" in page


def test_the_generated_pages_are_current() -> None:
    """`make docs` has nothing to do."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_each_hook_is_shown_in_an_example_plugin() -> None:
    """The example plugins together implement every hook there is."""
    examples = "\n".join(path.read_text() for path in (ROOT / "examples").glob("plugin_*/*.py"))
    assert [name for name in signatures() if f"def {name}(" not in examples] == []
