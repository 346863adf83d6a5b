"""Several processes migrate one database at once: all succeed, and each revision runs once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, pool, text

from support.histories import heads, tables

MIGRATOR = Path(__file__).with_name("migrator.py")


def race(url: str, folder: Path, processes: int, **opts: object) -> list[tuple[int, str]]:
    """Start the processes, let them off together, and return their exit codes and messages."""
    command = [sys.executable, str(MIGRATOR), url, str(folder), json.dumps(opts)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(processes)
    ]
    while len(list(folder.glob("ready-*"))) < processes:
        time.sleep(0.01)
    (folder / "go").touch()
    outputs = [process.communicate(timeout=120)[0] for process in running]
    return [(process.returncode, output) for process, output in zip(running, outputs, strict=True)]


@pytest.mark.parametrize("each", [False, True])
def test_eight_processes_apply_once(database_url: str, tmp_path: Path, each: bool) -> None:
    """All exit with 0, and the rows that the revisions insert are there once."""
    outcomes = race(database_url, tmp_path, 8, transaction_per_migration=each)
    assert outcomes == [(0, "")] * 8
    assert tables(database_url) == {"runs", "done"}
    assert heads(database_url) == ["r4"]
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar() == 2
