"""New revision files: their parents, their names, their folders, and what is refused before anything is written."""

from __future__ import annotations

import os
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from migrate.plugin import CommandError
from migrate.script import Script
from support.projects import TEMPLATE, Project, names


def make(project: Project, rev_id: str = "new", message: str | None = "a message", **arguments: Any) -> Script:
    script = project.scripts().generate_revision(rev_id, message, **arguments)
    assert script is not None
    return script


def refused(project: Project, rev_id: str = "new", message: str | None = "a message", **arguments: Any) -> CommandError:
    """Return the error of a revision that cannot be made, which must leave nothing behind."""
    before = names(project.versions)
    with pytest.raises(CommandError) as caught:
        make(project, rev_id, message, **arguments)
    assert names(project.versions) == before
    return caught.value


# Parents -------------------------------------------------------------------------------------------------------------


def test_the_first_revision_has_no_parent(project: Project) -> None:
    """A new project starts at its base."""
    script = make(project, "a", "first one")
    assert script.down_revision is None
    assert names(project.versions) == ["a_first_one.py"]
    assert project.scripts().get_heads() == ["a"]


def test_a_new_revision_follows_the_head(project: Project) -> None:
    """Without ``head`` it is the only head."""
    project.revision("a")
    assert make(project, "b").down_revision == "a"


def test_several_parents_make_a_merge(project: Project) -> None:
    """``head`` may be several ids, or ``heads``."""
    for rev_id, down in (("a", None), ("b", "a"), ("c", "a")):
        project.revision(rev_id, down)
    assert make(project, "d", head=["b", "c"]).down_revision == ("b", "c")


def test_a_new_base(project: Project) -> None:
    """``head="base"`` begins another tree, with a label of its own."""
    project.revision("a")
    script = make(project, "b", head="base", branch_labels="other")
    assert script.down_revision is None
    assert project.scripts().get_revision("other").revision == "b"


def test_dependencies_are_written_in_full(project: Project) -> None:
    """A beginning of an id becomes the id; a label stays a label, which moves with its branch."""
    project.revision("abcdef")
    project.revision("b", more="branch_labels = 'shop'")
    assert make(project, "c", head="abcdef", depends_on="b").dependencies == "b"
    assert make(project, "d", head="c", depends_on=["abc", "shop"]).dependencies == ("abcdef", "shop")


def test_several_heads_have_to_be_chosen_from(project: Project) -> None:
    """The heads are shown with their messages, where they part, and what to do."""
    for rev_id, down in (("a", None), ("b", "a"), ("c", "a")):
        project.revision(rev_id, down)
    error = refused(project)
    assert str(error) == (
        "Multiple heads are present; please specify the head revision on which the new revision should be based, or "
        "perform a merge."
    )
    assert error.hint is not None
    assert "they part at a" in error.hint
    assert 'migrate merge -m "merge" b c' in error.hint


def test_a_revision_in_the_middle_needs_splice(project: Project) -> None:
    """A second child is not made by mistake."""
    project.revision("a")
    project.revision("b", "a")
    error = refused(project, head="a")
    assert str(error) == (
        "Revision a is not a head revision; please specify --splice to create a new branch from this revision"
    )
    assert make(project, head="a", splice=True).down_revision == "a"


def test_one_parent_twice_is_refused(project: Project) -> None:
    """Naming a head twice is a mistake."""
    project.revision("a")
    assert "Duplicate head revisions specified" in str(refused(project, head=["a", "a"]))


def test_an_unknown_parent_is_refused(project: Project) -> None:
    """E2: the nearest id is named."""
    project.revision("abc123")
    error = refused(project, head="abd123")
    assert str(error) == "Can't locate revision identified by 'abd123'"
    assert error.hint is not None
    assert error.hint.startswith("did you mean 'abc123'? There is 1 revision in ")


# Ids and labels ------------------------------------------------------------------------------------------------------

BAD_NAMES = [
    "",
    ".",
    "..",
    "../../x",
    "/tmp/x",
    "a/b",
    "a\\b",
    "a b",
    "a\nb",
    "a'b",
    'a"b',
    "a;b",
    "a,b",
    "$a",
    "a%sb",
    "a\0b",
]


