"""Options come from the ini file, from pyproject.toml, or from code."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.plugin import CommandError, ConfigurationError

Make = Callable[..., Config]


@pytest.mark.parametrize("section", ["migrate", "alembic"])
def test_either_name_of_the_section_is_found(ini: Make, section: str) -> None:
    """[migrate] and [alembic] are both read."""
    config = ini(f"[{section}]\nscript_location = here\n")
    assert config.config_ini_section == section
    assert config.get_main_option("script_location") == "here"


def test_our_section_goes_before_the_other(ini: Make) -> None:
    """With both sections in one file, [migrate] counts."""
    assert ini("[alembic]\nx = 1\n[migrate]\nx = 2\n").get_main_option("x") == "2"


def test_a_named_section_counts_alone(ini: Make) -> None:
    """``-n other`` reads [other]."""
    config = ini("[migrate]\nx = 1\n[other]\nx = 2\n", ini_section="other")
    assert config.get_main_option("x") == "2"


@pytest.mark.parametrize(("name", "section"), [("migrate.ini", "migrate"), ("alembic.ini", "alembic")])
def test_a_file_without_a_section_says_by_its_name_which_it_would_have(tmp_path: Path, name: str, section: str) -> None:
    """A new alembic.ini keeps Alembic's section."""
    assert Config(tmp_path / name).config_ini_section == section


def test_the_table_of_pyproject_says_it_too(tmp_path: Path) -> None:
    """With the options in [tool.migrate], the ini file's section is [migrate], whatever the file is called."""
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    assert Config(tmp_path / "alembic.ini", tmp_path / "pyproject.toml").config_ini_section == "migrate"


def test_without_a_file_values_can_be_set(tmp_path: Path) -> None:
    """A program can do with no file at all."""
    config = Config()
    config.set_main_option("script_location", "package:folder")
    assert config.get_main_option("script_location") == "package:folder"
    assert config.get_section("migrate")["script_location"] == "package:folder"


def test_here_is_the_folder_of_the_file(ini: Make, tmp_path: Path) -> None:
    """``%(here)s`` is the file's folder, and what ``config_args`` gives can be referred to as well."""
    config = ini("[migrate]\nx = %(here)s/a\ny = %(name)s\n", config_args={"name": "given"})
    assert config.get_main_option("x") == f"{tmp_path.as_posix()}/a"
    assert config.get_main_option("y") == "given"


def test_a_reference_to_nothing_is_told_with_its_line(ini: Make, tmp_path: Path) -> None:
    """An undoubled percent sign is the usual mistake in file_template."""
    config = ini("[migrate]\nscript_location = x\nfile_template = %(rev)s\n")
    with pytest.raises(ConfigurationError) as caught:
        config.get_alembic_option("file_template")
    assert str(caught.value) == "The option 'file_template' holds a % that refers to nothing"
    assert caught.value.hint == "write %% for a percent sign, and %(here)s for the folder of the file"
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:3"


def test_the_ini_file_goes_before_pyproject(tmp_path: Path) -> None:
    """With an option in both files, the ini file's counts; lists come from pyproject.toml."""
    (tmp_path / "migrate.ini").write_text("[migrate]\na = ini\n")
    (tmp_path / "pyproject.toml").write_text('[tool.migrate]\na = "toml"\nb = ["%(here)s/x", "100%%"]\n')
    config = Config(tmp_path / "migrate.ini", tmp_path / "pyproject.toml")
    assert config.get_alembic_option("a") == "ini"
    assert config.get_project_option("b") == [f"{tmp_path.as_posix()}/x", "100%"]
    assert config.get_alembic_option("c", "default") == "default"


@pytest.mark.parametrize("table", ["migrate", "alembic"])
def test_either_name_of_the_table_is_found(toml: Make, table: str) -> None:
    """[tool.migrate] and [tool.alembic] are both read."""
    assert toml(f"[tool.{table}]\nx = 1\n").get_alembic_option("x") == 1


