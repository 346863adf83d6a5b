"""The release of SQLAlchemy that the tests run on, for those that need one later than the lowest that is supported."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import __version__


def has(release: str) -> bool:
    """Return whether this SQLAlchemy is of the release or a later one."""
    return _numbers(__version__) >= _numbers(release)


def since(release: str, reason: str) -> pytest.MarkDecorator:
    """Return the mark of a test that needs the release, and why it does."""
    return pytest.mark.skipif(not has(release), reason=f"needs SQLAlchemy {release}: {reason}")


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", release)[:3])
