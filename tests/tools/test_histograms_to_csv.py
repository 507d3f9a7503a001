from __future__ import annotations

import csv
import io

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import empty, listed, seconds, select, stream, tool_class

HistogramsToCsv = tool_class("histograms_to_csv")


def test_each_histogram_becomes_a_table_with_a_line_a_bin() -> None:
    sources = [stream([(1, [0, 2, 1]), (2, [5, 0, 0])], room="1"), stream([(1, [7, 8, 9])], room="2")]
    first, second = select(
        HistogramsToCsv(breaks=[0, 2.5]), sources, seconds(0, 9), {"room": "1"}, {"room": "2"}
    )
    assert first == [
        (1, "from,to,count\n-inf,0.0,0\n0.0,2.5,2\n2.5,inf,1\n"),
        (2, "from,to,count\n-inf,0.0,5\n0.0,2.5,0\n2.5,inf,0\n"),
    ]
    assert second == [(1, "from,to,count\n-inf,0.0,7\n0.0,2.5,8\n2.5,inf,9\n")]


def test_it_takes_what_histogram_from_list_gives() -> None:
    lists, counts = stream([(1, [3.0, 4.0, 3.5])]), empty("counts")
    given = {"first_break": 3, "break_width": 1, "n_breaks": 2}
    tool_class("histogram_from_list")(**given).execute([lists], counts, seconds(0, 9))
    (((_, text),),) = select(HistogramsToCsv(**given), [counts], seconds(0, 9), {})
    assert [row["count"] for row in csv.DictReader(io.StringIO(text))] == ["0", "2", "1"]


def test_categories_are_quoted_where_they_need_it() -> None:
    sources = [stream([(1, {'a,"b"': 2, "c": 1})])]
    assert select(HistogramsToCsv(categorical=True), sources, seconds(0, 9), {}) == [
        [(1, 'value,count\n"a,""b""",2\nc,1\n')]
    ]


def test_only_sources_of_the_plate_count_where_one_is_named() -> None:
    sources = [stream([(1, {"a": 1})], room="1"), stream([(1, {"a": 2})], house="1")]
    tool = HistogramsToCsv(selector_meta_data="room")
    assert [len(rows) for rows in select(tool, sources, seconds(0, 9), {"room": "1"}, {"house": "1"})] == [
        1,
        0,
    ]


def test_a_histogram_with_other_bins_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"histograms_to_csv 1\.0\.0 failed"):
        select(HistogramsToCsv(breaks=[1]), [stream([(1, [1, 2, 3])])], seconds(0, 9), {})


def test_without_a_source_there_is_nothing() -> None:
    sink = empty("sink")
    HistogramsToCsv().execute([], [sink], seconds(0, 9))
    assert listed(sink) == []
