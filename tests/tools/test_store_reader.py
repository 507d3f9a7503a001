from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from hyperstream import HyperStream, StreamId
from hyperstream.utils.errors import ToolError

from .kit import empty, listed, seconds, tool_class

StoreReader: Any = tool_class("store_reader")


@pytest.fixture
def hs() -> Iterator[HyperStream]:
    with HyperStream("memory://", console_logger=False, file_logger=False) as made:
        yield made


def frame(*rows: tuple[float, float | None, str]) -> pd.DataFrame:
    index = pd.to_datetime([second for second, _, _ in rows], unit="s", utc=True)
    return pd.DataFrame({"close": [row[1] for row in rows], "note": [row[2] for row in rows]}, index=index)


def read(hs: HyperStream, interval: Any, tool: Any, **meta_data: str) -> list[Any]:
    sink = hs.channel_manager.memory[StreamId("sink", meta_data)]
    tool.execute([], sink, interval)
    return listed(sink)


def test_all_cells_are_dictionaries(hs: HyperStream) -> None:
    hs.store.save(frame((1, 70.0, "a"), (2, 71.5, "b"), (9, 80.0, "c")), "prices", "ACME")
    found = read(hs, seconds(1, 8), StoreReader("prices", "ACME"))
    assert found == [(2, {"close": 71.5, "note": "b"})]


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("close", [70.0, 71.5]),
        ("note", ["a", "b"]),
        (["note"], [{"note": "a"}, {"note": "b"}]),
        ("absent", []),
        (["absent"], [{"absent": None}, {"absent": None}]),
    ],
)
def test_columns_are_chosen(hs: HyperStream, columns: Any, values: list[Any]) -> None:
    hs.store.save(frame((1, 70.0, "a"), (2, 71.5, "b")), "prices", "ACME")
    found = read(hs, seconds(0, 8), StoreReader("prices", "ACME", columns=columns))
    assert [value for _, value in found] == values


def test_of_one_column_the_rows_without_a_value_are_left_out(hs: HyperStream) -> None:
    index = pd.to_datetime([1, 2], unit="s", utc=True)
    hs.store.save(pd.DataFrame({"n": pd.array([5, None], dtype="Int64")}, index=index), "prices", "ACME")
    assert read(hs, seconds(0, 8), StoreReader("prices", "ACME", columns="n")) == [(1, 5)]


@pytest.mark.parametrize(
    ("columns", "expected"), [("x", [(1, 5)]), (["y"], [(1, {"y": None}), (2, {"y": 7})])]
)
def test_rows_that_a_workflow_wrote_are_read_likewise(
    hs: HyperStream, columns: Any, expected: list[Any]
) -> None:
    stream = hs.store.series_stream("prices", "ACME")
    stream.write(
        [(pd.Timestamp(1, unit="s", tz="UTC"), {"x": 5}), (pd.Timestamp(2, unit="s", tz="UTC"), {"y": 7})]
    )
    assert read(hs, seconds(0, 8), StoreReader("prices", "ACME", columns=columns)) == expected


def test_the_symbol_may_be_that_of_the_sink(hs: HyperStream) -> None:
    hs.store.save(frame((1, 70.0, "a")), "prices", "ACME")
    hs.store.save(frame((1, 20.0, "a")), "prices", "EMCA")
    tool = StoreReader("prices", columns="close")
    assert read(hs, seconds(0, 8), tool, symbol="ACME") == [(1, 70.0)]
    assert read(hs, seconds(0, 8), tool, symbol="EMCA") == [(1, 20.0)]
    with pytest.raises(ToolError, match="does not know which symbol of 'prices'"):
        read(hs, seconds(0, 8), tool, house="h1")


def test_a_series_that_comes_later_or_is_corrected_is_read_again(hs: HyperStream) -> None:
    tool = StoreReader("prices", "ACME", columns="close")
    assert read(hs, seconds(0, 8), tool) == []
    hs.store.save(frame((1, 70.0, "a"), (2, 71.5, "b")), "prices", "ACME")
    assert read(hs, seconds(0, 8), tool) == [(1, 70.0), (2, 71.5)]
    hs.store.save(frame((2, 71.0, "b")), "prices", "ACME")
    sink = hs.channel_manager.memory[StreamId("sink")]
    report = tool.execute([], sink, seconds(0, 8))
    assert listed(sink) == [(1, 70.0), (2, 71.0)]
    assert not report.nothing_to_do
    assert tool.execute([], sink, seconds(0, 8)).nothing_to_do


def test_a_factor_reads_a_series_for_each_symbol_of_a_plate(hs: HyperStream) -> None:
    for symbol, price in (("ACME", 70.0), ("EMCA", 20.0)):
        hs.store.save(frame((1, price, "a")), "prices", symbol)
    symbols = hs.plate("symbol", values=["ACME", "EMCA"])
    with hs.create_workflow("reading") as workflow:
        closes = workflow.create_node("closes", plates=symbols)
        closes[symbols] = hs.factors.store_reader(reference="prices", columns="close")
    workflow.execute(seconds(0, 8))
    assert closes["ACME"].window(seconds(0, 8)).values() == [70.0]
    assert closes["EMCA"].window(seconds(0, 8)).values() == [20.0]


def test_a_channel_made_by_hand_has_no_store(hs: HyperStream) -> None:
    with pytest.raises(ToolError, match="needs a time-series store, and channel 'memory"):
        StoreReader("prices", "ACME").execute([], empty("sink"), seconds(0, 1))
