"""Names of new revisions: ids that are safe everywhere, and file names inside their folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from migrate.kernel.errors import ConfigurationError, UsageError
from migrate.kernel.model.revision import Revision

LONGEST_ID = 255
"""As wide as the version table's column; most file systems allow file names of 255 bytes too."""
_WORD = re.compile(r"\w+")
_UNSAFE = re.compile(r"[^\w.]")
_SYMBOLS = frozenset({"head", "heads", "base", "current"})
TOKENS = ("rev", "slug", "epoch", "year", "month", "day", "hour", "minute", "second")


class GeneratedId(str):
    """An id that nobody asked for by name, so that another may stand in for it if it is taken."""

    __slots__ = ()


def new_id() -> str:
    """Return a random id of twelve hexadecimal digits."""
    return os.urandom(6).hex()


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return the name, or if it is taken the first of ``name_2``, ``name_3`` and so on that is not."""
    numbered = (f"{name}_{number}" for number in count(2))
    return name if not is_taken(name) else next(each for each in numbered if not is_taken(each))


def check_id(rev_id: str) -> None:
    """Refuse an id that a file name, a command line or the version table cannot hold.

    Raises ``UsageError``, or ``RevisionError`` for a character of the target language.
    """
    _check_name(rev_id, "revision id")
    if rev_id in _SYMBOLS:
        raise UsageError(f"{rev_id!r} cannot be a revision id: it has a meaning of its own as a target")


def check_label(label: str) -> None:
    """Refuse a branch label that a target cannot name; raises as ``check_id`` does."""
    _check_name(label, "branch label")


def _check_name(name: str, kind: str) -> None:
    Revision.verify_rev_id(name)
    if not name or name.startswith("."):
        raise UsageError(f"{name!r} cannot be a {kind}", hint="give letters and digits")
    found = _UNSAFE.search(name)
    if found is not None:
        raise UsageError(
            f"The character {found[0]!r} cannot be part of a {kind} ({name!r})", hint="use letters, digits, _ and ."
        )
    length = len(name.encode("utf-8", "replace"))
    if length > LONGEST_ID:
        raise UsageError(f"A {kind} has at most {LONGEST_ID} bytes, and this one has {length}")


def slug_of(message: str | None, longest: int | None) -> str:
    """Return the words of a message in lower case, joined by ``_``; one that is too long ends in ``_``."""
    slug = "_".join(_WORD.findall(message or "")).lower()
    if longest is not None and len(slug) > longest:
        slug = slug[:longest].rsplit("_", 1)[0] + "_"
    return slug


def file_name(template: str, rev_id: str, slug: str, date: datetime) -> str:
    """Return the name that a ``file_template`` gives, with its folders and ``.py``.

    Raises ``ConfigurationError`` for a template with an unknown token, or one that leads out of the folder.
    """
    values = {
        "rev": rev_id,
        "slug": slug,
        "epoch": int(date.timestamp()),
        **{name: getattr(date, name) for name in TOKENS[3:]},
    }
    try:
        name = f"{template % values}.py"
    except (KeyError, ValueError, TypeError) as cause:
        raise ConfigurationError(
            f"The file_template {template!r} cannot be filled in: {cause}",
            hint=f"its tokens are {', '.join(f'%({token})s' for token in TOKENS)}; months and the like are %(month).2d",
        ) from cause
    parts = Path(name).parts
    if Path(name).is_absolute() or ".." in parts:
        raise ConfigurationError(
            f"The file name {name!r} leads out of the folder of revisions", hint="correct file_template"
        )
    return name


def now(zone: str | None) -> datetime:
    """Return the time in a zone of the time zone database, or the local time.

    Raises ``ConfigurationError`` for an unknown zone.
    """
    if zone is None:
        return datetime.now()
    if zone.lower() == "utc":
        return datetime.now(UTC)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    for spelling in (zone, zone.upper(), zone.title()):
        try:
            return datetime.now(UTC).astimezone(ZoneInfo(spelling))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    raise ConfigurationError(
        f"Can't locate timezone: {zone}", hint="write it as in the time zone database; `pip install tzdata` brings one"
    )
