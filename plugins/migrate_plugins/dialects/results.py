"""What a comparison of two objects says: equal, different with the reasons, or that it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class _Verdict(Enum):
    EQUAL = "equal"
    DIFFERENT = "different"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The outcome of comparing an object of the models with one of the database."""

    verdict: _Verdict
    message: str = ""

    @classmethod
    def Equal(cls) -> ComparisonResult:  # noqa: N802  # the name under which dialects of others know it
        """Say that the two are the same."""
        return cls(_Verdict.EQUAL)

    @classmethod
    def Different(cls, reason: str | Sequence[str]) -> ComparisonResult:  # noqa: N802  # see above
        """Say that the two differ, for one or several reasons."""
        return cls(_Verdict.DIFFERENT, reason if isinstance(reason, str) else ", ".join(reason))

    @classmethod
    def Skip(cls, reason: str | Sequence[str]) -> ComparisonResult:  # noqa: N802  # see above
        """Say that it cannot be told whether the two are the same."""
        return cls(_Verdict.SKIP, reason if isinstance(reason, str) else ", ".join(reason))

    @property
    def is_equal(self) -> bool:
        """Whether the two are the same."""
        return self.verdict is _Verdict.EQUAL

    @property
    def is_different(self) -> bool:
        """Whether the two differ."""
        return self.verdict is _Verdict.DIFFERENT

    @property
    def is_skip(self) -> bool:
        """Whether that cannot be told."""
        return self.verdict is _Verdict.SKIP


EQUAL = ComparisonResult.Equal()
