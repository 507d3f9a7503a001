"""``hyperstream coverage``: a committed workflow, or one of a file, as strips."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hyperstream import HyperStream
from hyperstream.cli.main import main
from hyperstream.utils.errors import StoreUnavailableError

Run = Callable[..., Result]
DAY = ("2026-11-10", "2026-11-11")
SPAN = ("--from", "2026-11-10", "--to", "2026-11-12")
FILE = """
from hyperstream import HyperStream

hs = HyperStream()
with hs.create_workflow("{name}") as w:
    raw = w.create_node("raw")
    hourly = w.create_node("hourly")
    hourly[None] = hs.factors.mean(raw, every="1h")
{more}
if __name__ == "__main__":
    raise SystemExit("not to be run")
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the workflow of the houses, computed for one day."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"
    with HyperStream(url) as hs:
        house = hs.plate("house", values=["h1", "h2"])
        with hs.create_workflow("heating") as w:
            raw = w.create_node("raw_temp", plates=house)
            hourly = w.create_node("temp_hour", plates=house)
            hourly[house] = hs.factors.mean(raw, every="1h")
        for value in house:
            raw[value].write(hs.demo.temperatures(value, every="10min", interval=DAY), covers=DAY)
        hs.workflow_manager.commit_workflow("heating")
        w.execute(DAY)
    return url


@pytest.fixture
def run(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on the store, from an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delenv("HYPERSTREAM_STORE", raising=False)
    return lambda *arguments: CliRunner().invoke(main, ["coverage", *arguments, "--store", store])


def test_in_a_pipe_it_is_plain_text(run: Run) -> None:
    result = run("heating", *SPAN, "--cell", "1h")
    assert result.exit_code == 0, result.output
    assert result.output.isascii()
    assert "temp_hour  h1 h2  " + "#" * 24 + "." * 24 + "     50 %" in result.output


def test_it_chooses_a_cell_that_fits(run: Run) -> None:
    assert "#" * 24 + "." * 24 + " " in run("heating", *SPAN).output
    assert "#" * 4 + "." * 4 + " " in run("heating", *SPAN, "--cell", "6h").output


def test_on_a_terminal_it_is_as_wide_as_that(
    store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    main(["coverage", "heating", *SPAN, "--store", store], standalone_mode=False)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    strip = next(line for line in lines if line.startswith("temp_hour"))
    assert "█" * 12 + "·" * 12 in strip
    assert len(strip) <= 60
    assert any("▒ stale" in line for line in lines)


def test_as_json_it_says_every_stretch(run: Run) -> None:
    found = json.loads(run("heating", *SPAN, "--json", "--quick").output)
    hourly = next(each for each in found["streams"] if each["node"] == "temp_hour")
    assert [piece["state"] for piece in hourly["states"]] == ["current", "missing"]
    assert hourly["states"][0]["end"] == hourly["states"][1]["start"] == "2026-11-11T00:00:00+00:00"


def test_without_an_interval_it_shows_the_last_day(run: Run) -> None:
    result = run("heating", "--cell", "6h", "--to", "2026-11-11")
    assert "  ####    100 %" in result.output
    assert "h1 h2" in run("heating", "--cell", "6h").output


def test_a_file_is_as_good_as_a_committed_workflow(run: Run, tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FILE.format(name="flow", more=""))
    result = run("flow.py", *SPAN, "--cell", "12h")
    assert result.exit_code == 0, result.output
    assert "hourly" in result.output


def test_of_several_workflows_in_a_file_one_is_named(run: Run, tmp_path: Path) -> None:
    more = 'other = hs.create_workflow("other")\nother.create_node("lonely")\n'
    (tmp_path / "flow.py").write_text(FILE.format(name="flow", more=more))
    result = run("flow.py", *SPAN)
    assert result.exit_code == 1
    assert "flow.py defines 2 workflows" in result.stderr
    with pytest.raises(StoreUnavailableError, match="is closed"):
        sys.modules["flow"].hs.database.info()
    assert "lonely" in run("flow.py:other", *SPAN).output


@pytest.mark.parametrize(
    ("name", "says"),
    [("heeting", "heeting"), ("no.py", "There is no file no.py"), ("none.py", "no workflow")],
)
def test_what_is_not_there_is_an_error(run: Run, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "none.py").write_text("x = 1\n")
    result = run(name, *SPAN)
    assert result.exit_code == 1
    assert says in result.stderr


def test_a_bad_cell_is_a_mistake_in_the_command_line(run: Run) -> None:
    assert run("heating", "--cell", "soon").exit_code == 2
    assert run("heating", "--cell", "0s").exit_code == 2
