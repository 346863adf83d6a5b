"""What is to happen with a pair that looks like a rename, and that nobody has said anything about."""

from __future__ import annotations

from enum import Enum
from typing import Any

from migrate.plugin import ConfigurationError, OptionSpec

OPTION = "on_ambiguous_rename"


class Policy(Enum):
    """What to do with a likely pair; the values are those of the option."""

    FAIL = "fail"
    DROP = "drop"
    PROMPT = "prompt"
    REPORT = "report"
    """Take it for a drop and a creation, and remark that it may be a rename: what ``migrate check`` does."""


_CHOICES = (Policy.FAIL.value, Policy.DROP.value, Policy.PROMPT.value)

OPTIONS = (
    OptionSpec(
        OPTION,
        env_var="MIGRATE_ON_AMBIGUOUS_RENAME",
        help="What `revision --autogenerate` does with a drop and a creation that look like a rename: fail, drop or "
        "prompt; default: prompt on a terminal, otherwise fail; drop with `compare = reference`.",
    ),
)


def policy_of(autogen_context: Any) -> Policy:
    """Return what to do; ``configure(on_ambiguous_rename=...)`` in env.py goes before the option of the project.

    Where no command is running, what has gone is dropped, as in Alembic.  Raises ``ConfigurationError`` for another
    word.
    """
    revision_context = autogen_context.opts.get("revision_context")
    if revision_context is None:
        return Policy.DROP
    if revision_context.command_args.get("only_check"):
        return Policy.REPORT
    given = autogen_context.opts.get(OPTION) or revision_context.config.plugin_options("renames")[OPTION]
    if given and given not in _CHOICES:
        raise ConfigurationError(
            f"There is no {OPTION} {given!r}",
            hint="use 'fail', 'drop' or 'prompt'",
            place=revision_context.config.place_of("plugin:renames", OPTION),
        )
    on_terminal = revision_context.config.ask is not None
    if not given and not autogen_context.compares_all:
        return Policy.DROP
    if on_terminal and given in (None, Policy.PROMPT.value):
        return Policy.PROMPT
    return Policy.DROP if given == Policy.DROP.value else Policy.FAIL
