"""The page on things of one's own: its module is put into a project, and its functions are called as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.kernel.plugin.active import active_registry
from support.environments import migrate
from support.pages import Page, put_into_env
from support.scenarios import run

PAGE = Page("how-to/compare-things-of-your-own.md")
TRIGGER, WRITTEN, LOOKS, NAMED, NEVER_SHORTER = PAGE.blocks("python")
MODELS = """\
from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id = mapped_column(Integer, primary_key=True)
    seen = mapped_column(Integer)
    name = mapped_column(String(20))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the page's module, and a table in its models."""
    PAGE.write_files(tmp_path)
    (tmp_path / "models.py").write_text(MODELS)
    run(tmp_path, "migrate", "init", "-q", "--models", "models:Base", "--url", "sqlite:///app.db")
    put_into_env(tmp_path, "import triggers\n")
    return tmp_path


def printed(project: Path, *words: str) -> list[str]:
    """Return what a command prints in a process of its own, where the page's module is imported once."""
    done = migrate("-q", *words, cwd=project)
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def generate(project: Path, rev_id: str) -> str:
    """Generate a revision, carry it out, and return its text."""
    printed(project, "revision", "--autogenerate", "-m", rev_id, "--rev-id", rev_id)
    printed(project, "upgrade", "head")
    return (project / "migrations" / "versions" / f"{rev_id}_{rev_id}.py").read_text()


def triggers(project: Path) -> list[str]:
    return run(project, "sqlite", "app.db", "SELECT name FROM sqlite_master WHERE type = 'trigger'")


def test_triggers_come_and_go_and_come_back(project: Path) -> None:
    """By the page's directives, laid out as the page has them."""
    (project / "models.py").write_text(f"{MODELS}\n\n{TRIGGER}")
    _, upgrade, downgrade = generate(project, "aa11").split("\ndef ")
    assert WRITTEN in "".join(f"{line.removeprefix('    ')}\n" for line in upgrade.splitlines())
    assert upgrade.index("op.create_table") < upgrade.index("op.create_trigger")
    assert 'op.drop_trigger("note_order")' in downgrade
    assert triggers(project) == ["note_order"]
    (project / "models.py").write_text(MODELS)
    assert printed(project, "check")[0].startswith("- ")
    generate(project, "bb22")
    assert triggers(project) == []
    printed(project, "downgrade", "-1")
    assert triggers(project) == ["note_order"]
    printed(project, "downgrade", "base")
    assert triggers(project) == []


def test_a_comparator_may_look_and_refuse(project: Path) -> None:
    """It sees a table that only the models have."""
    put_into_env(project, LOOKS)
    generate(project, "aa11")
    (project / "models.py").write_text(f'{MODELS}\nfrom sqlalchemy import Table\n\nTable("t", Base.metadata)\n')
    assert printed(project, "check")[0] == "Error: t has no primary key."


def test_a_named_set_takes_part_where_it_is_asked_for(project: Path) -> None:
    """And nowhere else."""
    function = LOOKS.replace('@comparators.dispatch_for("table")\n', "")
    put_into_env(project, f"{function}\n\n{NAMED}")
    (project / "models.py").write_text(f'{MODELS}\nfrom sqlalchemy import Table\n\nTable("t", Base.metadata)\n')
    assert "Error" not in printed(project, "check")[0]
    [option] = re.findall(r"`(context\.configure\(\.\.\., autogenerate_plugins.*?\))`", PAGE.prose)
    put_into_env(project, f"{option}\n")
    assert printed(project, "check")[0] == "Error: t has no primary key."


def test_a_comparator_may_take_the_place_of_another(project: Path) -> None:
    """A text gets longer, but not shorter."""
    put_into_env(project, NEVER_SHORTER)
    generate(project, "aa11")
    (project / "models.py").write_text(MODELS.replace("String(20)", "String(10)"))
    assert printed(project, "check") == ["No new upgrade operations detected."]
    (project / "models.py").write_text(MODELS.replace("String(20)", "String(30)"))
    assert printed(project, "check")[0] == "~ orders.name: VARCHAR(20) -> VARCHAR(30)"


@pytest.mark.parametrize("target", ["column", "table"])
def test_the_subgroups_are_those_in_the_box(target: str) -> None:
    """All that a project may want to take the place of, and no other."""
    [said] = re.findall(r"The subgroups of (.*?) So this one", PAGE.prose)
    columns, _, tables = said.partition("those of tables")
    named = set(re.findall(r"`(\w+)`", columns if target == "column" else tables))
    known = {entry.spec.element for entry in active_registry().comparators() if entry.spec.target == target}
    assert named == known - {"dropped_columns", "dropped_foreign_keys"}


def test_a_function_is_called_with_the_arguments_of_the_table(project: Path) -> None:
    """Each target's, in their order; both sides have the columns, and one side has the table at first."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `([^`]+)`.*\| `(\w+)\.", PAGE.text, flags=re.MULTILINE)
    assert [target for target, _, _ in rows] == ["schema", "table", "column"]
    for target, arguments, operations in rows:
        words = [operations, *(name for name in arguments.split(", ") if name not in (operations, "autogen_context"))]
        shown = ", ".join(f"'str' if isinstance({word}, str) else type({word}).__name__" for word in words)
        put_into_env(
            project,
            "from migrate.autogenerate import comparators\n\n\n"
            f'@comparators.dispatch_for("{target}")\ndef {target}({arguments}):\n    print({shown})\n',
        )
    assert printed(project, "check")[:2] == [
        "ModifyTableOps NoneType str NoneType Table",
        "UpgradeOps set",
    ]
    generate(project, "aa11")
    column = "AlterColumnOp NoneType str str Column Column"
    table = "ModifyTableOps NoneType str Table Table"
    assert set(printed(project, "check")[:-1]) == {column, table, "UpgradeOps set"}
