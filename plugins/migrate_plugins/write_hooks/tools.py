"""Run a tool on a new revision file: a console script, an executable, or a Python module."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points

from migrate.plugin import CommandError
from migrate.script.write_hooks import NAME, HookFailed

log = logging.getLogger("migrate.script")

FILE_NAME = "REVISION_SCRIPT_FILENAME"
LONGEST = 300.0
"""How many seconds a tool may take, where its options do not say: pre-commit's first run installs things."""

Options = Mapping[str, str]


def console_scripts(
    path: str, options: Options, ignore_output: bool = False, verify_version: tuple[int, ...] | None = None
) -> None:
    """Run the console script that a distribution announces as ``entrypoint``, in this interpreter.

    ``verify_version`` is the lowest version that will do.  Raises ``CommandError`` if there is no such script, and
    ``HookFailed`` with its output if it fails.
    """
    name = _required(options, "entrypoint")
    point = next((point for point in entry_points(group="console_scripts") if point.name == name), None)
    if point is None:
        raise CommandError(
            f"Could not find entrypoint console_scripts.{name}", hint=f"install the tool into {sys.prefix}"
        )
    if verify_version is not None:
        _check_version(point, verify_version)
    code = f"import {point.module}; {point.module}.{point.attr}()"
    _run([sys.executable, "-c", code], path, options, ignore_output=ignore_output)


def exec_(path: str, options: Options, ignore_output: bool = False) -> None:
    """Run the program ``executable``, a path or a name on ``PATH``.

    Raises ``HookFailed`` with its output if it fails, or is not there.
    """
    _run([_required(options, "executable")], path, options, ignore_output=ignore_output)


def module(path: str, options: Options, ignore_output: bool = False) -> None:
    """Run the Python module ``module``, as ``python -m`` does.

    Raises ``CommandError`` if it is not installed, and ``HookFailed`` with its output if it fails.
    """
    name = _required(options, "module")
    if importlib.util.find_spec(name) is None:
        raise CommandError(f"Could not find module {name}", hint=f"install the tool into {sys.prefix}")
    _run([sys.executable, "-m", name], path, options, ignore_output=ignore_output)


def _required(options: Options, key: str) -> str:
    hook = options.get(NAME, "")
    if key not in options:
        raise CommandError(f"Key {hook}.{key} is required for post write hook '{hook}'")
    return options[key]


def _check_version(point: EntryPoint, lowest: tuple[int, ...]) -> None:
    version = point.dist.version if point.dist is not None else ""
    if tuple(int(number) for number in re.findall(r"\d+", version)) < lowest:
        wanted = ".".join(map(str, lowest))
        raise CommandError(f"The tool {point.name} is version {version}, but {wanted} is needed")


def _run(command: Sequence[str], path: str, options: Options, *, ignore_output: bool) -> None:
    arguments = [*command, *_arguments(path, options.get("options", ""))]
    limit = float(options.get("timeout") or LONGEST)
    try:
        done = subprocess.run(
            arguments,
            cwd=options.get("cwd"),
            stdin=subprocess.DEVNULL,  # a tool that asks would wait for ever
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
    except OSError as cause:
        raise HookFailed(f"{command[0]} cannot be run: {cause.strerror}") from cause
    except subprocess.TimeoutExpired as cause:
        raise HookFailed(f"it did not end within {limit:g} seconds") from cause
    output = (done.stdout or "").strip()
    if done.returncode:
        raise HookFailed("\n".join(filter(None, [f"{shlex.join(arguments)} exited with {done.returncode}", output])))
    if output and not ignore_output:
        log.info("%s", output)


def _arguments(path: str, text: str) -> list[str]:
    """Return the arguments of the tool: the options with the file's name filled in, or put before them."""
    arguments = shlex.split(text, posix=os.name == "posix")
    if not any(FILE_NAME in argument for argument in arguments):
        return [path, *arguments]
    return [argument.replace(FILE_NAME, path) for argument in arguments]