@pytest.mark.parametrize(
    "rev_id", [*BAD_NAMES, "a:b", "a@b", "a+1", "a-b", "head", "heads", "base", "current", "x" * 256]
)
def test_ids_that_something_could_not_hold_are_refused(project: Project, rev_id: str) -> None:
    """T21: what a file name, a target, a command line or the version table would read otherwise."""
    assert "revision id" in str(refused(project, rev_id))


@pytest.mark.parametrize("rev_id", ["a", "0" * 100, "2026.11.21", "add_table", "größe"])
def test_other_ids_are_fine(project: Project, rev_id: str) -> None:
    """T14: long ids, words and dates included."""
    assert make(project, rev_id).revision == rev_id


@pytest.mark.parametrize("label", [*BAD_NAMES[1:], "a:b"])
def test_labels_that_no_target_could_name_are_refused(project: Project, label: str) -> None:
    """A branch label is part of a target too."""
    refused(project, branch_labels=label)


def test_an_id_that_is_taken_is_refused(project: Project) -> None:
    """T14: both would answer to it."""
    path = project.revision("new")
    error = refused(project)
    assert str(error) == "Revision id new already used by revision new"
    assert str(error.place) == str(path)


def test_a_label_that_is_taken_is_refused(project: Project) -> None:
    """Labels are unique."""
    project.revision("a", more="branch_labels = 'x'")
    assert "Branch name 'x' in revision new already used by revision a" in str(refused(project, branch_labels="x"))


# Names and folders ---------------------------------------------------------------------------------------------------


def test_a_file_is_never_overwritten(project: Project) -> None:
    """T21: a file of that name stays as it is, whatever it is."""
    path = project.write("new_a_message.py.txt", "mine").rename(project.versions / "new_a_message.py")
    path.write_text("revision = 'other'\ndown_revision = None\n")
    error = refused(project)
    assert str(error) == "The file exists already, and is not overwritten"
    assert str(error.place) == str(path)
    assert path.read_text() == "revision = 'other'\ndown_revision = None\n"


def test_all_tokens_of_the_file_template(project: Project) -> None:
    """Each token is filled in from the moment, the id and the message."""
    tokens = "%%(rev)s|%%(slug)s|%%(epoch)s|%%(year)d-%%(month).2d-%%(day).2d|%%(hour).2d:%%(minute).2d:%%(second).2d"
    project.options = [f"file_template = {tokens}"]
    rev, slug, epoch, day, clock = Path(make(project).path).stem.split("|")
    assert (rev, slug) == ("new", "a_message")
    assert abs(int(epoch) - time.time()) < 60
    moment = datetime.fromtimestamp(int(epoch))
    assert f"{day} {clock}" == str(moment)


def test_the_file_template_may_have_folders(project: Project) -> None:
    """Folders are made on the way."""
    project.options = ["file_template = %%(year)d/%%(rev)s", "recursive_version_locations = true"]
    script = make(project)
    assert re.fullmatch(r"\d{4}", Path(script.path).parent.name)
    assert project.scripts().get_heads() == ["new"]


@pytest.mark.parametrize("template", ["../%%(rev)s", "/tmp/%%(rev)s", "a/../../%%(rev)s"])
def test_a_file_template_that_leads_out_is_refused(project: Project, template: str) -> None:
    """T21: revisions stay inside of their folder."""
    project.options = [f"file_template = {template}"]
    assert "leads out of the folder of revisions" in str(refused(project))


def test_an_unknown_token_is_told(project: Project) -> None:
    """The known ones are named."""
    project.options = ["file_template = %%(version)s"]
    error = refused(project)
    assert str(error) == "The file_template '%(version)s' cannot be filled in: 'version'"
    assert error.hint is not None
    assert "%(rev)s, %(slug)s, %(epoch)s" in error.hint


def test_the_slug_is_cut_at_a_word(project: Project) -> None:
    """``truncate_slug_length`` cuts the file's name, and not the message."""
    project.options = ["truncate_slug_length = 12"]
    script = make(project, message="one two three four")
    assert Path(script.path).name == "new_one_two_.py"
    assert script.doc == "one two three four"


