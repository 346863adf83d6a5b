"""What a revision file says of itself is read from its source, and nothing is executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.script.identifiers import Identifiers, read_identifiers
from migrate.plugin import CommandError

PATH = Path("ab12_first.py")
IDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
VALUES = st.none() | IDS | st.lists(IDS, max_size=3) | st.tuples(IDS, IDS)


def read(source: str | bytes) -> Identifiers | None:
    return read_identifiers(source if isinstance(source, bytes) else source.encode(), PATH)


@given(revision=IDS, down=VALUES, labels=VALUES, depends=VALUES)
def test_literals_are_read(revision: str, down: object, labels: object, depends: object) -> None:
    """Whatever the literals are, they are read as Python would evaluate them; lists become tuples."""
    lines = [f"revision = {revision!r}", f"down_revision: str = {down!r}"]
    lines += [f"branch_labels = {labels!r}", f"depends_on = {depends!r}", ""]
    found = read("\n".join(lines))
    assert found == Identifiers.of([revision, down, labels, depends, ""])


def test_the_docstring_is_kept_as_it_is() -> None:
    """The message of a revision is the docstring's beginning."""
    found = read('"""first\n\n  more"""\nrevision = "a"\n')
    assert found is not None
    assert found.doc == "first\n\n  more"


def test_the_last_assignment_counts() -> None:
    """As in Python."""
    found = read("revision = 'a'\nrevision = 'b'\n")
    assert found is not None
    assert found.revision == "b"


def test_nothing_is_executed(tmp_path: Path) -> None:
    """Code in a revision runs when the revision does, and not before."""
    found = read(f"open({str(tmp_path / 'ran')!r}, 'w')\nrevision = 'a'\ndef upgrade():\n    revision = 'b'\n")
    assert found is not None
    assert found.revision == "a"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "source",
    [
        "revision = make()",
        "revision = 'a' + 'b'",
        "revision = f'{x}'",
        "if x:\n    revision = 'a'",
        "for revision in ('a',):\n    pass",
        "revision, down_revision = 'a', None",
        "from other import revision",
        "import other as depends_on\nrevision = 'a'",
        "with x as revision:\n    pass",
        "revision = 'a'\nrevision += 'b'",
        "revision = 12",
    ],
)
def test_what_only_python_can_tell_is_left_to_python(source: str) -> None:
    """Identifiers that are no literals, or are bound in other ways, cannot be read from the source."""
    assert read(source) is None


def test_no_identifiers_at_all() -> None:
    """A module without a revision has none."""
    assert read("x = 1\n") == Identifiers(None)


@pytest.mark.parametrize(
    "source",
    [
        "# coding: latin-1\n'ä'\nrevision = 'ä'\n".encode("latin-1"),
        "#!/usr/bin/env python\n# -*- coding: cp1252 -*-\n'ä'\nrevision = 'ä'\n".encode("cp1252"),
        "\ufeff'ä'\nrevision = 'ä'\n".encode(),
        "'ä'\r\nrevision = 'ä'\r\n".encode(),
        "'ä'\rrevision = 'ä'\r".encode(),
    ],
    ids=["latin-1", "cp1252", "BOM", "CRLF", "CR"],
)
def test_any_encoding_and_line_end_is_read(source: bytes) -> None:
    """A declared encoding, a byte order mark and foreign line ends are honoured."""
    assert read(source) == Identifiers("ä", doc="ä")


def test_a_syntax_error_is_told_with_its_place() -> None:
    """E7: file, line, the line's text with a caret, and no traceback."""
    with pytest.raises(CommandError) as caught:
        read("revision = 'a'\n\ndef upgrade(:\n    pass\n")
    assert str(caught.value) == "The revision file has a syntax error: invalid syntax"
    assert caught.value.place is not None
    assert str(caught.value.place) == "ab12_first.py:3"
    assert caught.value.place.excerpt() == "def upgrade(:\n            ^"


@pytest.mark.parametrize("source", [b"revision = 'a\0b'\n", b"# coding: klingon\n", b"revision = '\xff'\n"])
def test_what_is_no_python_is_told(source: bytes) -> None:
    """E20: a NUL byte, an unknown encoding and bytes that are no text name the file."""
    with pytest.raises(CommandError) as caught:
        read(source)
    assert caught.value.place is not None
    assert caught.value.place.path == "ab12_first.py"
