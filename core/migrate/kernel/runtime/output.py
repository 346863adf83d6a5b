"""Where the SQL of offline mode goes."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import Any

from migrate.kernel.errors import CommandError


class EncodedOutput:
    """Write text to a stream of bytes."""

    def __init__(self, stream: Any, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding

    def write(self, text: str) -> int:
        """Encode and write.

        Raises ``CommandError`` for a character that the encoding does not have.
        """
        try:
            encoded = text.encode(self._encoding)
        except UnicodeEncodeError as cause:
            raise _unknown(cause) from cause
        written: int = self._stream.write(encoded)
        return written

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


class TextOutput:
    """Write text to a stream that encodes it itself, as stdout does."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write.

        Raises ``CommandError`` for a character that the stream's encoding does not have.
        """
        try:
            return self._stream.write(text)
        except UnicodeEncodeError as cause:
            raise _unknown(cause) from cause

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def output_of(opts: Mapping[str, Any]) -> Any:
    """Return what the options name as output, or stdout; with ``output_encoding``, its bytes in that encoding."""
    stream = opts.get("output_buffer") or sys.stdout
    encoding = opts.get("output_encoding")
    if isinstance(stream, io.TextIOWrapper):
        return EncodedOutput(stream.buffer, encoding) if encoding else TextOutput(stream)
    if encoding and not isinstance(stream, io.TextIOBase):
        return EncodedOutput(stream, encoding)
    return stream


def _unknown(cause: UnicodeEncodeError) -> CommandError:
    character = cause.object[cause.start]
    return CommandError(
        f"The SQL has the character U+{ord(character):04X}, and the encoding of the output, {cause.encoding}, does not",
        hint="set PYTHONUTF8=1, or output_encoding='utf-8' in context.configure(); the database's client needs to know",
    )
