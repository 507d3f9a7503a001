from __future__ import annotations

import bz2
import gzip
import lzma
import pickle
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from hyperstream import TimeInterval
from hyperstream.tool.history import current_history
from hyperstream.utils.errors import BadRowError, ToolExecutionError, ToolInitialisationError

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
    rows = [f"1970-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02},{i}\n" for i in range(1, 80_000)]
    path.write_text("t,v\n" + "".join(rows))
    tool = CsvReader(str(path), value_column="v")
    batches = list(tool._execute([], None, seconds(0, 80_000)))
    assert len(batches) > 3
    assert [value for batch in batches for value in batch.values_list()] == list(range(1, 80_000))
    assert run(tool, [], seconds(40_000, 40_002)) == [(40_001, 40_001), (40_002, 40_002)]


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("yesterday,1", "t", "'yesterday' is not a time in ISO 8601; tell its form by date_format"),
        ("1970-01-01T00:00:02,much", "v", "'much' is not a number; where it stands for no value, name it"),
        ('1970-01-01T00:00:02,"1,5"', "v", "'1,5' is not a number; where decimals come after ','"),
        ("1970-01-01T00:00:02", None, "it has 1 cells, and should have 2"),
        ("1970-01-01T00:00:02,1,", None, "it has 3 cells, and should have 2"),
        ('1970-01-01T00:00:02,"1"5', None, "',' expected after '\"'"),
        ('1970-01-01T00:00:02,"1', None, "unexpected end of data"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_column_and_nothing_is_written(
    tmp_path: Path, line: str, column: str | None, why: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"t,v\n1970-01-01T00:00:01,1\n{line}\n")
    sink = empty()
    with pytest.raises(ToolExecutionError) as caught:
        CsvReader(str(path), value_column="v").execute([], sink, seconds(0, 9))
    error = caught.value
    assert isinstance(error, BadRowError)
    assert (error.file, error.line, error.column) == (str(path), 3, column)
    assert error.why.startswith(why)
    assert f"bad.csv, line 3{'' if column is None else f', column {column!r}'}: {why}" in str(error)
    assert "skip what cannot be read: bad_rows='skip'" in str(error)
    assert listed(sink) == []


BAD = """\
t,v
1970-01-01T00:00:01,1
yesterday,2
1970-01-01T00:00:03,much
1970-01-01T00:00:04,4
1970-01-01T00:00:05
1970-01-01T00:00:06,6
"""


def test_bad_rows_can_be_skipped_and_leave_a_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(BAD)
    tool = CsvReader(str(path), value_column="v", bad_rows="skip")
    records: list[dict[str, object]] = []
    token = current_history.set(lambda **fields: records.append(fields))
    assert run(tool, [], seconds(0, 3)) == [(1, 1)]
    assert [row.line for row in tool.skipped] == [3, 4]
    assert run(tool, [], seconds(3, 9)) == [(4, 4), (6, 6)]
    assert run(tool, [], seconds(0, 9)) == [(1, 1), (4, 4), (6, 6)]
    current_history.reset(token)
    assert [(row.line, row.column) for row in tool.skipped] == [(3, "t"), (4, "v"), (6, None)]
    skipped = [record for record in records if "skipped" in record]
    assert [record["skipped"] for record in skipped] == [2, 1]
    assert "line 3, column 't': 'yesterday' is not a time" in skipped[0]["rows"][0]  # type: ignore[index]
    assert [record.message.splitlines()[0] for record in caplog.records] == [
        "2 rows were left out:",
        "1 rows were left out:",
    ]


def test_a_bad_row_fails_only_the_intervals_that_it_may_belong_to(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(BAD.replace("yesterday", "1970-01-01T00:00:02"))
    tool = CsvReader(str(path), value_column="v")
    assert run(tool, [], seconds(0, 2)) == [(1, 1), (2, 2)]
    with pytest.raises(BadRowError, match="line 4"):
        run(tool, [], seconds(2, 3))
    assert run(tool, [], seconds(3, 4)) == [(4, 4)]
    with pytest.raises(BadRowError, match="line 6"):
        run(tool, [], seconds(4, 9))


def test_lines_are_counted_through_the_head_and_fields_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text('a note\nanother\n\nt,"v\nw"\n1970-01-01T00:00:01,"two\nlines"\n\n1970-01-01T00:00:02\n')
    tool = CsvReader(str(path), value_column=1, cells="text", skip_rows=2)
    assert run(tool, [], seconds(0, 1)) == [(1, "two\nlines")]
    with pytest.raises(BadRowError, match="line 9: it has 1 cells"):
        run(tool, [], seconds(1, 2))


def test_decimal_commas_missing_values_and_monthly_dates(tmp_path: Path) -> None:
    path = tmp_path / "german.csv"
    path.write_text("Monat;Wert;Rest\n2000M01;1,5;-\n2000M02; - ;1\n2000M03;-2;3,25\n")
    tool = CsvReader(
        str(path), value_column="Wert", date_format="%YM%m", delimiter=";", decimal=",", missing=["-"]
    )
    start = TimeInterval("1999-12-31", "2000-04-01")
    assert [value for _, value in run(tool, [], start)] == [1.5, -2.0]
    both = CsvReader(str(path), date_format="%YM%m", delimiter=";", decimal=",", missing=["-"])
    assert [value for _, value in run(both, [], start)] == [[1.5, None], [None, 1.0], [-2.0, 3.25]]


def test_local_times_are_those_of_their_zone(tmp_path: Path) -> None:
    path = tmp_path / "local.csv"
    path.write_text("t,v\n1970-01-01 12:00,1\n1970-01-01T12:00Z,2\n")
    tool = CsvReader(str(path), value_column="v", time_zone="Asia/Tokyo")
    assert run(tool, [], seconds(0, 99_999)) == [(3 * 3600, 1.0), (12 * 3600, 2.0)]


def test_numbers_since_1970_are_times_too(tmp_path: Path) -> None:
    path = tmp_path / "unix.csv"
    path.write_text("t,v\n1.5,1\n2,2\n")
    assert run(CsvReader(str(path), value_column="v", date_format="seconds"), [], seconds(0, 9)) == [
        (1.5, 1.0),
        (2.0, 2.0),
    ]
    assert run(CsvReader(str(path), value_column="v", date_format="milliseconds"), [], seconds(0, 9)) == [
        (0.001, 1.0),
        (0.002, 2.0),
    ]


def packed(path: Path, data: bytes) -> None:
    """Write a file as its name says."""
    ways = {
        ".gz": gzip.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
        ".zst": lambda data: zstandard.compress(data[:40]) + zstandard.compress(data[40:]),
        ".csv": bytes,
    }
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.csv", data)
    else:
        path.write_bytes(ways[path.suffix](data))


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst", ".zip", ".csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_may_be_compressed_and_in_any_encoding(tmp_path: Path, suffix: str, encoding: str) -> None:
    path = tmp_path / f"file{suffix}"
    packed(path, 't,v\n1970-01-01T00:00:01,ä\n1970-01-01T00:00:02,"b,\nc"\n'.encode(encoding))
    tool = CsvReader(str(path), value_column="v", cells="text", encoding=encoding)
    assert run(tool, [], seconds(0, 1)) == [(1, "ä")]
    assert run(tool, [], seconds(1, 2)) == [(2, "b,\nc")]
    assert run(pickle.loads(pickle.dumps(tool)), [], seconds(1, 2)) == [(2, "b,\nc")]


def test_the_compression_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(gzip.compress(b"t,v\n1970-01-01T00:00:01,1\n"))
    assert run(CsvReader(str(path), value_column="v", compression="gzip"), [], seconds(0, 1)) == [(1, 1.0)]
    with pytest.raises(ToolExecutionError, match="has no column 'v'"):
        run(CsvReader(str(path), value_column="v"), [], seconds(0, 1))


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(b"t,v\n" + b"1970-01-01T00:00:01,1\n" * 1000)[:-20])
    with pytest.raises(ToolExecutionError, match=r"file\.csv\.gz cannot be read: .*; is it damaged"):
        run(CsvReader(str(path), value_column="v"), [], seconds(0, 9))
    other = tmp_path / "file.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("one", "")
        archive.writestr("two", "")
    with pytest.raises(ToolExecutionError, match="it holds 2 files, and must hold one"):
        run(CsvReader(str(other)), [], seconds(0, 9))


def test_text_in_another_encoding_is_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("t,v,w\n1970-01-01T00:00:01,ä,1\n".encode("latin-1"))
    assert run(CsvReader(str(path), value_column="w"), [], seconds(0, 9)) == [(1, 1.0)]
    with pytest.raises(BadRowError, match=r"line 2, column 'v': .* is not in the file's encoding"):
        run(CsvReader(str(path), value_column="v", cells="text"), [], seconds(0, 9))


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("t,v\n1970-01-01T00:00:01,1\n")
    tool = CsvReader(str(path), value_column="v")
    assert run(tool, [], seconds(0, 9)) == [(1, 1.0)]
    path.write_text("v,t\n2,1970-01-01T00:00:01\n3,1970-01-01T00:00:02\n")
    with pytest.raises(BadRowError, match="'2' is not a time"):
        run(tool, [], seconds(0, 9))
    again = CsvReader(str(path), date_column="t", value_column="v")
    assert run(again, [], seconds(0, 9)) == [(1, 2.0), (2, 3.0)]
    path.unlink()
    with pytest.raises(ToolExecutionError, match="cannot be read: No such file"):
        run(again, [], seconds(0, 9))


def test_a_file_that_changes_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("t,v\n1970-01-01T00:00:01,1\n")
    tool = CsvReader(str(path), value_column="v")
    batches = tool._execute([], None, seconds(0, 9))
    next(batches)
    path.write_text("t,v\n1970-01-01T00:00:01,1\n1970-01-01T00:00:02,1\n")
    with pytest.raises(ToolExecutionError, match="changed while it was read; nothing of it was taken"):
        list(batches)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"filename": "no_such_file.csv"}, "No such file"),
        ({"filename": "x.csv", "package": "no_such_package"}, "'no_such_package' is not installed"),
        ({"filename": "x.csv", "package": "no_such.package"}, "'no_such.package' is not installed"),
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


