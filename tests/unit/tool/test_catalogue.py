from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hyperstream.tool.catalogue import Catalogue, search
from hyperstream.tool.listing import list_names
from hyperstream.utils.errors import ToolLoadError, ToolNotFoundError
from tests.unit.tool.tool_files import plain, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "clock", plain("Clock", "Old."), "2016-07-11T1209Z_v0.0.1.py")
    write(tmp_path, "clock", plain("Clock", "New."), "2016-11-14_v0.1.0.py")
    write(tmp_path, "apply", plain("Apply"), "2017-11-27_v0.0.3.py")
    return tmp_path


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue([folder])


def broken(folder: Path, name: str = "bad", file: str = "2018-01-01_v1.0.0.py") -> Path:
    return write(folder, name, "raise ValueError('no')", file)


class TestWhatThereIs:
    def test_tools_are_folders_with_versioned_files(self, folder: Path, catalogue: Catalogue) -> None:
        write(folder, "no_tool", "", "__init__.py")
        write(folder, "not-a-name", plain("X"))
        (folder / "empty").mkdir()
        (folder / "README.md").touch()
        assert list(catalogue) == catalogue.names() == ["apply", "clock"]
        assert len(catalogue) == 2
        assert "clock" in catalogue
        assert not {"no_tool", "empty", "not-a-name", "README", "..", ""} & set(catalogue)
        assert all(name not in catalogue for name in ("no_tool", "empty", "not-a-name", "..", "", 3))

    def test_versions_are_listed_oldest_first(self, catalogue: Catalogue) -> None:
        assert catalogue.versions("clock") == ["0.0.1", "0.1.0"]
        assert catalogue.versions("nothing") == []

    def test_a_new_file_is_there_at_once(self, folder: Path, catalogue: Catalogue) -> None:
        assert catalogue.get("clock").tool_version == "0.1.0"
        write(folder, "clock", plain("Clock"), "2020-01-01_v0.2.0.py")
        assert catalogue.get("clock").tool_version == "0.2.0"

    def test_nothing_is_run_to_list_them(self, folder: Path, catalogue: Catalogue) -> None:
        broken(folder)
        assert "bad" in catalogue.names()
        assert catalogue.versions("bad") == ["1.0.0"]

    def test_a_folder_that_does_not_exist_holds_no_tools(self, tmp_path: Path) -> None:
        assert Catalogue([tmp_path / "none"]).names() == []
        assert list_names([tmp_path / "none"]) == []

    def test_files_of_the_future_do_not_count(self, folder: Path) -> None:
        early = Catalogue([folder], up_to=lambda: datetime(2016, 8, 1, tzinfo=UTC))
        assert early.names() == ["clock"]
        assert early.get("clock").summary() == "Old."
        with pytest.raises(ToolNotFoundError):
            early.get("clock", "0.1.0")


class TestGet:
    def test_the_newest_is_meant_unless_a_version_is_named(self, catalogue: Catalogue) -> None:
        assert catalogue.get("clock").summary() == "New."
        assert catalogue.get("clock", "0.0.1").summary() == "Old."
        assert catalogue.get("clock", version="^0.1").summary() == "New."

    def test_an_unknown_name_is_told_with_those_near(self, catalogue: Catalogue) -> None:
        with pytest.raises(ToolNotFoundError) as caught:
            catalogue.get("clok")
        assert str(caught.value) == (
            "There is no tool 'clok' in 'tools'. Did you mean 'clock'? Known tools: apply, clock."
        )
        assert caught.value.near == ["clock"]

    def test_a_catalogue_without_tools_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(ToolNotFoundError, match="Known tools: none at all"):
            Catalogue([tmp_path]).get("clock")

    @pytest.mark.parametrize("name", ["x" * 100_000, "../clock", "clock/..", "a b", "", "\x00"])
    def test_names_of_any_length_or_form_are_told_briefly(self, catalogue: Catalogue, name: str) -> None:
        with pytest.raises(ToolNotFoundError) as caught:
            catalogue.get(name)
        assert len(str(caught.value)) < 400

    def test_many_tools_are_not_all_listed(self, tmp_path: Path) -> None:
        for number in range(50):
            write(tmp_path, f"tool{number:02}", plain("X"))
        with pytest.raises(ToolNotFoundError, match=r"tool38, tool39 and 10 more\.$"):
            Catalogue([tmp_path]).get("nothing_near")

    def test_a_version_that_nothing_matches_is_told_with_those_there_are(self, catalogue: Catalogue) -> None:
        with pytest.raises(ToolNotFoundError, match=r"no version matching '\^3'; there are: 0.0.1, 0.1.0"):
            catalogue.get("clock", "^3")


