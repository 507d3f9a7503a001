from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hyperstream import TimeInterval
from hyperstream.utils.errors import BadRowError, ToolInitialisationError, UnregisteredFunctionError

from .kit import at, empty, listed, run, seconds, tool_class

DataframeReader = tool_class("dataframe_reader")
TIMES = pd.to_datetime([2, 1, 3], unit="s")


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame({"x": [1.5, np.nan, 3.0], "n": [1, 2, 3], "who": ["a", None, "c"]}, index=TIMES)


def test_a_value_is_one_column_at_the_time_of_the_index(frame: pd.DataFrame) -> None:
    assert run(DataframeReader(frame, value_column="n"), [], seconds(0, 2)) == [(1, 2), (2, 1)]
    assert run(DataframeReader(frame, value_column="who"), [], seconds(0, 9)) == [(2, "a"), (3, "c")]
    assert repr(run(DataframeReader(frame, value_column=0), [], seconds(0, 1))) == "[(1.0, nan)]"


def test_values_are_dictionaries_of_some_columns_or_of_all_but_the_time(frame: pd.DataFrame) -> None:
    assert run(DataframeReader(frame, value_column=["who", "n"]), [], seconds(0, 2)) == [
        (1, {"who": None, "n": 2}),
        (2, {"who": "a", "n": 1}),
    ]
    other = frame.assign(when=TIMES)
    assert run(DataframeReader(other, date_column="when"), [], seconds(2, 3)) == [
        (3, {"x": 3, "n": 3, "who": "c"})
    ]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pd.Series([1, None, 3], dtype="Int64"), [1, None, 3]),
        (pd.Series([1, 2, 3], dtype="uint64"), [1, 2, 3]),
        (pd.Series([1, 2, 3], dtype="float32"), [1.0, 2.0, 3.0]),
        (pd.Series([True, False, True]), [True, False, True]),
        (pd.Series(["a", "b", "a"], dtype="category"), ["a", "b", "a"]),
        (pd.Series(["a", None, "b"], dtype="string"), ["a", None, "b"]),
        (pd.Series([{"a": 1}, [1, 2], np.int64(5)]), [{"a": 1}, [1, 2], 5]),
        (pd.to_datetime([5, None, 6], unit="s", utc=True).to_series(), [at(5), None, at(6)]),
    ],
)
def test_values_of_all_kinds_come_as_their_python_kind(column: Any, expected: list[Any]) -> None:
    frame = pd.DataFrame(
        {"v": column.to_numpy(object) if column.dtype == object else column.array}, index=TIMES
    )
    found = dict(run(DataframeReader(frame, value_column=["v"]), [], seconds(0, 9)))
    values = [found[second]["v"] for second in (2, 1, 3)]
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]