@pytest.mark.parametrize(
    ("text", "parameters", "message"),
    [
        ("t,v,v\n", {"value_column": "v"}, "has several columns 'v'; give its place"),
        ("t,v\n", {"value_column": 2}, "has no column 2; it has 2, counted from 0"),
        ("t,v\n", {"date_column": -1}, "has no column -1"),
        ("t,v\n", {"header": False, "value_column": "v"}, "without a header, so column 'v' must be given"),
        ('t,"v\n', {}, "line 1: unexpected end of data; is this the line with the names"),
    ],
)
def test_columns_that_cannot_be_found_are_errors(
    tmp_path: Path, text: str, parameters: dict[str, object], message: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text)
    with pytest.raises(ToolExecutionError, match=message):
        run(CsvReader(str(path), **parameters), [], seconds(0, 9))


@pytest.mark.parametrize(
    ("text", "parameters", "message"),
    [
        (
            "t;v\n1970-01-01T00:00:02;1,5\n",
            {},
            r"it has 2 cells, and should have 1: .*; is the delimiter ';'\?",
        ),
        ("t\tv\n1970-01-01T00:00:02\t1\n", {}, r"its form by date_format; is the delimiter '\\t'\?"),
        ("t;v\n", {"value_column": "v"}, r"its columns are \['t;v'\]; is the delimiter ';'\?"),
        ("t|v\n", {"value_column": 1}, r"no column 1; it has 1, counted from 0; is the delimiter '\|'\?"),
        ("t\n1\n", {}, r"its form by date_format\. Mend"),
    ],
)
def test_another_delimiter_is_guessed_where_there_is_only_one_column(
    tmp_path: Path, text: str, parameters: dict[str, Any], message: str
) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text)
    with pytest.raises(ToolExecutionError, match=message):
        run(CsvReader(str(path), **parameters), [], ALL)


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    assert run(CsvReader(str(path)), [], seconds(0, 9)) == []


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "parameter 'filename' is missing"),
        ({"filename": "x.csv", "cells": "words"}, "is not one of 'number', 'text'"),
        ({"filename": "x.csv", "delimiter": "::"}, "delimiter is '::'; it must be one character"),
        ({"filename": "x.csv", "delimiter": '"'}, "it must be one character of ASCII, and no quote"),
        ({"filename": "x.csv", "decimal": ","}, "decimal and delimiter are both ','"),
        ({"filename": "x.csv", "decimal": "'"}, "is not one of '.', ','"),
        ({"filename": "x.csv", "skip_rows": -1}, "skip_rows is -1; it must be 0 or more"),
        ({"filename": "x.csv", "date_format": "soon"}, "date_format is 'soon'"),
        ({"filename": "x.csv", "time_zone": "Nowhere"}, "'Nowhere', which is no zone"),
        ({"filename": "x.csv", "encoding": "utf-9"}, "encoding is 'utf-9', which Python does not know"),
        ({"filename": "x.csv", "bad_rows": "ignore"}, "is not one of 'raise', 'skip'"),
        ({"filename": "x.csv", "compression": "rar"}, "is not one of"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        CsvReader(**parameters)
