"""``hyperstream demo``: the main job on real data, and only what is missing."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hyperstream.cli.demo import command
from hyperstream.cli.main import main

Run = Callable[..., Result]
STREAMS = (
    "temperature",
    "celsius",
    "day_mean",
    "day_min",
    "day_max",
    "week_mean",
    "warm_days",
    "rain",
    "rain_week",
)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the demonstration in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYPERSTREAM_STORE", raising=False)
    return lambda *arguments: CliRunner().invoke(main, ["demo", *arguments])


def computed(result: Result) -> dict[str, list[str]]:
    """Per stream, the reasons given for what this run computed."""
    assert result.exit_code == 0, result.output
    table = result.output.partition("computed now")[2].partition("\n\n")[0]
    reasons: dict[str, list[str]] = {}
    name = ""
    for line in table.splitlines()[1:]:
        name = name if line.startswith(" ") else line.split()[0]
        reasons.setdefault(name, []).extend(word for word in ("missing", "late", "upstream") if word in line)
    return reasons


def test_it_imports_computes_prints_and_draws(demo: Run, tmp_path: Path) -> None:
    result = demo("--from", "2010-06-01", "--to", "2010-09-01")
    assert set(computed(result)) == set(STREAMS)
    assert " 57 " in next(line for line in result.output.splitlines() if line.startswith("warm_days "))
    assert "csv_reader 1.0.0" in result.output
    assert "2010-07-28  24.4" in result.output
    folder = tmp_path / "hyperstream_demo"
    assert {file.name for file in folder.iterdir()} >= {"store.db", "seattle.png", "seattle.svg"}
    assert (folder / "seattle.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "seattle.svg").read_text().startswith("<?xml")
    assert str(folder / "store.db") in result.output


def test_run_again_nothing_needs_computing(demo: Run) -> None:
    demo("--from", "2010-06-01", "--to", "2010-09-01")
    result = demo("--from", "2010-06-01", "--to", "2010-09-01")
    assert result.exit_code == 0
    asked = "(2010-06-01 00:00, 2010-09-01 00:00]"
    assert f"Nothing to compute: everything in {asked} is current" in result.output


def test_asked_for_more_it_computes_only_the_rest(demo: Run) -> None:
    demo("--from", "2010-06-01", "--to", "2010-08-01")
    result = demo("--from", "2010-06-01", "--to", "2010-09-01")
    reasons = computed(result)
    assert set(reasons) == set(STREAMS)
    assert {reason for found in reasons.values() for reason in found} == {"missing"}
    day_min = next(line for line in result.output.splitlines() if line.startswith("day_min"))
    assert "(2010-08-01 00:00, 2010-09-01 00:00]" in day_min


def test_an_interval_without_data_is_computed_and_empty(demo: Run) -> None:
    result = demo("--from", "2016-06-01", "--to", "2016-06-08")
    assert result.exit_code == 0
    assert "0 instances in" in result.output
    assert "Nothing to compute" in demo("--from", "2016-06-01", "--to", "2016-06-08").output


def test_the_commands_that_it_shows_do_what_it_says_of_them(demo: Run, tmp_path: Path) -> None:
    first = demo("--from", "2010-06-01", "--to", "2010-06-20", "--folder", "my place")
    for word, promise in (("Again", "Nothing to compute"), ("More", "2010-06-20 00:00, 2016-01-01 00:00]")):
        line = next(line for line in first.output.splitlines() if line.startswith(word))
        _, _, *arguments = shlex.split(line[len("Again  ") :].partition("   ")[0])
        assert promise in demo(*arguments).output


def test_a_store_is_named_again_but_never_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    there = "mongodb://ann:secret@db.example/house"
    assert command._where("sqlite:///my store.db", command.FOLDER) == " --store 'sqlite:///my store.db'"
    assert command._where(there, command.FOLDER) == " --store URL"
    monkeypatch.setenv("HYPERSTREAM_STORE", there)
    assert command._where(there, Path("x")) == " --folder x"


def test_without_its_extra_it_ends_with_status_2_and_names_it(
    demo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda package: None)
    result = demo()
    assert result.exit_code == 2
    assert "hyperstream[demo]" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_shows_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    arguments = ["demo", "--from", "2010-07-01", "--to", "2010-08-01", "--store", "memory://"]
    main(arguments, standalone_mode=False)
    output = capsys.readouterr().out
    for stream in STREAMS:
        assert f"  {stream}" in output
    assert "100 %" in output
