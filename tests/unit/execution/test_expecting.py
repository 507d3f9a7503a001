"""How many instances a plan expects before anything was ever computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hyperstream import Batch, HyperStream, TimeInterval
from hyperstream.execution.expecting import PLACES, ROWS
from hyperstream.stores.streams import StreamStore
from tests.tools.kit import tool_class

HOUR = 3_600_000
DAY = TimeInterval("1970-01-02", "1970-01-03")
START = DAY.start_ms


@pytest.fixture
def hs() -> Iterator[HyperStream]:
    with HyperStream("sqlite:///:memory:") as found:
        yield found


def expected(w: Any) -> dict[str, tuple[int | None, str]]:
    found = w.plan(DAY).units
    return {str(one.unit): (one.estimate.instances, one.estimate.basis) for one in found}


def every(step: int, count: int) -> Batch:
    return Batch([START + step * (number + 1) for number in range(count)], [1.0] * count)


def test_it_is_what_the_tools_make_of_how_much_is_there(hs: HyperStream) -> None:
    house = hs.plate("house", ["h1", "h2"])
    with hs.create_workflow("w") as w:
        raw, hourly = w.create_node("raw", plates=house), w.create_node("hourly", plates=house)
        doubled, warmest = w.create_node("doubled", plates=house), w.create_node("warmest")
        hourly[house] = hs.factors.resample(raw, every="1h")
        doubled[house] = hs.factors.apply(hourly, func=lambda value: 2 * value)
        warmest[None] = hs.factors.maximum(doubled, over=house)
    raw["h1"].write(every(HOUR // 6, 144))
    raw["h2"].write(every(HOUR // 60, 5))
    found = expected(w)
    assert found == {
        "hourly(h1)": (24, "its sources"),
        "doubled(h1)": (24, "its sources"),
        "hourly(h2)": (5, "its sources"),  # at most one a row; that they fall into one hour is not looked at
        "doubled(h2)": (5, "its sources"),
        "warmest": (24, "its sources"),
    }
    assert w.plan(DAY).table()[-1][5] == "24"
    assert str(w.plan(DAY)).endswith("5 tasks · 3 tools · about 82 instances · nothing has been computed")
    assert w.execute(DAY).instances == 24 + 24 + 1 + 1 + 24


def test_a_long_source_is_not_read_to_its_end(hs: HyperStream, monkeypatch: pytest.MonkeyPatch) -> None:
    with hs.create_workflow("w") as w:
        raw, sink = w.create_node("raw"), w.create_node("sink")
        sink[None] = hs.factors.apply(raw, func=abs)
    raw[None].write(every(1000, 86_400))
    monkeypatch.setattr(StreamStore, "read", None)
    assert expected(w) == {"sink": (86_400, "its sources")}


def test_places_behind_the_first_few_are_taken_to_be_alike(hs: HyperStream) -> None:
    names = [f"h{number}" for number in range(PLACES + 2)]
    house = hs.plate("house", names)
    with hs.create_workflow("w") as w:
        raw, sink = w.create_node("raw", plates=house), w.create_node("sink", plates=house)
        sink[house] = hs.factors.apply(raw, func=abs)
    for name in names[:PLACES]:
        raw[name].write(every(HOUR, 12))
    assert [count for count, _ in expected(w).values()] == [12] * len(names)


def test_of_many_sources_few_are_read(hs: HyperStream) -> None:
    names = [f"h{number:02}" for number in range(20)]
    house = hs.plate("house", names)
    with hs.create_workflow("w") as w:
        raw, sink = w.create_node("raw", plates=house), w.create_node("sink")
        sink[None] = hs.factors.mean(raw, over=house)
    for name in names:
        raw[name].write(every(HOUR, 12))
    w.plan(DAY)
    read: list[Any] = []
    stored = hs.channel_manager.database
    first = stored.store.first

    def counted(*args: Any) -> Any:
        read.append(args)
        return first(*args)

    stored.store.first = counted
    assert expected(w) == {"sink": (12, "its sources")}
    assert len(read) == PLACES


def test_what_cannot_be_told_is_a_question_mark_and_so_is_what_rests_on_it(hs: HyperStream) -> None:
    with hs.create_workflow("w") as w:
        raw, warm, sink = (w.create_node(name) for name in ("raw", "warm", "sink"))
        warm[None] = hs.factors.threshold(raw, above=0.5)
        sink[None] = hs.factors.apply(warm, func=abs)
    raw[None].write(every(HOUR, 24))
    assert expected(w) == {"warm": (None, "unknown"), "sink": (None, "unknown")}
    assert [row[5] for row in w.plan(DAY).table()] == ["?", "?"]


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_clocks_and_prices_tell_exactly(hs: HyperStream, shift: timedelta) -> None:
    first = DAY.start + shift - timedelta(hours=1)
    with hs.create_workflow("w") as w:
        ticks, prices, noise = (w.create_node(name) for name in ("ticks", "prices", "noise"))
        ticks[None] = hs.factors.clock(first=first, stride=61.7)
        prices[None] = hs.factors.geometric_brownian_motion(
            first=first, stride=33.3, start_price=1.0, mu=0.0, sigma=0.1, delta=1.0
        )
        noise[None] = hs.plugins.data_generators.factors.gauss(alignment_node=ticks, seed=1)
    found = expected(w)
    done = {str(item.unit): item.instances for item in w.execute(DAY).computed}
    assert {name: count for name, (count, _) in found.items()} == done
    assert found["ticks"][1] == found["prices"][1] == "exact"


def test_so_many_rows_are_looked_at_that_a_day_of_minutes_is_estimated() -> None:
    assert ROWS < 24 * 60
    tool = tool_class("apply")(func=abs)
    assert tool.estimated_count(DAY, [7]) == 7
    assert tool.estimated_count(DAY, []) is None