@pytest.mark.parametrize(("zone", "offset"), [("utc", "+00:00"), ("Asia/Tokyo", "+09:00"), ("asia/tokyo", "+09:00")])
def test_times_are_of_the_zone(project: Project, zone: str, offset: str) -> None:
    """``timezone`` names a zone as the time zone database does, in any case."""
    project.options = [f"timezone = {zone}"]
    assert re.search(rf"Create Date: [\d-]+ [\d:.]+{re.escape(offset)}$", make(project).longdoc)


def test_an_unknown_zone_is_told(project: Project) -> None:
    """Nothing is written then."""
    project.options = ["timezone = Mars/Olympus"]
    assert str(refused(project)) == "Can't locate timezone: Mars/Olympus"


def test_one_of_several_locations(project: Project) -> None:
    """With several locations the first revision needs one named; later ones go where their parents are."""
    other = project.home / "other"
    project.options = [f"version_locations = {os.pathsep.join([str(project.versions), str(other)])}"]
    assert "please specify --version-path" in str(refused(project, "a"))
    assert Path(make(project, "a", version_path=other).path).parent == other
    assert Path(make(project, "b").path).parent == other
    assert Path(make(project, "c", version_path=f"{project.versions}/").path).parent == project.versions


def test_a_folder_that_is_no_location_is_refused(project: Project) -> None:
    """T21: a revision elsewhere would not be found again."""
    error = refused(project, version_path=project.folder)
    assert str(error) == f"Path {project.folder} is not represented in current version locations"
    assert error.hint == f"the locations are {project.versions}"


# Templates -----------------------------------------------------------------------------------------------------------


def template(project: Project, text: str) -> None:
    (project.home / "script.py.mako").write_text(text)


def test_values_reach_the_template(project: Project) -> None:
    """What env.py and commands hand over is there by name."""
    template(project, f"{TEMPLATE}\n# ${{own}}\n")
    script = make(project, own="mine", upgrades="op.x()", imports="import x")
    text = Path(script.path).read_text()
    assert "# mine" in text
    assert "    op.x()" in text
    assert "import x" in text


def test_a_template_that_does_not_carry_the_labels_is_told(project: Project) -> None:
    """Templates from before labels are named."""
    template(project, "revision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n")
    error = refused(project, branch_labels="x")
    assert str(error).startswith("Version new specified branch_labels x, however the migration file")


def test_a_template_that_does_not_carry_the_parents_is_told(project: Project) -> None:
    """It would begin another tree in silence."""
    project.revision("a")
    template(project, "revision = ${repr(up_revision)}\n")
    error = refused(project, "b")
    assert str(error) == (
        "The template gives the revision b the identifiers revision = 'b' and down_revision = None; nothing was written"
    )


def test_no_template_is_told(project: Project) -> None:
    """``migrate init`` makes one."""
    (project.home / "script.py.mako").unlink()
    assert str(refused(project)) == f"There is no {project.home / 'script.py.mako'}"


def test_a_failing_template_is_told(project: Project) -> None:
    """The error names a file with a traceback in the template's own lines."""
    template(project, "x\n${gone.away}\n")
    error = refused(project)
    found = re.fullmatch(r"Template rendering failed; see (.+) for a template-oriented traceback\.", str(error))
    assert found is not None
    report = Path(found[1])
    assert "${gone.away}" in report.read_text()
    report.unlink()


def test_code_that_is_no_python_is_told(project: Project) -> None:
    """T20: the file is compiled before it is moved into place."""
    error = refused(project, upgrades="op.x(")
    assert str(error).startswith("The new revision would be no valid Python: ")
    assert error.place is not None
    assert error.place.line == 17


def test_an_encoding_that_lacks_a_character_is_told(project: Project) -> None:
    """``output_encoding`` may be too narrow for a message."""
    project.options = ["output_encoding = ascii"]
    assert "cannot be written in the encoding 'ascii'" in str(refused(project, message="größe"))


def test_another_encoding_needs_its_declaration(project: Project) -> None:
    """With the coding line in the template, a file in another encoding is written and read."""
    project.options = ["output_encoding = latin-1"]
    assert "no valid Python" in str(refused(project, message="größe"))
    template(project, f"#!/usr/bin/env python\n# coding: latin-1\n{TEMPLATE}")
    assert make(project, message="größe").doc == "größe"
    assert project.scripts().get_revision("new").doc == "größe"
