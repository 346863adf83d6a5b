"""Wording that several layers share: nearest names, plurals, lists, and the masking of passwords."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

MASK = "***"

# scheme://user:password@host, the password running to the last @ before the path (RFC 3986 §3.2.1, read leniently).
_URL_PASSWORD = re.compile(r"(?P<head>[a-zA-Z][\w+.-]*://[^\s:/@]*:)(?P<secret>[^\s/]*)(?=@)")
_SECRET_FIELD = re.compile(r"(?P<head>\b(?:password|passwd|pwd)\s*=\s*)(?P<secret>'[^']*'|\"[^\"]*\"|[^\s&;,)]+)", re.I)


def mask_passwords(text: str) -> str:
    """Replace each password of a URL or a ``password=`` field in the text by three stars."""
    text = _URL_PASSWORD.sub(rf"\g<head>{MASK}", text)
    return _SECRET_FIELD.sub(rf"\g<head>{MASK}", text)


def nearest(name: str, known: Iterable[str], *, most: int = 3, cutoff: float = 0.6) -> tuple[str, ...]:
    """Return the known names that resemble the given one, the most alike first."""
    import difflib  # only a mistake needs it

    return tuple(difflib.get_close_matches(name, sorted(set(known)), n=most, cutoff=cutoff))


def did_you_mean(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the question ``did you mean 'x'?`` for the nearest known name, or None if none is near."""
    found = nearest(name, known, most=1, cutoff=cutoff)
    return f"did you mean {found[0]!r}?" if found else None


def counted(items: int | Collection[object], singular: str, plural: str | None = None) -> str:
    """Return ``1 revision`` or ``3 revisions``."""
    number = items if isinstance(items, int) else len(items)
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Iterable[str], *, last: str = "and") -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
