"""Run one command: show its log, print its outcome, turn its errors into a message and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Any

from migrate.kernel.cli.logs import shown_logs
from migrate.kernel.cli.questions import question_asker
from migrate.kernel.cli.report import report
from migrate.kernel.command.run import carry_out, find_command
from migrate.kernel.errors import ConfigurationError, DifferencesFound
from migrate.kernel.model.outcome import Outcome
from migrate.kernel.plugin.specs import CommandSpec


def run_and_print(config: Any, name: str, spec: CommandSpec | None, options: Any) -> int:
    """Run a command and return the exit code; with ``--raiseerr``, errors pass through."""
    config.ask = question_asker()
    try:
        with shown_logs(config.config_file_name, quiet=options.quiet):
            outcome = _run(config, spec or find_command(config, name), options)
        print_outcome(config, outcome, as_json=options.json, quiet=options.quiet)
    except BrokenPipeError:
        return _output_closed()
    except (Exception, KeyboardInterrupt) as error:  # the last edge: whatever it is, the user gets one message
        if options.raiseerr:
            raise
        return report(error)
    return outcome.exit_code


def print_outcome(config: Any, outcome: Outcome, *, as_json: bool, quiet: bool) -> None:
    """Print a result to ``config.stdout``, as JSON or as lines."""
    if as_json:
        import json

        config.print_stdout(json.dumps(outcome.data, indent=2, default=str))
        return
    for line in (*(() if quiet else outcome.notes), *outcome.lines):
        config.print_stdout(line)


def _run(config: Any, spec: CommandSpec, options: Any) -> Outcome:
    arguments = {parameter.name: getattr(options, parameter.name) for parameter in spec.parameters}
    try:
        return carry_out(config, spec, **arguments)
    except SystemExit as exit:
        # Exit code 0 would tell that the command was done.
        raise ConfigurationError(
            f"Code of this project ended the program (SystemExit: {exit.code}) before the command was done",
            hint="look for sys.exit() in env.py, in the revisions and in what they import",
        ) from exit
    except DifferencesFound as found:
        if not found.lines and found.data is None:
            raise
        return Outcome(lines=found.lines, data=found.data, exit_code=found.exit_code)


def _output_closed() -> int:
    """Return 0: who read the output has seen enough (`migrate history | head`)."""
    # Python flushes stdout once more at its end, which would fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