class TestBrokenFiles:
    def test_a_broken_file_touches_no_other_tool(self, folder: Path, catalogue: Catalogue) -> None:
        broken(folder)
        with pytest.raises(ToolLoadError, match="line 1: ValueError: no"):
            catalogue.get("bad")
        assert catalogue.get("clock").summary() == "New."

    def test_an_older_version_is_named_and_not_taken_instead(
        self, folder: Path, catalogue: Catalogue
    ) -> None:
        broken(folder, "clock", "2017-01-01_v0.3.0.py")
        broken(folder, "clock", "2018-01-01_v1.0.0.py")
        with pytest.raises(ToolLoadError) as caught:
            catalogue.get("clock")
        assert "clock 0.1.0 is still the newest usable version (version='0.1.0')." in str(caught.value)
        assert caught.value.line == 1
        assert catalogue.get("clock", "0.1.0").summary() == "New."

    def test_a_bad_file_name_is_a_problem_of_that_file_only(self, folder: Path, catalogue: Catalogue) -> None:
        path = write(folder, "clock", plain("Clock"), "2019-01-01_1.py")
        assert catalogue.get("clock").summary() == "New."
        (problem,) = catalogue.listing("clock").problems
        assert problem.file == path
        assert "is not the name of a versioned file" in str(problem)

    def test_a_tool_of_bad_names_only_says_so(self, folder: Path, catalogue: Catalogue) -> None:
        write(folder, "odd", plain("Odd"), "odd.py")
        assert "odd" not in catalogue.names()
        assert "odd" in catalogue.all_names()
        with pytest.raises(ToolLoadError, match=r"'odd\.py' is not the name of a versioned file"):
            catalogue.get("odd")

    def test_a_version_claimed_twice_is_an_error_and_others_load(
        self, folder: Path, catalogue: Catalogue
    ) -> None:
        write(folder, "clock", plain("Clock"), "2018-01-01_v1.0.0.py")
        write(folder, "clock", plain("Clock"), "2019-01-01_v1.0.0.py")
        for version in (None, "1.0.0", "^1"):
            with pytest.raises(ToolLoadError, match=r"version 1\.0\.0 is claimed twice") as caught:
                catalogue.get("clock", version)
            assert "2018-01-01_v1.0.0.py and 2019-01-01_v1.0.0.py" in str(caught.value)
        assert catalogue.get("clock", "0.1.0").summary() == "New."
        assert catalogue.versions("clock") == ["0.0.1", "0.1.0"]


class TestSeveralFolders:
    def test_versions_of_all_folders_stand_together(self, folder: Path, tmp_path: Path) -> None:
        own = tmp_path / "own"
        write(own, "clock", plain("Clock", "Mine."), "2020-01-01_v2.0.0.py")
        both = Catalogue([own, folder])
        assert both.versions("clock") == ["0.0.1", "0.1.0", "2.0.0"]
        assert both.get("clock").summary() == "Mine."
        assert both.get("clock", "^0.1").summary() == "New."

    def test_the_first_folder_wins_where_both_have_a_version(self, folder: Path, tmp_path: Path) -> None:
        own = tmp_path / "own"
        write(own, "clock", plain("Clock", "Mine."), "2016-11-15_v0.1.0.py")
        assert Catalogue([own, folder]).get("clock").summary() == "Mine."
        assert Catalogue([folder, own]).get("clock").summary() == "New."

    def test_catalogues_are_searched_in_order(self, folder: Path, tmp_path: Path) -> None:
        plugin = tmp_path / "plugin"
        write(plugin, "clock", plain("Clock", "Plugin."))
        write(plugin, "dummy", plain("Dummy"))
        catalogues = [Catalogue([folder]), Catalogue([plugin], label="example_tools")]
        assert search(catalogues, "clock").summary() == "New."
        assert search(catalogues, "dummy").tool_name == "dummy"
        with pytest.raises(
            ToolNotFoundError, match=r"'dumy' in 'tools' or 'example_tools'\. Did you mean 'dummy'"
        ):
            search(catalogues, "dumy")
