"""Fill in Mako templates."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from migrate.kernel.errors import ConfigurationError, Place, UsageError

# Of quotes in a row all but the last are escaped, and the one at the very end, so that no three come together.
_QUOTE_BEFORE_QUOTE = re.compile(r'"(?="|\Z)')


def render(template: Path, **values: Any) -> str:
    """Return a template filled in, with plain line ends.

    Raises ``ConfigurationError`` naming a file that holds a traceback in terms of the template.
    """
    from mako import exceptions
    from mako.template import Template

    try:
        text: str = Template(filename=str(template)).render_unicode(**values)  # noqa: S702  # Python comes out of it, not HTML
    except Exception as cause:  # whatever a user's template does is explained in its own terms
        with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(exceptions.text_error_template().render_unicode())
        raise ConfigurationError(
            f"Template rendering failed; see {file.name} for a template-oriented traceback.",
            hint=f"{type(cause).__name__}: {cause}",
            place=Place(str(template), getattr(cause, "lineno", None)),
        ) from cause
    return text.replace("\r\n", "\n")


def docstring_text(message: str) -> str:
    """Return a message so that between three quotes it is read back as it was, and ends nothing.

    Raises ``UsageError`` for a NUL character, which no Python source can hold.
    """
    if "\0" in message:
        raise UsageError("A message cannot hold a NUL character")
    text = message.replace("\\", "\\\\").replace("\r", "\\r")
    return _QUOTE_BEFORE_QUOTE.sub(r"\"", text)
