"""What a user types, and all that is printed: the texts in ``cases/``."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.scenarios import matches, play

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_scenario(case: Path, tmp_path: Path) -> None:
    """Every command prints what the text says, and ends with the exit code it says."""
    differences = play(case.read_text(encoding="utf-8"), tmp_path)
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (["a", "b"], ["a", "", "b  "], True),
        (["a..."], ["a and more"], True),
        (["..."], ["a", "b"], True),
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a"], ["a", "b"], False),
        ([], ["a"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_the_comparison_itself(expected: list[str], printed: list[str], same: bool) -> None:
    """Dots are dots, three of them stand for anything, and nothing may be left over."""
    assert matches(expected, printed) is same
