"""The commands in the box: their names, their options, and where to import them from when they run."""

from __future__ import annotations

from migrate.plugin import CommandSpec, Parameter
from migrate_plugins.commands import parameters as common

_HERE = "migrate_plugins.commands"
_START, _MAKE, _RUN, _LOOK, _MAINTAIN = "Start", "Make revisions", "Run revisions", "Look", "Maintain"

_STARTING = (
    CommandSpec(
        "init",
        f"{_HERE}.starting:init",
        "Set a project up: a configuration file, env.py and a folder for revisions.",
        section=_START,
        parameters=(
            Parameter("directory", "The folder to make.", default="migrations", metavar="[DIRECTORY]"),
            Parameter(
                "template", "See `migrate list_templates`.", ("-t", "--template"), default="generic", metavar="NAME"
            ),
            Parameter("package", "Make packages of the folders (__init__.py).", ("--package",), is_flag=True),
            Parameter(
                "models",
                "Where the models are: module:Base or module:metadata; env.py is written for it.",
                ("--models",),
                metavar="MODULE:NAME",
            ),
            Parameter("url", "The database, for the configuration file.", ("--url",), metavar="URL"),
        ),
    ),
    CommandSpec(
        "list_templates", f"{_HERE}.starting:list_templates", "List the templates that init can use.", section=_START
    ),
)

_MAKING = (
    CommandSpec(
        "revision",
        f"{_HERE}.revising:revision",
        "Make a new revision, empty or from the differences to the models.",
        section=_MAKE,
        parameters=(
            common.MESSAGE,
            Parameter(
                "autogenerate",
                "Fill it with the operations that bring the database to the models.",
                ("--autogenerate",),
                is_flag=True,
            ),
            common.SQL,
            Parameter(
                "head", "The revision to follow: an id, or label@head.", ("--head",), default="head", metavar="REV"
            ),
            common.SPLICE,
            common.BRANCH_LABEL,
            Parameter(
                "version_path", "The folder for the file, one of version_locations.", ("--version-path",), metavar="DIR"
            ),
            common.REV_ID,
            Parameter(
                "depends_on",
                "A revision that must be there first; may be repeated.",
                ("--depends-on",),
                many=True,
                metavar="REV",
            ),
            *common.RENAMES,
            common.DROP_ALL,
            common.AGAINST,
            Parameter(
                "verify",
                "Run what was generated up and down in a transaction that is rolled back, before the file is written; "
                "on by default, where the database can.",
                ("--verify/--no-verify",),
                default=True,
                is_flag=True,
            ),
        ),
    ),
    CommandSpec(
        "merge",
        f"{_HERE}.revising:merge",
        "Make a revision that joins several heads.",
        section=_MAKE,
        parameters=(
            Parameter("revisions", "The revisions to join.", many=True, required=True, metavar="REVISIONS..."),
            common.MESSAGE,
            common.BRANCH_LABEL,
            common.REV_ID,
            common.SPLICE,
        ),
    ),
    CommandSpec(
        "edit",
        f"{_HERE}.revising:edit",
        "Open revisions in $EDITOR.",
        section=_MAKE,
        parameters=(common.REV,),
    ),
    CommandSpec(
        "check",
        f"{_HERE}.revising:check",
        "Tell whether a new revision would hold anything; exit code 1 if so.",
        section=_MAKE,
        parameters=(*common.RENAMES, common.DROP_ALL, common.AGAINST, common.DATABASE),
    ),
    CommandSpec(
        "diff",
        f"{_HERE}.comparing:diff",
        "Tell what would make one side like the other; exit code 1 if anything. A side is `models`, `database`, "
        "`revision:ID` for what the revisions up to it build, or the URL of a database.",
        section=_MAKE,
        parameters=(
            Parameter("first", "What is there.", required=True, metavar="A"),
            Parameter("second", "What it is to be like.", required=True, metavar="B"),
            common.DATABASE,
        ),
    ),
)

