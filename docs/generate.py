"""Write the reference pages that are made from the source: `python docs/generate.py [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from generators import PAGES

REFERENCE = Path(__file__).parent / "reference"


def main(*, check: bool) -> int:
    """Write every page, or with ``check`` name those that are out of date; return the exit code."""
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if check:
            if not path.exists() or path.read_text() != text:
                stale.append(name)
        else:
            path.write_text(text)
    if stale:
        print(f"out of date, run `make docs`: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
