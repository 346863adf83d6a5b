"""The demonstration runs to its end."""

from __future__ import annotations

import subprocess
import sys

from support.environments import ROOT


def test_the_demonstration_runs() -> None:
    """All steps succeed on a new SQLite file, and the last one finds no difference."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "chinook" / "demo.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "550 rows loaded into 11 tables" in done.stdout
    assert done.stdout.rstrip().endswith("nothing was edited but the models and the two views.")
