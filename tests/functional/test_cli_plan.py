"""``hyperstream plan``, ``run`` and ``why``: look, do exactly that, and ask where a value comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hyperstream import HyperStream, StreamId
from hyperstream.cli.main import main

FILE = '''
"""The hourly mean of two sensors, and the larger of both."""


def define(hs):
    sensor = hs.plate("sensor", values=["s1", "s2"])
    w = hs.create_workflow("sensors", safe=False)
    with w:
        raw = w.create_node("raw", plates=sensor)
        hourly = w.create_node("hourly", plates=sensor)
        largest = w.create_node("largest")
        hourly[sensor] = hs.factors.mean(raw, every="1h")
        largest[None] = hs.factors.maximum(hourly, over=sensor)
    return w


def broken(hs):
    w = define(hs)

    def fail(**_):
        raise ValueError("sensor returned -99")

    w.nodes["hourly"].factor.tool._execute = fail
    return w


nothing = 3
'''
DAY = ("--from", "2026-11-10", "--to", "2026-11-11")
RAW = [(f"2026-11-10 {hour:02}:30", float(hour)) for hour in range(24)]

Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sensors.py").write_text(FILE)
    (tmp_path / "empty.py").write_text("x = 1\n")
    return tmp_path


@pytest.fixture
def command(folder: Path) -> Command:
    with HyperStream() as hs:
        for name in ("s1", "s2"):
            hs.channel_manager.database[StreamId("raw", {"sensor": name})].write(RAW, covers=DAY[1::2])

    def call(*args: str) -> Result:
        return CliRunner().invoke(main, list(args))

    return call


def planned(command: Command, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(command("plan", *args, *DAY, "--json").stdout)
    return found


def test_a_plan_is_shown_kept_and_done_exactly(command: Command) -> None:
    shown = command("plan", "sensors.py", *DAY)
    assert shown.exit_code == 0
    assert "s1 s2" in shown.stdout
    assert "3 tasks · 2 tools · about 72 instances · nothing has been computed" in shown.stdout
    plan_id = shown.stdout.rpartition("--plan ")[2].strip()
    done = command("run", "sensors.py", "--plan", plan_id[:5])
    assert done.exit_code == 0, done.output
    assert "hourly  2/2  ✔  48 instances" in done.stdout
    assert "3 computed, 0 failed, 0 blocked, 72 instances" in done.stdout
    again = command("run", "sensors.py", "--plan", plan_id)
    assert again.stdout == "Nothing to compute: everything is current.\n"
    assert command("plan", "sensors.py", *DAY).stdout.startswith("Nothing to compute: everything in")
    assert json.loads(command("run", "sensors.py", *DAY, "--json").stdout)["computed"] == []


def test_what_a_file_prints_does_not_get_into_the_output(command: Command, folder: Path) -> None:
    (folder / "talks.py").write_text(f"print('hello')\n{FILE}")
    shown = command("plan", "talks.py", *DAY, "--json")
    assert len(json.loads(shown.stdout)["units"]) == 3
    assert shown.stderr == "hello\n"


def test_on_a_terminal_there_are_bars_instead_of_lines(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hyperstream.cli.run.is_terminal", lambda: True)
    done = command("run", "sensors.py", *DAY)
    assert re.search(r"hourly .*2/2 .*✔ .*48 instances", done.stderr)
    assert done.stdout.startswith("3 computed, 0 failed, 0 blocked, 72 instances")


def test_a_plan_that_is_no_longer_true_is_refused(command: Command) -> None:
    command("run", "sensors.py", *DAY)
    with HyperStream() as hs, pytest.warns(UserWarning, match="already declared complete"):
        hs.channel_manager.database[StreamId("raw", {"sensor": "s1"})].write([("2026-11-10 03:10", 50.0)])
    plan_id = planned(command, "sensors.py")["id"]
    with HyperStream() as hs, pytest.warns(UserWarning, match="already declared complete"):
        hs.channel_manager.database[StreamId("raw", {"sensor": "s2"})].write([("2026-11-10 05:10", 50.0)])
    refused = command("run", "sensors.py", "--plan", plan_id)
    assert refused.exit_code == 1
    assert "Error HS702: Plan " in refused.stderr
    assert "hourly(s2) has to be computed, too" in refused.stderr


def test_a_failure_lets_the_rest_go_on_and_the_next_plan_says_failed(command: Command) -> None:
    failed = command("run", "sensors.py:broken", *DAY)
    assert failed.exit_code == 1
    assert "0 computed, 2 failed, 1 blocked" in failed.stdout
    assert "hourly  0/2  ✘ 2 failed" in failed.stdout
    again = (
        "hyperstream run sensors.py:broken --from 2026-11-10T00:00:00 --to 2026-11-11T00:00:00 "
        "--only failed,blocked"
    )
    assert f"Retry only these:  {again}" in failed.stdout
    assert "0 computed, 2 failed, 1 blocked" in command(*again.split()[1:]).stdout
    found = planned(command, "sensors.py")
    assert [unit["pieces"][0]["reason"] for unit in found["units"]] == ["failed", "failed", "missing"]
    assert found["units"][0]["pieces"][0]["because"].startswith("ValueError: sensor returned -99 (run ")
    stopped = command("run", "sensors.py:broken", *DAY, "--stop")
    assert stopped.exit_code == 1
    assert "Error HS103: mean 1.0.0 failed" in stopped.stderr
    only = command("run", "sensors.py", *DAY, "--only", "failed")
    assert "2 computed, 0 failed, 0 blocked, 1 left out, 48 instances" in only.stdout
    assert command("run", "sensors.py", *DAY).exit_code == 0


def test_what_is_no_reason_is_refused(command: Command) -> None:
    refused = command("run", "sensors.py", *DAY, "--only", "failed,slow")
    assert refused.exit_code == 2
    assert "there is no 'slow'; take some of missing, failed, version" in refused.stderr


def test_a_committed_workflow_needs_no_file(command: Command, folder: Path) -> None:
    names: dict[str, Any] = {}
    exec(compile(FILE, "sensors.py", "exec"), names)
    with HyperStream() as hs:
        names["define"](hs)
        hs.workflow_manager.commit_all()
    plan_id = planned(command, "sensors")["id"]
    assert "3 computed" in command("run", "--plan", plan_id).stdout
    assert "1 computed" in command("run", "sensors", *DAY, "--force").stdout


def test_why_goes_back_to_what_was_written(command: Command) -> None:
    command("run", "sensors.py", *DAY)
    shown = command("why", "largest", "2026-11-10 04:00")
    assert shown.stdout.startswith(
        "largest at 2026-11-10 04:00  1 instance  current  =  3.0\n└ at 2026-11-10 04:00 "
    )
    assert "from raw(s2) (2026-11-10 02:59:59.999, 2026-11-10 04:00]  1 instance" in shown.stdout
    assert shown.stdout.count("written directly") == 2
    found = json.loads(
        command("why", "hourly", "sensor=s1", "2026-11-10 04:00", "--depth", "0", "--json").stdout
    )
    assert (found["value"], found["stretches"][0]["inputs"][0]["stretches"]) == (3.0, [])
    assert "there is no value at this time" in command("why", "largest", "2026-11-10 04:30").stdout
    assert command("why", "largest", "yesterday-ish").exit_code == 2


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (("plan", "sensors.py"), 2, "--from TIME --to TIME"),
        (("plan", "nope", *DAY), 1, "There is no workflow 'nope'"),
        (("plan", "nope.py", *DAY), 1, "There is no file nope.py"),
        (("plan", "empty.py", *DAY), 1, "empty.py defines no workflow"),
        (("plan", "sensors.py:nothing", *DAY), 1, "sensors.py defines no workflow"),
        (("run", *DAY), 2, "Name a workflow"),
        (("run", "--plan", "zzz"), 1, "The store has no plan 'zzz'"),
        (("run", "sensors.py", "--plan", "zzz"), 1, "Error HS703"),
        (("run", "sensors.py", "--plan", "zzz", "--force"), 2, "A plan says itself"),
        (("why", "nope", "2026-11-10"), 1, "nope"),
    ],
)
def test_mistakes_are_told(command: Command, args: tuple[str, ...], status: int, says: str) -> None:
    result = command(*args)
    assert result.exit_code == status, result.output
    assert says in result.stderr


def test_a_plan_of_a_workflow_that_is_not_committed_names_the_way(command: Command) -> None:
    plan_id = planned(command, "sensors.py")["id"]
    refused = command("run", "--plan", plan_id)
    assert refused.exit_code == 2
    assert f"hyperstream run FILE.py --plan {plan_id}" in refused.stderr


def test_a_file_may_have_the_workflow_among_its_names(command: Command, folder: Path) -> None:
    (folder / "script.py").write_text(
        f"from hyperstream import HyperStream\n{FILE}\nhs = HyperStream()\nw = define(hs)\ndel define\n"
    )
    assert "3 tasks" in command("plan", "script.py", *DAY).stdout
