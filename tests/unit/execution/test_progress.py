"""Progress of a request as bars."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from hyperstream import HyperStream, TimeInterval, Workflow
from hyperstream.execution import watched
from hyperstream.execution.progress import Display
from hyperstream.tool.run import Progress, RunOptions
from hyperstream.utils.errors import ToolExecutionError

DAY = ("2026-11-10", "2026-11-11")
HOUR_MS = 3_600_000


@pytest.fixture
def hs() -> Iterator[HyperStream]:
    with HyperStream("sqlite:///:memory:") as hs:
        yield hs


@pytest.fixture
def w(hs: HyperStream) -> Workflow:
    house = hs.plate("house", values=["h1", "h2", "h3"])
    with hs.create_workflow("heating") as w:
        raw = w.create_node("raw", plates=house)
        w.create_node("hourly", plates=house)[house] = hs.factors.mean(raw, every="1h")
        w.create_node("warmest")[None] = hs.factors.maximum(w.nodes["hourly"], over=house)
    for value in house:
        raw[value].write(hs.demo.temperatures(value, every="10min", interval=DAY), covers=DAY)
    return w


def lines(text: str) -> dict[str, str]:
    """The last line of each bar, by name."""
    found = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r", "\n").splitlines()
    return {line.split()[0]: line for line in found if line.strip()}


def test_there_is_a_bar_for_each_factor_and_one_for_all(
    w: Workflow, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = w.execute(DAY, progress=True)
    shown = lines(capsys.readouterr().err)
    assert set(shown) == {"hourly", "warmest", "all"}
    assert "3/3  ✔" in shown["hourly"]
    assert "72 instances" in shown["hourly"]
    assert "4/4  ✔" in shown["all"]
    assert f"{outcome.instances} instances" in shown["all"]
    assert "/s" in shown["all"]
    assert max(map(len, shown.values())) <= 100


def test_where_there_is_nothing_to_do_nothing_is_shown(
    w: Workflow, capsys: pytest.CaptureFixture[str]
) -> None:
    w.execute(DAY)
    assert w.execute(DAY, progress=True).nothing_to_do
    assert capsys.readouterr().err.strip() == ""


def test_a_unit_in_progress_moves_its_bar_as_far_as_its_pieces(w: Workflow) -> None:
    bars = Bars(console=Console(file=io.StringIO()), disable=True)
    display = Display(bars)
    moved: list[float] = []

    def look(progress: Progress) -> None:
        display.piece(progress)
        moved.append(bars.tasks[-1].completed)

    w.execute(DAY, options=RunOptions(chunk_ms=6 * HOUR_MS, progress=look), watch=display)
    assert moved == pytest.approx([unit + part for unit in range(4) for part in (0.25, 0.5, 0.75, 0.99)])
    assert [task.completed for task in bars.tasks] == [3, 1, 4]
    assert bars.tasks[-1].fields["instances"] == 96


def test_what_is_skipped_and_what_waits_for_it_is_marked(
    hs: HyperStream, capsys: pytest.CaptureFixture[str]
) -> None:
    with hs.create_workflow("bad") as w:
        raw = w.create_node("raw")
        w.create_node("bad")[None] = hs.factors.apply(raw, func=lambda value: 1 / value).with_options(
            on_failure="skip"
        )
        w.create_node("after")[None] = hs.factors.mean(w.nodes["bad"], every="1h")
    only(raw).write([("2026-11-10 01:00", 0.0)], covers=DAY)
    outcome = w.execute(DAY, progress=True)
    assert (len(outcome.failed), len(outcome.blocked)) == (1, 1)
    shown = lines(capsys.readouterr().err)
    assert "✘ 1 failed" in shown["bad"]
    assert "⏸ 1 blocked" in shown["after"]


def test_a_failure_that_ends_the_request_is_marked_too(
    hs: HyperStream, capsys: pytest.CaptureFixture[str]
) -> None:
    with hs.create_workflow("bad") as w:
        raw = w.create_node("raw")
        w.create_node("bad")[None] = hs.factors.apply(raw, func=lambda value: 1 / value)
    only(raw).write([("2026-11-10 01:00", 0.0)], covers=DAY)
    with pytest.raises(ToolExecutionError):
        w.execute(DAY, progress=True)
    assert "✘ 1 failed" in lines(capsys.readouterr().err)["bad"]


def test_a_function_is_called_after_every_piece(w: Workflow) -> None:
    seen: list[Progress] = []
    w.execute(DAY, progress=seen.append, options=RunOptions(chunk_ms=12 * HOUR_MS))
    assert len(seen) == 2 * 4
    assert sum(progress.instances for progress in seen) == 96
    assert all(progress.total.span == TimeInterval(*DAY) for progress in seen)


def test_unwatched_nothing_is_changed() -> None:
    options = RunOptions()
    with watched(False, options) as (given, watch):
        assert given is options
        assert watch is None


def test_who_watches_already_goes_on_watching(w: Workflow) -> None:
    pieces: list[Progress] = []
    inner = Display(Bars(console=Console(file=io.StringIO()), disable=True), pieces.append)
    outer = Display(Bars(console=Console(file=io.StringIO()), disable=True), inner.piece, inner)
    w.execute(DAY, options=RunOptions(progress=outer.piece), watch=outer)
    assert len(pieces) == 4
    assert [task.completed for task in inner._bars.tasks] == [3, 1, 4]


def only(node: Any) -> Any:
    (stream,) = node.streams.values()
    return stream
