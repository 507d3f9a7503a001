"""``hyperstream tool``: new files, next versions, and the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hyperstream.cli.main import main
from hyperstream.cli.tool_files import bump, check_name, create
from hyperstream.cli.tool_templates import TEMPLATES
from hyperstream.tool.catalogue import Catalogue
from hyperstream.utils.errors import ArgumentValueError, ToolError, ToolLoadError
from hyperstream.utils.time_utils import parse_datetime

NOW = parse_datetime("2026-11-21T12:09:30")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, arguments)


class TestNew:
    @pytest.mark.parametrize("kind", TEMPLATES)
    def test_a_new_file_of_every_kind_is_a_tool_of_that_kind(self, tmp_path: Path, kind: str) -> None:
        file = create(tmp_path, "daily_max", kind, "", NOW)
        assert file == tmp_path / "daily_max" / "2026-11-21_v1.0.0.py"
        cls = Catalogue([tmp_path]).get("daily_max")
        assert (cls.__name__, cls.kind, cls.tool_version) == ("DailyMax", kind.replace("-", " "), "1.0.0")
        assert cls.accepts()
        assert cls.summary() == "What daily_max gives."

    @pytest.mark.parametrize(
        "description",
        ['Says """so"""', "Ends in a \\", 'Ends in a "', "Has $class_name", "One\ntwo", "Done!"],
    )
    def test_any_description_gives_a_file_that_loads(self, tmp_path: Path, description: str) -> None:
        create(tmp_path, "daily_max", "tool", description, NOW)
        summary = Catalogue([tmp_path]).get("daily_max").summary()
        expected = " ".join(description.split()).replace('"""', "'''")
        assert summary == (expected if expected.endswith("!") else f"{expected}.")

    def test_the_command_says_what_it_made_and_what_is_next(self, run: Run) -> None:
        result = run("tool", "new", "daily_max", "--description", "The warmest of a day")
        assert result.exit_code == 0
        assert "Created tools/daily_max/" in result.output
        assert "hs.tools.daily_max" in result.output
        (file,) = Path("tools/daily_max").iterdir()
        assert file.read_text().startswith('"""The warmest of a day."""\n')

    def test_json_names_the_file(self, run: Run) -> None:
        entry = json.loads(run("tool", "new", "daily_max", "--dir", "mine", "--json").output)
        assert Path(entry["file"]).parent == Path("mine/daily_max")
        assert (entry["tool"], entry["version"], entry["kind"]) == ("daily_max", "1.0.0", "tool")

    def test_a_tool_that_is_there_is_left_alone(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        (file,) = Path("tools/daily_max").iterdir()
        file.write_text("mine = 1\n")
        result = run("tool", "new", "daily_max")
        assert result.exit_code == 1
        assert "hyperstream tool bump daily_max" in result.stderr
        assert file.read_text() == "mine = 1\n"

    @pytest.mark.parametrize(
        ("name", "proposal"),
        [
            ("Daily-Max", "'daily_max'"),
            ("DailyMax", "'daily_max'"),
            ("daily max", "'daily_max'"),
            ("_daily", "'daily'"),
            ("daily__max", "'daily_max'"),
            ("../daily", "'daily'"),
            ("1st", "as 'daily_max'"),
            ("class", "as 'daily_max'"),
            ("", "as 'daily_max'"),
            ("größe", "'gr_e'"),
        ],
    )
    def test_a_name_that_no_tool_can_have_is_refused_with_one_that_it_can(
        self, name: str, proposal: str
    ) -> None:
        with pytest.raises(ArgumentValueError, match="cannot name a tool") as caught:
            check_name(name)
        assert proposal in str(caught.value)

    def test_names_that_tools_have_are_accepted(self) -> None:
        for name in ("clock", "relative_apply2", "csv_reader", "list_dict_mean"):
            assert check_name(name) == name


class TestBump:
    @pytest.mark.parametrize(
        ("part", "version"), [("major", "2.0.0"), ("minor", "1.1.0"), ("patch", "1.0.1")]
    )
    def test_the_newest_version_is_copied_under_a_higher_one(
        self, tmp_path: Path, part: str, version: str
    ) -> None:
        old = create(tmp_path, "daily_max", "tool", "", NOW)
        done = bump(tmp_path, "daily_max", part, parse_datetime("2026-12-01"))
        assert done.copied_from == old
        assert done.new == tmp_path / "daily_max" / f"2026-12-01_v{version}.py"
        assert done.new.read_text() == old.read_text()
        assert Catalogue([tmp_path]).get("daily_max").tool_version == version

    def test_on_the_same_day_the_higher_version_is_the_newer_one(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW)
        assert bump(tmp_path, "daily_max", "minor", NOW).new.name == "2026-11-21_v1.1.0.py"

    def test_a_file_with_a_time_of_the_same_day_is_followed_by_one_with_a_time(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW).rename(
            tmp_path / "daily_max" / "2026-11-21T0900Z_v1.0.0.py"
        )
        done = bump(tmp_path, "daily_max", "minor", NOW)
        assert done.new.name == "2026-11-21T120930Z_v1.1.0.py"
        assert Catalogue([tmp_path]).find("daily_max").version == "1.1.0"

    def test_a_file_from_the_future_cannot_be_followed(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", parse_datetime("2027-01-01"))
        with pytest.raises(ToolError, match="dated after now"):
            bump(tmp_path, "daily_max", "minor", NOW)

    def test_an_unchanged_copy_is_not_bumped_again(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW)
        new = bump(tmp_path, "daily_max", "minor", NOW).new
        with pytest.raises(ToolError, match="still an unchanged copy of 2026-11-21_v1"):
            bump(tmp_path, "daily_max", "minor", NOW)
        new.write_text(new.read_text() + "# changed\n")
        assert bump(tmp_path, "daily_max", "minor", NOW).new.name == "2026-11-21_v1.2.0.py"

    def test_a_version_that_is_there_already_is_not_made_again(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW)
        (tmp_path / "daily_max" / "2020-01-01_v1.1.0.py").write_text("# older, but higher\n")
        with pytest.raises(ToolError, match=r"daily_max 1\.1\.0 is there already"):
            bump(tmp_path, "daily_max", "minor", NOW)

    def test_a_version_that_is_claimed_twice_is_named(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW)
        (tmp_path / "daily_max" / "2026-11-22_v1.0.0.py").write_text("\n")
        with pytest.raises(ToolLoadError, match=r"1\.0\.0 is claimed twice"):
            bump(tmp_path, "daily_max", "minor", NOW)

    def test_a_file_without_a_version_in_its_name_is_named(self, tmp_path: Path) -> None:
        create(tmp_path, "daily_max", "tool", "", NOW)
        (tmp_path / "daily_max" / "helpers.py").write_text("\n")
        with pytest.raises(ToolLoadError, match=r"helpers\.py"):
            bump(tmp_path, "daily_max", "minor", NOW)

    def test_an_unknown_tool_is_an_error_that_names_a_near_one(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        result = run("tool", "bump", "daily_min", "--major")
        assert result.exit_code == 1
        assert "Did you mean 'daily_max'?" in result.stderr

    def test_without_the_part_nothing_is_done(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        result = run("tool", "bump", "daily_max")
        assert result.exit_code == 2
        assert "--major, --minor or --patch" in result.stderr
        assert len(list(Path("tools/daily_max").iterdir())) == 1

    def test_the_command_says_what_it_copied(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        result = run("tool", "bump", "daily_max", "--minor")
        assert "_v1.1.0.py, a copy of" in result.output

    def test_json_names_both_files(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        entry = json.loads(run("tool", "bump", "daily_max", "--patch", "--json").output)
        assert entry["file"].endswith("_v1.0.1.py")
        assert entry["copied_from"].endswith("_v1.0.0.py")


class TestList:
    def test_shipped_tools_and_those_of_plugins_are_listed(self, run: Run) -> None:
        result = run("tool", "list")
        assert result.exit_code == 0
        rows = {line.split()[0]: line for line in result.output.splitlines()}
        assert next(iter(rows)) == "tool"
        assert " shipped " in rows["clock"]
        assert "One tick every so often: at first + k * stride" in rows["clock"]
        assert "data_importers.csv_reader" in rows
        assert list(Path().iterdir()) == []

    def test_the_projects_own_tools_are_listed_with_every_version(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        run("tool", "bump", "daily_max", "--minor")
        row = next(line for line in run("tool", "list").output.splitlines() if line.startswith("daily_max"))
        assert "1.0.0, 1.1.0" in row
        assert row.endswith("  factor")
        assert " tools/daily_max " in row
        assert "  factor: float = 1.0\n" in run("tool", "list", "--verbose").output

    def test_a_broken_file_is_named_and_the_others_are_listed(self, run: Run) -> None:
        run("tool", "new", "daily_max")
        (file,) = Path("tools/daily_max").iterdir()
        file.write_text("def (:\n")
        run("tool", "new", "daily_min")
        result = run("tool", "list")
        assert f"{file} cannot be used: line 1: SyntaxError" in result.stderr
        assert "\ndaily_min " in result.stdout
        assert "\ndaily_max " not in result.stdout

    @pytest.mark.parametrize("how", [(), ("--json",)])
    def test_the_exit_status_tells_a_script_whether_every_file_can_be_used(
        self, run: Run, how: tuple[str, ...]
    ) -> None:
        run("tool", "new", "daily_max")
        assert run("tool", "list", *how).exit_code == 0
        (file,) = Path("tools/daily_max").iterdir()
        file.write_text("def (:\n")
        result = run("tool", "list", *how)
        assert result.exit_code == 1
        assert "line 1: SyntaxError" in result.stderr
        if how:
            entries = {entry["tool"]: entry for entry in json.loads(result.stdout)}
            assert "SyntaxError" in entries["daily_max"]["error"]
            assert entries["clock"]["error"] is None

    def test_json_has_an_entry_for_every_version(self, run: Run) -> None:
        run("tool", "new", "daily_max", "--description", "The warmest")
        entries = {entry["tool"]: entry for entry in json.loads(run("tool", "list", "--json").output)}
        entry = entries["daily_max"]
        assert (entry["version"], entry["kind"], entry["channel"]) == ("1.0.0", "tool", "tools")
        assert (entry["summary"], entry["error"]) == ("The warmest.", None)
        assert Path(entry["file"]).name.endswith("_v1.0.0.py")