_RUNNING = (
    CommandSpec(
        "upgrade",
        f"{_HERE}.running:upgrade",
        "Run what is pending, up to a revision.",
        section=_RUN,
        parameters=(common.TARGET, common.SQL, common.TAG),
    ),
    CommandSpec(
        "downgrade",
        f"{_HERE}.running:downgrade",
        "Undo what was run, down to a revision.",
        section=_RUN,
        parameters=(common.TARGET, common.SQL, common.TAG),
    ),
    CommandSpec(
        "stamp",
        f"{_HERE}.running:stamp",
        "Note revisions in the database as if they had run.",
        section=_RUN,
        parameters=(
            Parameter("revision", "What to note.", many=True, required=True, metavar="REVISIONS..."),
            common.SQL,
            common.TAG,
            Parameter("purge", "Forget first what the version table holds.", ("--purge",), is_flag=True),
        ),
    ),
    CommandSpec(
        "ensure_version",
        f"{_HERE}.running:ensure_version",
        "Create the version table where it is missing.",
        section=_RUN,
        parameters=(common.SQL,),
    ),
)

_LOOKING = (
    CommandSpec(
        "current",
        f"{_HERE}.looking:current",
        "Show where the database is.",
        section=_LOOK,
        parameters=(
            Parameter(
                "check_heads", "Fail with exit code 1 if it is not at all heads.", ("-c", "--check-heads"), is_flag=True
            ),
            common.VERBOSE,
        ),
    ),
    CommandSpec(
        "history",
        f"{_HERE}.looking:history",
        "Show the revisions, newest first.",
        section=_LOOK,
        parameters=(
            common.RANGE,
            common.VERBOSE,
            common.FORMAT,
            common.INDICATE_CURRENT,
        ),
    ),
    CommandSpec(
        "heads",
        f"{_HERE}.looking:heads",
        "Show the newest revision of every branch.",
        section=_LOOK,
        parameters=(
            common.VERBOSE,
            common.FORMAT,
            Parameter(
                "resolve_dependencies",
                "Leave out a head that another revision depends on.",
                ("--resolve-dependencies",),
                is_flag=True,
            ),
            Parameter("check", "Fail with exit code 1 if there are several.", ("--check",), is_flag=True),
        ),
    ),
    CommandSpec(
        "branches",
        f"{_HERE}.looking:branches",
        "Show where branches start.",
        section=_LOOK,
        parameters=(common.VERBOSE,),
    ),
    CommandSpec(
        "show",
        f"{_HERE}.looking:show",
        "Show revisions in full.",
        section=_LOOK,
        parameters=(common.REV,),
    ),
    CommandSpec(
        "graph",
        f"{_HERE}.graphing:graph",
        "Draw the revisions, as text or as a picture.",
        section=_LOOK,
        parameters=(
            Parameter(
                "format",
                "text, a Mermaid flowchart, Graphviz, an SVG picture or an HTML page.",
                ("-f", "--format"),
                default="text",
                choices=("text", "mermaid", "dot", "svg", "html"),
            ),
            common.RANGE,
            common.INDICATE_CURRENT,
            Parameter("output", "A file to write to, instead of stdout.", ("-o", "--output"), metavar="FILE"),
        ),
    ),
    CommandSpec(
        "plugins",
        f"{_HERE}.starting:plugins",
        "List the plugins, with their hooks and what is wrong with them.",
        section=_LOOK,
        parameters=(common.VERBOSE,),
    ),
)

_MAINTAINING = (
    CommandSpec(
        "rebase",
        f"{_HERE}.rebasing:rebase",
        "Put a revision after another one, as after a git merge.",
        section=_MAINTAIN,
        parameters=(
            Parameter(
                "rev", "The revision to move; default: the newest head that is not the target.", metavar="[REVISION]"
            ),
            Parameter("onto", "What it is to follow; default: the other head.", ("--onto",), metavar="REV"),
        ),
    ),
    CommandSpec(
        "stubs",
        f"{_HERE}.starting:stubs",
        "Write the .pyi files that tell editors of all operations, the plugins' too.",
        section=_MAINTAIN,
        parameters=(
            Parameter("folder", "Where to; default: beside the modules.", ("--folder",), metavar="DIR"),
            Parameter("built_in", "Leave out what plugins add.", ("--built-in",), is_flag=True),
            Parameter("check", "Write nothing; exit code 1 if one is out of date.", ("--check",), is_flag=True),
        ),
    ),
)

COMMANDS: tuple[CommandSpec, ...] = (*_STARTING, *_MAKING, *_RUNNING, *_LOOKING, *_MAINTAINING)
