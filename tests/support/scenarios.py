"""Scenarios as readable texts: files, commands, and all that the commands print.

A scenario begins with a sentence.  ``--- name`` starts a file, which ends at the next line that starts with ``---`` or
``$``.  ``$ command`` is run in a folder of its own, by the real command line; the lines below it are what it prints:
stdout as it is, stderr behind ``! ``, and ``[exit 4]`` for an exit code other than 0.  In an expected line ``...`` is
anything; a line that is only ``...`` is any number of lines.  Commands other than ``migrate`` are ``cat``, ``rm``,
``ls``, ``set NAME=VALUE`` for the environment, and ``sqlite FILE STATEMENT``.
"""

from __future__ import annotations

import importlib
import io
import linecache
import os
import re
import shlex
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

_UNSET = ("DATABASE_URL", "MIGRATE_CONFIG", "ALEMBIC_CONFIG", "MIGRATE_PLUGINS", "MIGRATE_TRACE", "NO_COLOR")


@dataclass
class File:
    """A file to write."""

    name: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Command:
    """A command to run, and what it is to print."""

    words: list[str]
    expected: list[str] = field(default_factory=list)


def run(folder: Path, *words: str) -> list[str]:
    """Run one command in a folder, and return what it prints; an exit code other than 0 comes last."""
    with alone_in(folder):
        return _run(list(words))


def parse(text: str) -> list[File | Command]:
    """Read a scenario."""
    steps: list[File | Command] = []
    for line in text.splitlines():
        if line.startswith("--- "):
            steps.append(File(line[4:].strip()))
        elif line.startswith("$ "):
            steps.append(Command(shlex.split(line[2:])))
        elif line == "---":
            continue
        elif steps and isinstance(steps[-1], File):
            steps[-1].lines.append(line)
        elif steps and isinstance(steps[-1], Command) and line.strip():
            steps[-1].expected.append(line)
    return steps


def play(text: str, folder: Path) -> list[str]:
    """Run a scenario in a folder; return what differs from what is expected, nothing if all is as it should be."""
    with alone_in(folder):
        for step in parse(text):
            if isinstance(step, File):
                _write(folder / step.name, "\n".join(step.lines).rstrip("\n") + "\n")
                continue
            printed = _run(step.words)
            if not matches(step.expected, printed):
                command = shlex.join(step.words)
                return [f"$ {command}", "expected:", *step.expected, "", f"printed (in {folder}):", *printed]
    return []


def matches(expected: list[str], printed: list[str]) -> bool:
    """Return whether lines are as expected, the blank ones aside."""
    lines = [line.expandtabs(4).rstrip() for line in printed if line.strip()]
    pattern = "".join("(?:.*\n)*?" if line.strip() == "..." else f"{_pattern(line)}\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("..."))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _run(words: list[str]) -> list[str]:
    return _COMMANDS[words[0]](words[1:])


def _migrate(arguments: list[str]) -> list[str]:
    from migrate.config import main

    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    forget_modules(Path.cwd())
    errors = [f"! {line}" for line in err.getvalue().splitlines() if line.strip()]
    return [*out.getvalue().splitlines(), *errors, *([f"[exit {code}]"] if code else [])]


def _cat(arguments: list[str]) -> list[str]:
    return [line for name in arguments for path in _found(name) for line in path.read_text().splitlines()]


def _ls(arguments: list[str]) -> list[str]:
    return sorted(str(path) for name in arguments for path in _found(name))


def _rm(arguments: list[str]) -> list[str]:
    for name in arguments:
        for path in _found(name):
            path.unlink()
    return []


def _found(name: str) -> list[Path]:
    return sorted(Path().glob(name))


def _set(arguments: list[str]) -> list[str]:
    for argument in arguments:
        name, _, value = argument.partition("=")
        os.environ[name] = value
    return []


def _sqlite(arguments: list[str]) -> list[str]:
    file, statement = arguments
    connection = sqlite3.connect(file)
    try:
        rows = connection.execute(statement).fetchall()
        connection.commit()
    finally:
        connection.close()
    return ["|".join(str(value) for value in row) for row in rows]


_COMMANDS = {"migrate": _migrate, "cat": _cat, "ls": _ls, "rm": _rm, "set": _set, "sqlite": _sqlite}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Work in a folder, and leave the process as it was: folder, environment, path and the folder's modules."""
    before, environment, path, bytecode = Path.cwd(), dict(os.environ), list(sys.path), sys.dont_write_bytecode
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ["COLUMNS"] = "100"
    os.chdir(folder)
    sys.dont_write_bytecode = True  # a file that is written twice in a second would be taken for the first
    try:
        yield
    finally:
        forget_modules(folder)
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = path
        sys.dont_write_bytecode = bytecode


def forget_modules(folder: Path) -> None:
    """Let the next command import the project's modules anew, as a new process would."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(f"{folder}{os.sep}"):
            del sys.modules[name]
    importlib.invalidate_caches()
    linecache.clearcache()
