"""Each of the seven reasons of a plan, brought about for real, and what the plan says about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream, Workflow
from hyperstream.execution import REASONS, Plan
from hyperstream.tool.run import RunOptions
from hyperstream.utils.errors import ToolExecutionError

TOOL = '''
from hyperstream import StreamInstance, Tool


class Reading(Tool):
    """Each value, as the sensor reads it."""

    def __init__(self, offset=0):
        super().__init__(offset=offset)

    def _execute(self, sources, alignment_stream, interval):
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            if value < 0:
                raise ValueError("sensor returned -99")
            yield StreamInstance(timestamp, value + {plus} + self.offset)
'''
DAY = ("2026-11-10", "2026-11-11")

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


def twice(value: float) -> float:
    return 2 * value


class Sensor:
    """A raw stream, what a sensor reads of it, and the double of that."""

    def __init__(self, hs: HyperStream) -> None:
        self.hs = hs
        self.w = self.define()
        self.raw = self.w.nodes["raw"].streams[None]
        self.raw.write([("2026-11-10 01:00", 1.0), ("2026-11-10 02:00", 2.0)], covers=DAY)

    def define(self, version: str = "1.0.0", **parameters: Any) -> Workflow:
        if "w" in self.hs.workflow_manager.workflows:
            self.hs.workflow_manager.forget(self.hs.workflow_manager.workflows["w"])
        with self.hs.create_workflow("w") as self.w:
            raw, read, double = (self.w.create_node(name) for name in ("raw", "read", "double"))
            read[None] = self.hs.factors.get("reading", version)(raw, **parameters)
            double[None] = self.hs.factors.apply(read, func=twice)
        return self.w

    def fail(self) -> None:
        self.raw.write([("2026-11-10 03:00", -99.0)])
        with pytest.raises(ToolExecutionError, match="sensor returned -99"):
            self.w.execute(DAY)
        self.raw.write([("2026-11-10 03:00", 3.0)], on_conflict="replace")

    def release(self) -> None:
        self.define("2.0.0")

    def change_parameters(self) -> None:
        self.define(offset=1)

    def hear_late(self) -> None:
        self.raw.write([("2026-11-10 05:00", 5.0)])

    def compute_one_of_two_again(self) -> None:
        self.hear_late()
        self.w.nodes["read"].factor.execute(DAY)

    def force(self) -> Plan:
        return self.w.plan(DAY, options=RunOptions(force=True))


@pytest.fixture
def sensor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sensor]:
    folder = tmp_path / "tools" / "reading"
    folder.mkdir(parents=True)
    for number, version in enumerate(("1.0.0", "2.0.0"), 1):
        (folder / f"2026-01-0{number}_v{version}.py").write_text(TOOL.format(plus=number))
    monkeypatch.chdir(tmp_path)
    with HyperStream("sqlite:///:memory:") as hs:
        yield Sensor(hs)


CAUSES: dict[str, tuple[bool, Callable[[Sensor], Any], str, str]] = {
    # reason: whether all is computed before, what happens then, the node it is said of, and why
    "missing": (False, lambda _sensor: None, "read", "never computed"),
    "failed": (False, Sensor.fail, "read", "ValueError: sensor returned -99 (run "),
    "version": (True, Sensor.release, "read", "reading 1.0.0 → 2.0.0 (policy major)"),
    "parameters": (True, Sensor.change_parameters, "read", "reading: offset 0 → 1"),
    "late": (True, Sensor.hear_late, "read", "raw changed at 2026-11-10 05:00"),
    "upstream": (True, Sensor.compute_one_of_two_again, "double", "read changed"),
    "requested": (True, Sensor.force, "double", "asked for"),
}


def test_all_of_them_are_tried_here() -> None:
    assert tuple(CAUSES) == REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_what_happened_gives_its_reason_is_explained_and_is_gone_once_computed(
    sensor: Sensor, reason: str
) -> None:
    before, happens, node, because = CAUSES[reason]
    if before:
        sensor.w.execute(DAY)
    found = happens(sensor)
    plan = found if isinstance(found, Plan) else sensor.w.plan(DAY)
    said = {
        (planned.unit.factor, piece.reason): text
        for planned in plan.units
        for piece, text in zip(planned.unit.pieces, planned.because, strict=True)
    }
    assert because in said[node, reason], said
    assert not plan.execute().failed
    assert sensor.w.plan(DAY).nothing_to_do
    values = sensor.w.nodes["read"].streams[None].window(DAY).values()
    assert sensor.w.nodes["double"].streams[None].window(DAY).values() == [2 * value for value in values]
