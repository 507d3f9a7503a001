from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hyperstream import TimeInterval
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import empty, listed, run, seconds, tool_class

CsvReader = tool_class("csv_reader")
ALL = TimeInterval(datetime(1900, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
TEXT = """\
Time,Arctic,Antarctica,Note
1970-01-01T00:00:10Z,1.5,2,first
1970-01-01T00:00:30+00:00,,4,"with, a comma"
1970-01-01 00:00:20,3.5,nan,
"""


@pytest.fixture
def ice(tmp_path: Path) -> str:
    path = tmp_path / "ice.csv"
    path.write_text(TEXT)
    return str(path)


def test_only_rows_of_the_interval_are_read_in_time_order(ice: str) -> None:
    tool = CsvReader(ice, value_column="Antarctica", cells="text")
    assert run(tool, [], seconds(10, 30)) == [(20, "nan"), (30, "4")]


def test_a_value_is_one_column_by_name_or_place(ice: str) -> None:
    by_name = run(CsvReader(ice, value_column="Arctic"), [], seconds(0, 99))
    assert by_name == run(CsvReader(ice, value_column=1), [], seconds(0, 99)) == [(10, 1.5), (20, 3.5)]


def test_several_columns_make_dictionaries_with_none_for_empty_cells(ice: str) -> None:
    rows = run(CsvReader(ice, value_column=["Antarctica", "Arctic"]), [], seconds(25, 99))
    assert rows == [(30, {"Antarctica": 4.0, "Arctic": None})]


def test_all_columns_make_lists_that_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("date,a,b\n1970-01-01T00:00:01,1,2\n\n1970-01-01T00:00:02,3,\n")
    sink = empty()
    CsvReader(str(path)).execute([], sink, seconds(0, 9))
    assert listed(sink) == listed(sink) == [(1, [1.0, 2.0]), (2, [3.0, None])]


def test_text_cells_stay_text(ice: str) -> None:
    rows = run(CsvReader(ice, value_column="Note", cells="text"), [], seconds(0, 99))
    assert rows == [(10, "first"), (20, ""), (30, "with, a comma")]


def test_times_may_have_a_form_of_their_own_and_files_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes("1,5;01.02.1970 12:00;ä\n".encode("latin-1"))
    tool = CsvReader(
        str(path),
        date_column=1,
        value_column=2,
        date_format="%d.%m.%Y %H:%M",
        cells="text",
        header=False,
        delimiter=";",
        encoding="latin-1",
    )
    assert run(tool, [], ALL) == [(2_721_600, "ä")]


def test_times_with_a_zone_are_converted(tmp_path: Path) -> None:
    path = tmp_path / "zone.csv"
    path.write_text("t,v\n1970-01-01 02:00 +0200,1\n1970-01-01 00:00 -0100,2\n")
    tool = CsvReader(str(path), value_column="v", date_format="%Y-%m-%d %H:%M %z")
    assert run(tool, [], seconds(-1, 99_999)) == [(0, 1.0), (3600, 2.0)]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_text("time,v\n1970-01-01T00:00:01,1\n", encoding="utf-8-sig")
    assert run(CsvReader(str(path), date_column="time", value_column="v"), [], seconds(0, 9)) == [(1, 1.0)]


def test_a_file_that_a_package_ships_is_read(tmp_path: Path) -> None:
    tool = CsvReader(
        "_data/seattle-weather.csv",
        package="vega_datasets",
        date_column="date",
        value_column=["temp_max", "temp_min"],
        date_format="%Y/%m/%d",
    )
    january = TimeInterval(datetime(2011, 12, 31, tzinfo=UTC), datetime(2012, 1, 31, tzinfo=UTC))
    rows = run(tool, [], january)
    assert len(rows) == 31
    assert rows[0][1] == {"temp_max": 12.8, "temp_min": 5.0}


def test_a_long_file_comes_in_several_batches(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "t,v\n"
        + "".join(f"1970-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02},{i}\n" for i in range(1, 5001))
    )
    batches = list(CsvReader(str(path), value_column="v")._execute([], None, seconds(0, 5000)))
    assert [len(batch) for batch in batches] == [4096, 904]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("yesterday,1", r"bad\.csv, line 3: 'yesterday' is not a time in ISO 8601"),
        ("1970-01-01T00:00:02,much", r"bad\.csv, line 3: could not convert string to float: 'much'"),
        ("1970-01-01T00:00:02", r"bad\.csv, line 3: list index out of range"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line_and_nothing_is_written(
    tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"t,v\n1970-01-01T00:00:01,1\n{line}\n")
    sink = empty()
    with pytest.raises(ToolExecutionError, match=message):
        CsvReader(str(path), value_column="v").execute([], sink, seconds(0, 9))
    assert listed(sink) == []


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"filename": "no_such_file.csv"}, "No such file"),
        ({"filename": "x.csv", "package": "no_such_package"}, "'no_such_package' is not installed"),
        ({"filename": "x.csv", "package": "math"}, "'math' is not installed"),
    ],
)
def test_a_file_that_is_not_there_is_an_error(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolExecutionError, match=message):
        run(CsvReader(**parameters), [], seconds(0, 9))


def test_a_column_that_is_not_there_is_named_with_those_that_are(ice: str) -> None:
    with pytest.raises(
        ToolExecutionError, match=r"has no column 'arctic'; its columns are \['Time', 'Arctic'"
    ):
        run(CsvReader(ice, value_column="arctic"), [], seconds(0, 99))


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    assert run(CsvReader(str(path)), [], seconds(0, 9)) == []


def test_bad_parameters_are_refused() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'filename' is missing"):
        CsvReader()
    with pytest.raises(ToolInitialisationError, match="is not one of 'number', 'text'"):
        CsvReader("x.csv", cells="words")
