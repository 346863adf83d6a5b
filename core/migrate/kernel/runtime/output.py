"""Where the SQL of offline mode goes."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import Any


class EncodedOutput:
    """Write text to a stream of bytes."""

    def __init__(self, stream: Any, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding

    def write(self, text: str) -> int:
        """Encode and write."""
        written: int = self._stream.write(text.encode(self._encoding))
        return written

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def output_of(opts: Mapping[str, Any]) -> Any:
    """Return what the options name as output, or stdout; with ``output_encoding``, a stream of bytes is encoded to."""
    stream = opts.get("output_buffer") or sys.stdout
    encoding = opts.get("output_encoding")
    if encoding and not isinstance(stream, io.TextIOBase):
        return EncodedOutput(stream, encoding)
    return stream