@pytest.mark.parametrize(
    ("times", "parameters"),
    [
        (pd.to_datetime([1, 2], unit="s", utc=True).tz_convert("Asia/Tokyo"), {}),
        (pd.to_datetime([32_401, 32_402], unit="s"), {"time_zone": "Asia/Tokyo"}),
        (["1970-01-01T00:00:01", "1970-01-01T00:00:02"], {}),
        ([1, 2], {"date_format": "seconds"}),
        ([1000.0, 2000.9], {"date_format": "milliseconds"}),
        (["19700101-1", "19700101-2"], {"date_format": "%Y%m%d-%S"}),
    ],
)
def test_times_of_all_kinds(times: Any, parameters: dict[str, str]) -> None:
    series = pd.Series([5, 6], index=times)
    assert run(DataframeReader(series, value_column="value", **parameters), [], seconds(0, 9)) == [
        (1, 5),
        (2, 6),
    ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/London"])
@pytest.mark.parametrize("named", [None, "Asia/Tokyo"])
def test_columns_of_times_are_read_as_each_time_is(unit: str, zone: str, named: str | None) -> None:
    """Two days around the change of clocks, and one gap."""
    times = pd.Series(pd.date_range("2020-03-28", "2020-03-30", freq="30min").as_unit(unit))
    times[3] = pd.NaT
    series = times if named is None else times.dt.tz_localize(named)
    each = [cell if pd.isna(cell) else cell.to_pydatetime() for cell in series.astype(object)]
    tools = [
        DataframeReader(
            pd.DataFrame({"t": column, "v": range(len(times))}),
            date_column="t",
            value_column="v",
            time_zone=zone,
            bad_rows="skip",
        )
        for column in (series, pd.Series(each, dtype=object))
    ]
    year = TimeInterval("2020-01-01", "2021-01-01")
    first, second = ([row for batch in tool._execute([], None, year) for row in batch] for tool in tools)
    assert first == second
    # The gap, and the hour that London leaves out.
    assert len(first) == len(times) - (3 if (zone, named) == ("Europe/London", None) else 1)
    assert [row.line for row in tools[0].skipped] == [row.line for row in tools[1].skipped]


def test_what_can_become_a_frame_is_one() -> None:
    table = pa.table({"t": pa.array([1000, 2000], pa.timestamp("ms")), "v": [1.5, 2.5]})
    assert run(DataframeReader(table, date_column="t", value_column="v"), [], seconds(0, 9)) == [
        (1, 1.5),
        (2, 2.5),
    ]


def test_it_is_known_by_its_content(frame: pd.DataFrame) -> None:
    tool, sink = DataframeReader(frame, value_column="n"), empty()
    tool.execute([], sink, seconds(0, 9))
    same = DataframeReader(frame.copy(), value_column="n")
    assert same == tool
    assert same.execute([], sink, seconds(0, 9)).nothing_to_do
    assert DataframeReader(**tool.parameters_dict) == tool
    frame.loc[TIMES[0], "n"] = 100  # the tool has a copy
    assert run(tool, [], seconds(1, 2)) == [(2, 1)]
    other = DataframeReader(frame, value_column="n")
    assert other != tool
    other.execute([], sink, seconds(0, 9))
    assert listed(sink) == [(1, 2), (2, 100), (3, 3)]
    assert repr(tool).startswith("DataframeReader(frame=<DataFrame with 3 rows>, ")


def test_other_columns_make_no_other_computation(frame: pd.DataFrame) -> None:
    tool = DataframeReader(frame, value_column="n")
    assert DataframeReader(frame.assign(x=0), value_column="n") == tool
    for change in ({"n": [1.0, 2, 3]}, {"n": [1, 2, 4]}):
        assert DataframeReader(frame.assign(**change), value_column="n") != tool
    assert DataframeReader(frame.set_index(TIMES + pd.Timedelta(1, "s")), value_column="n") != tool


def test_it_goes_to_another_process_but_not_into_a_workflow(frame: pd.DataFrame) -> None:
    tool = pickle.loads(pickle.dumps(DataframeReader(frame, value_column="n")))
    assert run(tool, [], seconds(0, 9)) == [(1, 2), (2, 1), (3, 3)]
    assert run(tool, [], seconds(0, 1)) == [(1, 2)]
    with pytest.raises(UnregisteredFunctionError, match="parameter 'frame' is defined in your session"):
        tool.get_model()


def test_a_row_without_a_time_is_named_or_skipped() -> None:
    frame = pd.DataFrame({"t": ["1970-01-01T00:00:01", None, "soon"], "v": [1, 2, 3]})
    with pytest.raises(BadRowError, match="DataFrame, row 2, column 't': None is not a time"):
        run(DataframeReader(frame, date_column="t", value_column="v"), [], seconds(0, 9))
    tool = DataframeReader(frame, date_column="t", value_column="v", bad_rows="skip")
    assert run(tool, [], seconds(0, 9)) == [(1, 1)]
    assert [(row.line, row.column) for row in tool.skipped] == [(2, "t"), (3, "t")]


def test_an_empty_frame_has_no_rows() -> None:
    assert run(DataframeReader(pd.DataFrame({"t": [], "v": []}), date_column="t"), [], seconds(0, 9)) == []


def test_bad_parameters_are_refused(frame: pd.DataFrame) -> None:
    for parameters, message in (
        ({}, "parameter 'frame' is missing"),
        ({"frame": [1, 2]}, "is not a DataFrame, a Series, or an Arrow or polars table"),
        ({"frame": frame, "value_column": "y"}, "the frame has no column 'y', or several"),
        ({"frame": frame, "date_column": 9}, "the frame has no column 9"),
        ({"frame": frame, "time_zone": "Nowhere"}, "is no zone"),
        ({"frame": frame, "bad_rows": "ignore"}, "is not one of 'raise', 'skip'"),
    ):
        with pytest.raises(ToolInitialisationError, match=message):
            DataframeReader(**parameters)
