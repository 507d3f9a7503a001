from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from hyperstream import HyperStream, Stream, StreamId
from hyperstream.utils.errors import ColumnTypeError, LateDataWarning

from .kit import at, listed, seconds, tool_class

StoreWriter: Any = tool_class("store_writer")


@pytest.fixture
def hs() -> Iterator[HyperStream]:
    with HyperStream("memory://", console_logger=False, file_logger=False) as made:
        yield made


def source(hs: HyperStream, *rows: tuple[float, Any]) -> Stream:
    stream: Stream = hs.channel_manager.memory[StreamId("source")]
    stream.write([(at(second), value) for second, value in rows])
    return stream


def write(hs: HyperStream, rows: Stream, interval: Any, tool: Any, **meta_data: str) -> list[Any]:
    sink = hs.channel_manager.memory[StreamId("sink", meta_data)]
    tool.execute([rows], sink, interval)
    return listed(sink)


def test_dictionaries_become_columns_and_are_given_on(hs: HyperStream) -> None:
    rows = source(hs, (1, {"close": 70.0, "n": 3}), (2, {"close": 71.5}))
    assert write(hs, rows, seconds(0, 8), StoreWriter("prices", "ACME")) == listed(rows)
    found = hs.store.retrieve("prices", "ACME")
    assert found.index.tolist() == [pd.Timestamp(1, unit="s", tz="UTC"), pd.Timestamp(2, unit="s", tz="UTC")]
    assert found["close"].tolist() == [70.0, 71.5]
    assert found["n"].dropna().tolist() == [3]
    assert [record.mode for record in hs.store.history("prices", "ACME")] == ["replace_range"]


def test_other_values_become_the_column_value(hs: HyperStream) -> None:
    write(hs, source(hs, (1, 70.0), (2, 71.5)), seconds(0, 8), StoreWriter("prices", "ACME"))
    assert hs.store.retrieve("prices", "ACME")["value"].tolist() == [70.0, 71.5]


def test_what_was_there_in_the_interval_is_replaced_and_the_rest_stays(hs: HyperStream) -> None:
    index = pd.to_datetime([0.5, 3, 9], unit="s", utc=True)
    hs.store.save(pd.DataFrame({"value": [1.0, 2.0, 3.0]}, index=index), "prices", "ACME")
    write(hs, source(hs, (4, 70.0)), seconds(1, 8), StoreWriter("prices", "ACME"))
    assert hs.store.retrieve("prices", "ACME")["value"].tolist() == [1.0, 70.0, 3.0]


def test_an_interval_without_rows_empties_the_series_there_and_makes_none(hs: HyperStream) -> None:
    write(hs, source(hs), seconds(1, 8), StoreWriter("prices", "ACME"))
    assert hs.store.list() == []
    index = pd.to_datetime([3, 9], unit="s", utc=True)
    hs.store.save(pd.DataFrame({"value": [2.0, 3.0]}, index=index), "prices", "EMCA")
    write(hs, source(hs), seconds(1, 8), StoreWriter("prices", "EMCA"), other="sink")
    assert hs.store.retrieve("prices", "EMCA")["value"].tolist() == [3.0]


def test_corrected_rows_are_written_again(hs: HyperStream) -> None:
    rows, tool = source(hs, (1, 70.0), (2, 71.5)), StoreWriter("prices", "ACME")
    write(hs, rows, seconds(0, 8), tool)
    with pytest.warns(LateDataWarning, match="Results computed from it are now stale"):
        rows.write([(at(2), 71.0), (at(3), 72.0)], on_conflict="replace")
    write(hs, rows, seconds(0, 8), tool)
    assert hs.store.retrieve("prices", "ACME")["value"].tolist() == [70.0, 71.0, 72.0]


def test_any_split_leaves_the_series_of_one_run(hs: HyperStream) -> None:
    rows = source(hs, *((second, float(second)) for second in range(1, 40, 3)))
    for start, end in ((20, 30), (0, 7), (25, 40), (7, 20)):
        write(hs, rows, seconds(start, end), StoreWriter("prices", "split"))
    write(hs, rows, seconds(0, 40), StoreWriter("prices", "whole"), other="sink")
    split, whole = (hs.store.retrieve("prices", symbol) for symbol in ("split", "whole"))
    pd.testing.assert_frame_equal(split, whole)


def test_a_column_of_another_type_is_refused_and_nothing_is_recorded(hs: HyperStream) -> None:
    index = pd.to_datetime([3], unit="s", utc=True)
    hs.store.save(pd.DataFrame({"value": ["text"]}, index=index), "prices", "ACME")
    sink = hs.channel_manager.memory[StreamId("sink")]
    with pytest.raises(ColumnTypeError, match="value"):
        StoreWriter("prices", "ACME").execute([source(hs, (1, 70.0))], sink, seconds(0, 8))
    assert hs.store.retrieve("prices", "ACME")["value"].tolist() == ["text"]
    assert not sink.calculated_intervals


def test_a_factor_writes_a_series_for_each_symbol_of_a_plate(hs: HyperStream) -> None:
    symbols = hs.plate("symbol", values=["ACME", "EMCA"])
    with hs.create_workflow("writing") as workflow:
        prices = workflow.create_node("prices", plates=symbols)
        written = workflow.create_node("written", plates=symbols)
        written[symbols] = hs.factors.store_writer(prices, reference="prices")
    for symbol, price in (("ACME", 70.0), ("EMCA", 20.0)):
        prices[symbol].write([(at(1), price)], covers=seconds(0, 8))
    workflow.execute(seconds(0, 8))
    assert hs.store.retrieve("prices", "EMCA")["value"].tolist() == [20.0]
    assert [str(name.symbol) for name in hs.store.list("prices")] == ["ACME", "EMCA"]
