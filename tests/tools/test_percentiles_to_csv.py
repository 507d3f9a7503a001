from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import seconds, select, stream, tool_class

PercentilesToCsv = tool_class("percentiles_to_csv")


def test_each_list_becomes_a_table_with_a_line_a_percentage() -> None:
    sources = [stream([(1, [0.5, 2.0, 3.5]), (2, None)], room="1"), stream([(1, [1, 1, 1])], room="2")]
    assert select(PercentilesToCsv(n_segments=2), sources, seconds(0, 9), {"room": "1"}, {"room": "2"}) == [
        [(1, "percentage,value\n0.0,0.5\n50.0,2.0\n100.0,3.5\n"), (2, "percentage,value\n")],
        [(1, "percentage,value\n0.0,1\n50.0,1\n100.0,1\n")],
    ]


def test_percentages_may_be_named() -> None:
    tool = PercentilesToCsv(percentiles=[5, 95])
    assert select(tool, [stream([(1, [1.5, 9.5])])], seconds(0, 9), {}) == [
        [(1, "percentage,value\n5.0,1.5\n95.0,9.5\n")]
    ]


def test_only_sources_of_the_plate_count_where_one_is_named() -> None:
    sources = [stream([(1, [1.0, 2.0])], room="1"), stream([(1, [3.0, 4.0])])]
    tool = PercentilesToCsv(selector_meta_data="room", n_segments=1)
    assert [len(rows) for rows in select(tool, sources, seconds(0, 9), {"room": "1"}, {})] == [1, 0]


def test_a_list_of_other_percentages_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"percentiles_to_csv 1\.0\.0 failed"):
        select(PercentilesToCsv(), [stream([(1, [1.0])])], seconds(0, 9), {})
