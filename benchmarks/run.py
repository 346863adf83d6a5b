"""Measure beside the reference, in one run: `python benchmarks/run.py [--rounds 5] [--only NAME]`."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path

import inserts
import rows as many_rows
import schemas
from cases import CASES, GRAPH_CASES, LIMITS, POSTGRESQL, ROW_CASES, Case

HERE = Path(__file__).parent
REFERENCE = HERE / ".reference"
SUITES = {"main": CASES, "graph": GRAPH_CASES, "rows": ROW_CASES}
PACKAGES = ("alembic==1.20.1", "sqlalchemy", "psycopg2-binary")


@dataclass(frozen=True)
class Tool:
    """A migration tool: its import package, and the interpreter that has it installed."""

    package: str
    python: str


@dataclass
class Row:
    """What one case has cost each tool, in CPU seconds."""

    case: Case
    seconds: dict[str, list[float]] = field(default_factory=dict)


def main() -> None:
    """Run the cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    parser.add_argument("--suite", choices=(*SUITES, "inserts", "schemas"), default="main")
    options = parser.parse_args()
    if options.suite == "inserts":
        inserts.report(reference_python(), own_python(), options.rounds, POSTGRESQL)
        return
    tools = (Tool("alembic", reference_python()), Tool("migrate", own_python()))
    if options.suite == "schemas":
        schemas.run({tool.package: tool.python for tool in tools}, options.rounds, options.only)
        return
    suite = SUITES[options.suite]
    rows = [measure(case, tools, options.rounds) for case in suite if options.only in case.name]
    print_table(rows, options.rounds)
    if options.suite == "graph":
        print_limits(tools[1])
    if options.suite == "rows":
        print_copies_by_hand()


def own_python() -> str:
    """Return the interpreter that has this package: the one of `make test`, or the one that runs this."""
    made = HERE.parent / ".venv" / "bin" / "python"
    return str(made) if made.exists() else sys.executable


def reference_python() -> str:
    """Return the interpreter that has the reference; install it on first use."""
    python = REFERENCE / "bin" / "python"
    if not python.exists():
        venv.create(REFERENCE, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return str(python)


def measure(case: Case, tools: tuple[Tool, ...], rounds: int) -> Row:
    """Let the tools take turns; the first turn of each warms caches and does not count."""
    row = Row(case)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for number in range(rounds + 1):
            for tool in tools if number % 2 else tuple(reversed(tools)):
                home = Path(folder) / tool.package
                seconds = one_run(case, tool, home)
                if number:
                    row.seconds.setdefault(tool.package, []).append(seconds)
    return row


def one_run(case: Case, tool: Tool, home: Path) -> float:
    """Run a case once in a fresh process; return its CPU seconds, or those of its part that counts."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MIGRATE", "ALEMBIC"))}
    if not home.exists():
        home.mkdir()
        case.prepare(tool.package, home)
    case.reset(tool.package, home)
    command = [tool.python, *case.command(tool.package, home)]
    before = seconds_of_children()
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)
    seconds = seconds_of_children() - before
    if done.returncode:
        sys.exit(f"{case.name} failed with {tool.package}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    reported = [line for line in done.stdout.splitlines() if line.startswith("seconds: ")]
    return float(reported[-1].split()[1]) if reported else seconds


def seconds_of_children() -> float:
    """Return the CPU seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def print_table(rows: list[Row], rounds: int) -> None:
    """Print medians and ratios."""
    print(f"median CPU seconds of {rounds} rounds; ratio = reference / ours\n")
    print(f"{'case':44} {'reference':>10} {'ours':>10} {'ratio':>7}")
    for row in rows:
        reference, ours = (statistics.median(row.seconds[name]) for name in ("alembic", "migrate"))
        print(f"{row.case.name:44} {reference:10.3f} {ours:10.3f} {reference / ours:7.2f}")


def print_copies_by_hand() -> None:
    """Print what SQLite alone needs to copy the table."""
    print("\nby hand\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        many_rows.fill("", Path(folder))
        for name, wider in (("same columns", False), ("a new column", True)):
            seconds = statistics.median(many_rows.copied_by_hand(Path(folder), wider=wider) for _ in range(5))
            print(f"copy of {many_rows.ROWS:,} rows, {name:20} {seconds:10.3f}")


def print_limits(tool: Tool) -> None:
    """Print what the machine needs for the bare minimum, for comparison."""
    print()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        biggest = next(case for case in GRAPH_CASES if "10,000 revisions, linear" in case.name)
        biggest.prepare(tool.package, Path(folder))
        for name, code in LIMITS:
            times = []
            for _ in range(5):
                before = seconds_of_children()
                subprocess.run([tool.python, "-c", code], cwd=folder, check=True)
                times.append(seconds_of_children() - before)
            print(f"{name:44} {statistics.median(times):10.3f}")


if __name__ == "__main__":
    main()