def test_a_boolean_of_toml_is_a_boolean(toml: Make, tmp_path: Path) -> None:
    """A text where pyproject.toml should have true or false is an error with its line."""
    config = toml('[tool.migrate]\nsourceless = true\nrevision_environment = "yes"\n')
    assert config.get_alembic_boolean_option("sourceless") is True
    assert config.get_alembic_boolean_option("missing") is False
    with pytest.raises(
        CommandError, match="boolean value expected for TOML parameter 'revision_environment'"
    ) as caught:
        config.get_alembic_boolean_option("revision_environment")
    assert str(caught.value.place) == f"{tmp_path / 'pyproject.toml'}:3"


def test_a_number_is_a_number(ini: Make, tmp_path: Path) -> None:
    """What is no number is told with its line, as a ``ValueError`` too."""
    config = ini("[migrate]\na = 30\nb = many\n")
    assert config.get_number_option("a") == 30
    assert config.get_number_option("c") is None
    with pytest.raises(ConfigurationError, match="'many'") as caught:
        config.get_number_option("b")
    assert isinstance(caught.value, ValueError)
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:3"


def test_a_file_that_appears_is_read(tmp_path: Path) -> None:
    """A ``Config`` may be made before its file."""
    config = Config(tmp_path / "migrate.ini")
    assert config.get_alembic_option("x") is None
    (tmp_path / "migrate.ini").write_text("[migrate]\nx = 1\n")
    assert config.get_alembic_option("x") == "1"


def test_what_code_has_set_outlives_a_change_of_the_file(ini: Make, tmp_path: Path) -> None:
    """Setting and removing options concerns the object, whatever becomes of the file."""
    config = ini("[migrate]\nx = file\ny = file\n")
    config.set_main_option("x", "code")
    config.remove_main_option("y")
    (tmp_path / "migrate.ini").write_text("[migrate]\nx = new\ny = new\nz = new\n")
    os.utime(tmp_path / "migrate.ini", (1, 1))
    assert [config.get_main_option(name) for name in "xyz"] == ["code", None, "new"]


def test_a_missing_section_is_told(tmp_path: Path) -> None:
    """``get_main_option`` names the file and the section that were looked for."""
    with pytest.raises(ConfigurationError) as caught:
        Config(str(tmp_path / "migrate.ini")).get_main_option("x")
    assert str(caught.value) == (
        f"No config file '{tmp_path / 'migrate.ini'}' found, or file has no '[migrate]' section"
    )


def test_a_broken_ini_file_is_told_with_its_line(ini: Make, tmp_path: Path) -> None:
    """A line that is neither section nor option is named."""
    config = ini("[migrate]\nx = 1\nnonsense\n")
    with pytest.raises(ConfigurationError, match="The configuration cannot be read") as caught:
        config.get_main_option("x")
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:3"


def test_a_broken_pyproject_is_told(toml: Make, tmp_path: Path) -> None:
    """Invalid TOML is an error that names the file."""
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml cannot be read") as caught:
        toml("[tool.migrate\n").get_alembic_option("x")
    assert caught.value.place is not None
    assert caught.value.place.path == str(tmp_path / "pyproject.toml")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """Files written by Windows' Notepad are read."""
    (tmp_path / "migrate.ini").write_bytes("\ufeff[migrate]\nx = ä\n".encode())
    assert Config(tmp_path / "migrate.ini").get_main_option("x") == "ä"


def test_print_stdout_writes_what_the_stream_can_show() -> None:
    """A character that the stream's encoding lacks becomes a question mark."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1", newline="\n")
    Config(stdout=stream).print_stdout("%s → %d", "ä", 3)
    stream.flush()
    assert raw.getvalue() == "ä ? 3\n".encode("latin-1")


def test_places_of_options(tmp_path: Path) -> None:
    """An option's place is its line; for a missing one, its section's."""
    (tmp_path / "migrate.ini").write_text("# x = 0\n[other]\nx = 1\n[migrate]\nX : 2\n")
    (tmp_path / "pyproject.toml").write_text('[project]\ny = 1\n[tool.migrate]\n"y" = 2\n')
    config = Config(tmp_path / "migrate.ini", tmp_path / "pyproject.toml")
    assert str(config.place_of("migrate", "x")) == f"{tmp_path / 'migrate.ini'}:5"
    assert str(config.place_of("migrate", "y")) == f"{tmp_path / 'pyproject.toml'}:4"
    assert str(config.place_of("migrate", "z")) == f"{tmp_path / 'pyproject.toml'}:3"
    assert Config().place_of("migrate", "x") is None
