"""Arguments and options that several commands have in common."""

from __future__ import annotations

from migrate.plugin import Parameter

RENAMES = (
    Parameter(
        "rename",
        "A column that was renamed, with table.old= one that is dropped; may be repeated.",
        ("--rename",),
        many=True,
        metavar="TABLE.OLD=NEW",
    ),
    Parameter(
        "rename_table",
        "A table that was renamed, with old= one that is dropped; may be repeated.",
        ("--rename-table",),
        many=True,
        metavar="OLD=NEW",
    ),
)
DROP_ALL = Parameter(
    "allow_drop_all",
    "Go on where the models lack more than half of the database's tables, which would be dropped.",
    ("--allow-drop-all",),
    is_flag=True,
)
AGAINST = Parameter(
    "against",
    "Compare the models with the database, or with what the revisions build in a throwaway database.",
    ("--against",),
    default="database",
    choices=("database", "history"),
)
DATABASE = Parameter(
    "database", "Only this one of several, by its name in the option `databases`.", ("--database",), metavar="NAME"
)
VERBOSE = Parameter("verbose", "Show every detail.", ("-v", "--verbose"), is_flag=True)
SQL = Parameter("sql", "Print the SQL instead of running it; no database is needed.", ("--sql",), is_flag=True)
TAG = Parameter("tag", "A word for env.py: context.get_tag_argument().", ("--tag",), metavar="WORD")
MESSAGE = Parameter("message", "What the revision is for.", ("-m", "--message"), metavar="TEXT")
REV_ID = Parameter("rev_id", "The id of the new revision, instead of a generated one.", ("--rev-id",), metavar="ID")
BRANCH_LABEL = Parameter(
    "branch_label", "A name for the branch that the new revision is on.", ("--branch-label",), metavar="LABEL"
)
SPLICE = Parameter(
    "splice", "Allow a revision that is no head to have one more successor.", ("--splice",), is_flag=True
)
TARGET = Parameter(
    "revision", "Where to go: head, heads, base, an id, +N, -N, label@head.", required=True, metavar="REVISION"
)
REV = Parameter("rev", "An id, head, heads, current.", required=True, metavar="REVISION")
RANGE = Parameter(
    "rev_range",
    "A part of them: START:END; either end may be left out, or be `current`.",
    ("-r", "--rev-range"),
    metavar="RANGE",
)
INDICATE_CURRENT = Parameter(
    "indicate_current", "Mark what the database has.", ("-i", "--indicate-current"), is_flag=True
)
FORMAT = Parameter(
    "format",
    "A graph, or a line for each; default: a graph in a terminal.",
    ("--format",),
    choices=("graph", "plain"),
)
