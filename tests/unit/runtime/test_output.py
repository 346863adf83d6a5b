"""Where the SQL of offline mode goes, and in which encoding."""

from __future__ import annotations

import io

import pytest

from migrate.kernel.runtime.output import output_of
from migrate.util.exc import CommandError

MESSAGE = "The SQL has the character U+65E5, and the encoding of the output, ascii, does not"
HINT = "set PYTHONUTF8=1, or output_encoding='utf-8' in context.configure(); the database's client needs to know"


def stdout(encoding: str) -> io.TextIOWrapper:
    """Return a stream as stdout is one."""
    return io.TextIOWrapper(io.BytesIO(), encoding)


@pytest.mark.parametrize(
    "opts", [{"output_buffer": stdout("ascii")}, {"output_buffer": io.BytesIO(), "output_encoding": "ascii"}]
)
def test_a_character_that_the_encoding_has_not_is_named(opts: dict[str, object]) -> None:
    """It would be lost otherwise, or be an error without words."""
    with pytest.raises(CommandError) as caught:
        output_of(opts).write("'日'")
    assert (str(caught.value), caught.value.hint) == (MESSAGE, HINT)


def test_output_encoding_goes_before_that_of_stdout() -> None:
    """The bytes are those that env.py asked for, whatever the terminal has."""
    stream = stdout("ascii")
    output = output_of({"output_buffer": stream, "output_encoding": "utf-16-le"})
    output.write("'日'")
    output.flush()
    assert stream.buffer.getvalue() == "'日'".encode("utf-16-le")  # type: ignore[attr-defined]  # a BytesIO


def test_a_text_buffer_is_used_as_it_is() -> None:
    """A ``StringIO`` has no encoding."""
    buffer = io.StringIO()
    assert output_of({"output_buffer": buffer, "output_encoding": "ascii"}) is buffer
