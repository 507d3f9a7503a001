from __future__ import annotations

import pickle
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hyperstream import TimeInterval
from hyperstream.utils.errors import BadRowError, ToolExecutionError, ToolInitialisationError

from .kit import empty, listed, seconds, tool_class

Reader = tool_class("csv_multi_reader")
ALL = seconds(0, 99)


@pytest.fixture
def houses(tmp_path: Path) -> str:
    (tmp_path / "house_1.csv").write_text("t,hall,attic\n1970-01-01T00:00:01,1,2\n1970-01-01T00:00:02,,3.5\n")
    (tmp_path / "house_2.csv").write_text("t,attic,hall\n1970-01-01T00:00:01,4,5\n")
    return str(tmp_path / "house_{}.csv")


def read(tool: Any, values: list[str], interval: TimeInterval = ALL) -> list[list[tuple[float, Any]]]:
    sinks = [empty("t", house=value) for value in values]
    tool.execute(None, None, sinks, interval, "house", values)
    return [listed(sink) for sink in sinks]


def test_each_plate_value_has_a_file_and_values_are_dictionaries(houses: str) -> None:
    assert read(Reader(houses), ["1", "2"]) == [
        [(1, {"hall": 1.0, "attic": 2.0}), (2, {"hall": None, "attic": 3.5})],
        [(1, {"attic": 4.0, "hall": 5.0})],
    ]


def test_only_rows_of_the_interval_are_read(houses: str) -> None:
    assert read(Reader(houses), ["1", "2"], seconds(1, 2)) == [[(2, {"hall": None, "attic": 3.5})], []]


def test_columns_can_be_chosen(houses: str) -> None:
    assert read(Reader(houses, value_column="attic"), ["1", "2"]) == [[(1, 2.0), (2, 3.5)], [(1, 4.0)]]
    chosen = read(Reader(houses, value_column=["attic"]), ["2"])
    assert chosen == [[(1, {"attic": 4.0})]]


def german(text: str) -> datetime:
    """Such as 'am 1. um 0:00:02'."""
    day, time = text.removeprefix("am ").split(". um ")
    return datetime.strptime(f"1970-01-{day} {time}", "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - as users do


def test_times_of_any_form_are_read_by_a_function_and_from_the_column_of_the_old_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("hall,t\n5,am 1. um 1:00:02\n6,am 1. um 1:00:03\n")
    tool = Reader(
        str(tmp_path / "{}.csv"), datetime_column="t", datetime_parser=german, time_zone="Europe/London"
    )
    assert read(tool, ["a"]) == [[(2, {"hall": 5.0}), (3, {"hall": 6.0})]]
    assert read(Reader(str(tmp_path / "{}.csv"), datetime_column=1, datetime_parser=german), ["a"]) == [[]]


def test_what_the_function_cannot_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("t,hall\nam 1. um 0:00:02,5\ntoday,6\n")
    name = str(tmp_path / "{}.csv")
    with pytest.raises(BadRowError, match=r"a\.csv, line 3, column 't': 'today' is not a time: .*ValueError"):
        read(Reader(name, datetime_parser=german), ["a"])
    with pytest.raises(BadRowError, match="gave 3, which is no datetime"):
        read(Reader(name, datetime_parser=lambda text: 3), ["a"])
    with pytest.raises(ToolInitialisationError, match="datetime_parser and date_format are both given"):
        Reader(name, datetime_parser=german, date_format="%d.%m.%Y")


def test_without_a_header_values_are_lists(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1970-01-01T00:00:01,1,2\n")
    assert read(Reader(str(tmp_path / "{}.csv"), header=False), ["a"]) == [[(1, [1.0, 2.0])]]


def test_a_plate_value_without_a_file_is_skipped_or_an_error(houses: str) -> None:
    assert read(Reader(houses), ["1", "3"])[1] == []
    with pytest.raises(ToolExecutionError, match=r"house_3\.csv cannot be read: No such file"):
        read(Reader(houses, absent="raise"), ["1", "3"])


def test_a_bad_row_is_named_or_skipped(houses: str) -> None:
    Path(houses.format(2)).write_text("t,hall\n1970-01-01T00:00:01,5\n1970-01-01T00:00:02,x\n")
    with pytest.raises(BadRowError, match=r"house_2\.csv, line 3, column 'hall': 'x' is not a number"):
        read(Reader(houses), ["1", "2"])
    tool = Reader(houses, bad_rows="skip")
    assert read(tool, ["1", "2"])[1] == [(1, {"hall": 5.0})]
    assert [row.line for row in tool.skipped] == [3]


def test_it_can_be_sent_to_another_process(houses: str) -> None:
    tool = Reader(houses)
    first = read(tool, ["1"])
    assert read(pickle.loads(pickle.dumps(tool)), ["1"]) == first


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"filename_template": "x.csv"}, "put '{}' where the plate value stands"),
        ({"filename_template": "{a}.csv"}, "in which only '{}' can stand"),
        ({"filename_template": "{"}, "in which only '{}' can stand"),
        ({"filename_template": "{}.csv", "absent": "ask"}, "is not one of 'skip', 'raise'"),
        ({"filename_template": "{}.csv", "skip_rows": -1}, "skip_rows is -1"),
        ({}, "parameter 'filename_template' is missing"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        Reader(**parameters)
