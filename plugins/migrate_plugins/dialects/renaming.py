"""Other names for columns in an expression that a database tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# A word before a bracket is a function, one after two colons a type, one before a dot the name of a table.
_PIECE = re.compile(
    r"""'(?:[^']|'')*'"""
    r"""|(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)(?!\s*\.)"""
    r"""|(?<![\w$])(?<!::)(?P<word>[^\W\d][\w$]*)(?![\w$]|\s*[(.])"""
)


def renamed(text: str, names: Mapping[str, str], quote: Callable[[str], str]) -> str:
    """Return the text with columns renamed at once; strings, types and functions are left alone.

    A name in quotes stays in quotes of the same kind; ``quote`` puts the others into quotes where they need them.
    """
    folded = {old.lower(): new for old, new in names.items()}

    def spelled(match: re.Match[str]) -> str:
        if match["word"]:
            new = names.get(match["word"]) or folded.get(match["word"].lower())
            return match["word"] if new is None else quote(new)
        mark = match.group()[0]
        new = names.get(match.group()[1:-1].replace(mark * 2, mark)) if match["quoted"] else None
        return match.group() if new is None else f"{mark}{new.replace(mark, mark * 2)}{mark}"

    return _PIECE.sub(spelled, text)
