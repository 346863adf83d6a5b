"""Fill script.py.mako in for a new revision, and make sure of what came out before anyone sees it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from migrate.kernel.errors import ConfigurationError, Place, RevisionFileError, UsageError
from migrate.kernel.model.revision import as_tuple
from migrate.kernel.script.identifiers import Identifiers, read_identifiers
from migrate.kernel.script.templates import docstring_text, render

# Letters, digits and blanks are text wherever a template may put them; of anything else one has to make sure.
_PLAIN = re.compile(r"[\w ]*")
_NO_MESSAGE = "empty message"


def render_revision(
    template: Path, encoding: str, wanted: Identifiers, message: str | None, date: datetime, values: Mapping[str, Any]
) -> bytes:
    """Return the content of a new revision; ``values`` go to the template too.

    Raises ``ConfigurationError`` where the template is missing, fails, or cannot be encoded, and ``UsageError`` where
    it would run the message as code.
    """
    if not template.exists():
        raise ConfigurationError(f"There is no {template}", hint="`migrate init` makes one in a new folder")

    def filled_in(text: str) -> str:
        return render(
            template,
            up_revision=wanted.revision,
            down_revision=wanted.down_revision,
            branch_labels=as_tuple(wanted.branch_labels) or None,
            depends_on=wanted.depends_on,
            create_date=date,
            comma=_comma,
            quoted=quoted,
            message=text,
            **values,
        )

    source = filled_in(docstring_text(message) if message and message.strip() else _NO_MESSAGE)
    if message and not _PLAIN.fullmatch(message):
        _check_message_is_text(source, filled_in, template)
    return _encoded(source, encoding)


def check_revision(content: bytes, wanted: Identifiers, path: Path, template: Path) -> None:
    """Make sure that a new revision is valid Python and says of itself what it should.

    Raises ``RevisionFileError`` or ``ConfigurationError``; nothing has been written then.
    """
    _check_compiles(content, path)
    said = read_identifiers(content, path)
    if said is None:  # a template of one's own may compute them
        return
    if as_tuple(wanted.branch_labels) and not said.branch_labels:
        raise ConfigurationError(
            f"Version {wanted.revision} specified branch_labels {_comma(wanted.branch_labels)}, however the migration "
            f"file {path} does not have them; have you upgraded your script.py.mako to include the 'branch_labels' "
            "section?"
        )
    parents = as_tuple(said.down_revision)
    if (said.revision, parents) != (wanted.revision, as_tuple(wanted.down_revision)):
        raise ConfigurationError(
            f"The template gives the revision {wanted.revision} the identifiers revision = {said.revision!r} and "
            f"down_revision = {said.down_revision!r}; nothing was written",
            hint="it should have the lines revision = ${repr(up_revision)} and down_revision = ${repr(down_revision)}",
            place=Place(str(template)),
        )


def quoted(value: Any) -> str:
    """Return an id, a tuple of them or None as Python, in the double quotes of the formatters."""
    if isinstance(value, tuple):
        return f"({', '.join(quoted(each) for each in value)}{',' if len(value) == 1 else ''})"
    return repr(value) if value is None else json.dumps(value, ensure_ascii=False)


def _comma(value: Any) -> str:
    return ", ".join(as_tuple(value))


def _encoded(source: str, encoding: str) -> bytes:
    try:
        return source.encode(encoding)
    except (LookupError, UnicodeEncodeError) as cause:
        raise ConfigurationError(
            f"The revision cannot be written in the encoding {encoding!r}: {cause}", hint="set output_encoding = utf-8"
        ) from cause


def _check_compiles(content: bytes, path: Path) -> None:
    try:
        compile(content, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as cause:
        line, column, text = (getattr(cause, name, None) for name in ("lineno", "offset", "text"))
        raise RevisionFileError(
            f"The new revision would be no valid Python: {cause}; nothing was written",
            hint="look at script.py.mako, and at what renders into it",
            place=Place(str(path), line, column, text),
        ) from cause


def _check_message_is_text(source: str, filled_in: Callable[[str], str], template: Path) -> None:
    """Raise ``UsageError`` if another message gives other code, so that this one is not only text.

    ``source`` may be no Python at all, which is reported elsewhere.
    """
    if _shape(source) != _shape(filled_in(_NO_MESSAGE)):
        raise UsageError(
            "The message would become code in the new revision; nothing was written",
            hint="script.py.mako has ${message} outside of its docstring, where ${repr(message)} is meant",
            place=Place(str(template)),
        )


def _shape(source: str) -> str | None:
    """Return what code does, with all strings alike; None if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)
