"""Names of revisions and of their files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate import util
from migrate.kernel.script.naming import check_id, file_name, free_name, slug_of
from migrate.plugin import MigrateError
from support.projects import Project, names

NOW = datetime(2026, 11, 21, 9, 5, 7)  # a file's name has no zone


def accepted(rev_id: str) -> bool:
    try:
        check_id(rev_id)
    except MigrateError:
        return False
    return True


@given(st.text(max_size=20).filter(accepted), st.text())
def test_a_file_stays_in_its_folder(rev_id: str, message: str) -> None:
    """T21: whatever id is accepted and whatever the message, the name is one part of a path, and hidden from nobody."""
    name = file_name("%(rev)s_%(slug)s", rev_id, slug_of(message, 40), NOW)
    assert PurePath(name).parts == (name,)
    assert not name.startswith(".")
    assert name.endswith(".py")
    assert not set(name) & set("\0\n\r\t /\\'\"$;&|<>*?`")


@given(st.text(), st.integers(1, 60))
def test_a_slug_is_no_longer_than_asked_for(message: str, longest: int) -> None:
    """But for the mark of what was cut."""
    assert len(slug_of(message, longest)) <= longest + 1


@pytest.mark.parametrize(
    ("message", "slug"),
    [
        ("Add a Table", "add_a_table"),
        ("it's  done!", "it_s_done"),
        ("größe", "größe"),
        ("../../etc", "etc"),
        ("", ""),
        (None, ""),
        ("one two three four five six seven eight nine", "one_two_three_four_five_six_seven_eight_"),
    ],
)
def test_slugs(message: str | None, slug: str) -> None:
    """The words of the message."""
    assert slug_of(message, 40) == slug


def test_months_and_hours_have_two_digits_if_asked_for() -> None:
    """As in Alembic, a number's width is the template's."""
    template = "%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d%(second).2d"
    assert file_name(template, "a", "", NOW) == "20261121_090507.py"


def test_free_names() -> None:
    """A number is added until nobody has the name."""
    assert free_name("a", {"b"}.__contains__) == "a"
    assert free_name("a", {"a", "a_2"}.__contains__) == "a_3"


def test_two_generated_ids_of_one_second(project: Project) -> None:
    """A generated id that was taken meanwhile gets a number; one that was asked for by name is refused."""
    project.revision("20261121090507")
    scripts = project.scripts()
    generated = type(scripts.new_revision_id())("20261121090507")
    made = scripts.generate_revision(generated, "second")
    assert made is not None
    assert made.revision == "20261121090507_2"
    assert made.down_revision == "20261121090507"
    with pytest.raises(MigrateError, match="already used"):
        project.scripts().generate_revision("20261121090507", "third")


def test_two_files_of_one_day(project: Project) -> None:
    """A file_template without the id gives a second file of the same name a number."""
    project.options = ["file_template = %%(year)d%%(month).2d%%(day).2d"]
    for rev_id in ("a", "b", "c"):
        project.scripts().generate_revision(rev_id, "x")
    first, second, third = names(project.versions)
    assert (Path(second).stem, Path(third).stem) == (f"{Path(first).stem}_2", f"{Path(first).stem}_3")
    assert [each.revision for each in project.scripts().walk_revisions()] == ["c", "b", "a"]


def test_projects_find_new_ids_where_alembic_has_them() -> None:
    """A project's directives may ask for ids; each is another one, and passes as an id."""
    ids = {util.rev_id() for _ in range(100)}
    assert len(ids) == 100
    for one in ids:
        check_id(one)
