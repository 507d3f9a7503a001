from __future__ import annotations

import datetime as dt
import decimal
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hyperstream.cli.export import export_file
from hyperstream.tool.importing import parquet
from hyperstream.utils.errors import BadRowError, ToolExecutionError, ToolInitialisationError

from .kit import at, empty, listed, run, seconds, stream, tool_class

ParquetReader = tool_class("parquet_reader")
MS = pa.timestamp("ms", "UTC")


def saved(path: Path, table: dict[str, Any], **options: Any) -> str:
    pq.write_table(pa.table(table), path, **options)
    return str(path)


@pytest.fixture
def some(tmp_path: Path) -> str:
    table = {
        "timestamp": pa.array([2000, 1000, 3000], MS),
        "x": pa.array([1.5, None, float("nan")]),
        "n": pa.array([1, 2, None], pa.int32()),
        "who": pa.array(["a", None, "c"]),
    }
    return saved(tmp_path / "some.parquet", table)


def test_a_value_is_one_column_where_it_is_not_null(some: str) -> None:
    assert run(ParquetReader(some, value_column="n"), [], seconds(0, 9)) == [(1, 2), (2, 1)]
    assert run(ParquetReader(some, value_column=3), [], seconds(1, 9)) == [(2, "a"), (3, "c")]
    assert repr(run(ParquetReader(some, value_column="x"), [], seconds(0, 9))) == "[(2.0, 1.5), (3.0, nan)]"


def test_values_are_dictionaries_of_some_columns_or_of_all_but_the_time(some: str) -> None:
    assert run(ParquetReader(some, value_column=["who", "n"]), [], seconds(0, 2)) == [
        (1, {"who": None, "n": 2}),
        (2, {"who": "a", "n": 1}),
    ]
    assert run(ParquetReader(some), [], seconds(1, 2)) == [(2, {"x": 1.5, "n": 1, "who": "a"})]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array([1, 300], pa.uint16()), [1, 300]),
        (pa.array([2**63, 1], pa.uint64()), [2**63, 1]),
        (pa.array([1.5, 2], pa.float32()), [1.5, 2.0]),
        (pa.array([True, False]), [True, False]),
        (pa.array([decimal.Decimal("1.10"), decimal.Decimal("2")]), [1.1, 2.0]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        (pa.array([[1], [2, 3]]), [[1], [2, 3]]),
        (pa.array([{"a": 1}, {"a": None}]), [{"a": 1}, {"a": None}]),
        (pa.array([5000, 6000], pa.timestamp("ms")), [at(5), at(6)]),
        (pa.array([5, 6], pa.timestamp("s", "Asia/Tokyo")), [at(5), at(6)]),
        (pa.array([dt.date(1970, 1, 1), dt.date(1970, 1, 2)]), [at(0), at(86_400)]),
    ],
)
def test_values_of_all_kinds_come_as_their_python_kind(
    tmp_path: Path, column: Any, expected: list[Any]
) -> None:
    path = saved(tmp_path / "some.parquet", {"timestamp": pa.array([1000, 2000], MS), "v": column})
    found = [value for _, value in run(ParquetReader(path, value_column="v"), [], seconds(0, 9))]
    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]


@pytest.mark.parametrize(
    ("column", "parameters"),
    [
        (pa.array([1, -1], pa.timestamp("s")), {}),
        (pa.array([1_000_999, -1_000_000], pa.timestamp("us", "UTC")), {}),
        (pa.array([1_000_999_999, -999_999_999], pa.timestamp("ns")), {}),
        (pa.array(["1970-01-01T00:00:01Z", "1969-12-31T23:59:59Z"]), {}),
        (pa.array(["1970-01-01T00:00:01Z", "1969-12-31T23:59:59Z"], pa.large_string()), {}),
        (pa.array(["01|00:01", "31|59:59"]), {"date_format": "%d|%M:%S"}),
        (pa.array([1, -1]), {"date_format": "seconds"}),
        (pa.array([1000.0, -1000.0]), {"date_format": "milliseconds"}),
        (pa.array([32_401, 32_399], pa.timestamp("s")), {"time_zone": "Asia/Tokyo"}),
        (pa.array([32_401, 32_399], pa.timestamp("s", "UTC")), {"time_zone": "Asia/Tokyo"}),
    ],
)
def test_times_of_all_kinds(tmp_path: Path, column: Any, parameters: dict[str, str]) -> None:
    path = saved(tmp_path / "some.parquet", {"when": column, "v": pa.array([1, 2])})
    tool = ParquetReader(path, date_column="when", value_column="v", **parameters)
    if "%d" in parameters.get("date_format", ""):
        year = seconds(-2_300_000_000, -2_000_000_000)  # without a year it is 1900
        assert [value for _, value in run(tool, [], year)] == [1, 2]
    elif pa.types.is_timestamp(column.type) and column.type.tz and parameters:
        assert run(tool, [], seconds(-9, 99_999)) == [(32_399, 2), (32_401, 1)]
    else:
        assert run(tool, [], seconds(-9, 9)) == [(-1, 2), (1, 1)]


def test_dates_are_times_at_midnight(tmp_path: Path) -> None:
    days = pa.array([dt.date(1970, 1, 2), dt.date(1969, 12, 31)])
    path = saved(tmp_path / "some.parquet", {"timestamp": days, "v": pa.array([1, 2])})
    assert run(ParquetReader(path, value_column="v"), [], seconds(-99_999, 99_999)) == [
        (-86_400, 2),
        (86_400, 1),
    ]


def test_what_is_exported_is_read_back(tmp_path: Path) -> None:
    for rows, column in (([(1, 1.5), (2, -0.0)], "value"), ([(1, {"a": 1, "b": "x"})], None)):
        source = stream(rows)
        export_file(source.window(seconds(0, 9)), "parquet", tmp_path / "export.parquet")
        tool = ParquetReader(str(tmp_path / "export.parquet"), value_column=column)
        assert run(tool, [], seconds(0, 9)) == listed(source)


@pytest.mark.parametrize("rows", [10, 300, 100_000])
def test_a_large_file_is_read_in_pieces_and_then_where_it_is_needed(
    tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS", 100)
    times = np.arange(1, 1001) * 1000
    table = {"timestamp": pa.array(times, pa.int64()).cast(MS), "v": pa.array(times.astype(float))}
    path = saved(tmp_path / "some.parquet", table, row_group_size=rows)
    tool = ParquetReader(path, value_column="v")
    batches = list(tool._execute([], None, seconds(0, 2000)))
    assert max(map(len, batches)) <= 100
    assert [row for batch in batches for row in listed(batch)] == [(n, n * 1000.0) for n in range(1, 1001)]
    for first in (0, 250, 299, 995):
        expected = [(n, n * 1000.0) for n in range(first + 1, min(first + 12, 1001))]
        assert run(tool, [], seconds(first, first + 11)) == expected
    assert run(pickle.loads(pickle.dumps(tool)), [], seconds(0, 1)) == [(1, 1000.0)]


def test_a_row_without_a_time_is_named_or_skipped(tmp_path: Path) -> None:
    table = {"timestamp": pa.array([1000, None, 2000], MS), "v": pa.array([1, 2, 3])}
    path = saved(tmp_path / "bad.parquet", table)
    sink = empty()
    with pytest.raises(BadRowError, match=r"bad\.parquet, row 2, column 'timestamp': it has no time"):
        ParquetReader(path, value_column="v").execute([], sink, seconds(0, 9))
    assert listed(sink) == []
    tool = ParquetReader(path, value_column="v", bad_rows="skip")
    assert run(tool, [], seconds(0, 9)) == [(1, 1), (2, 3)]
    assert [row.line for row in tool.skipped] == [2]


@pytest.mark.parametrize(
    ("column", "why"),
    [
        (pa.array([253_402_300_800], pa.timestamp("s", "UTC")), "its time is not in the years 1 to 9999"),
        (pa.array([-(2**55)], pa.timestamp("ms")), "its time is not in the years 1 to 9999"),
        (pa.array(["soon"]), "'soon' is not a time in ISO 8601"),
        (pa.array([None], pa.string()), "None is not a time"),
        (pa.array([5]), "5 is not a time; where it counts from 1970, say date_format='seconds'"),
    ],
)
def test_a_time_that_is_none_says_why(tmp_path: Path, column: Any, why: str) -> None:
    path = saved(tmp_path / "bad.parquet", {"timestamp": column, "v": pa.array([1])})
    for zone in ("UTC", "Europe/London"):
        with pytest.raises(BadRowError, match=why):
            run(ParquetReader(path, value_column="v", time_zone=zone), [], seconds(0, 9))


def test_columns_and_files_that_are_not_there_are_errors(some: str, tmp_path: Path) -> None:
    with pytest.raises(
        ToolExecutionError, match=r"has no column 'y'; its columns are \['timestamp', 'x', 'n'"
    ):
        run(ParquetReader(some, value_column="y"), [], seconds(0, 9))
    with pytest.raises(ToolExecutionError, match="has no column 4"):
        run(ParquetReader(some, value_column=4), [], seconds(0, 9))
    with pytest.raises(ToolExecutionError, match="No such file"):
        run(ParquetReader("no_such_file.parquet"), [], seconds(0, 9))
    (tmp_path / "text.parquet").write_text("t,v\n")
    with pytest.raises(ToolExecutionError, match=r"text\.parquet cannot be read"):
        run(ParquetReader(str(tmp_path / "text.parquet")), [], seconds(0, 9))


def test_bad_parameters_are_refused() -> None:
    for parameters, message in (
        ({}, "parameter 'filename' is missing"),
        ({"filename": "x", "date_format": "soon"}, "date_format is 'soon'"),
        ({"filename": "x", "bad_rows": "ignore"}, "is not one of 'raise', 'skip'"),
    ):
        with pytest.raises(ToolInitialisationError, match=message):
            ParquetReader(**parameters)


class TestStatistics:
    """What the file tells of its row groups, so that only those are read that are asked for."""

    def read_groups(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        read: list[int] = []
        plain = parquet.Parquet._group

        def noted(self: Any, file: Any, piece: tuple[int, int]) -> Any:
            read.append(piece[0])
            return plain(self, file, piece)

        monkeypatch.setattr(parquet.Parquet, "_group", noted)
        return read

    @pytest.mark.parametrize(
        ("kind", "zone", "pruned"),
        [
            (pa.timestamp("us", "Europe/London"), "Asia/Tokyo", True),
            (pa.timestamp("ns"), "UTC", True),
            (pa.timestamp("s"), "UTC", True),
            (pa.timestamp("ms"), "Asia/Tokyo", False),
        ],
    )
    def test_the_first_request_reads_the_row_groups_it_needs_and_no_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Any, zone: str, pruned: bool
    ) -> None:
        seconds_ = np.arange(1, 1001)
        times = pa.array(seconds_ * 1000).cast(pa.timestamp("ms")).cast(kind)
        path = saved(
            tmp_path / "a.parquet", {"timestamp": times, "v": pa.array(seconds_)}, row_group_size=100
        )
        read = self.read_groups(monkeypatch)
        tool = ParquetReader(path, value_column="v", time_zone=zone)
        shift = 0 if pruned else -9 * 3600
        expected = [(n + shift, n) for n in range(196, 206)]
        assert run(tool, [], seconds(195 + shift, 205 + shift)) == expected
        assert read == ([1, 2] if pruned else list(range(10)))

    @pytest.mark.parametrize("gone", ["statistics", "times"])
    def test_where_the_file_does_not_tell_or_times_are_null_all_of_it_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
    ) -> None:
        times = [None if gone == "times" and n == 250 else n * 1000 for n in range(1, 401)]
        table = {"timestamp": pa.array(times, pa.int64()).cast(MS), "v": pa.array(range(1, 401))}
        path = str(tmp_path / "a.parquet")
        pq.write_table(pa.table(table), path, row_group_size=100, write_statistics=gone != "statistics")
        read = self.read_groups(monkeypatch)
        tool = ParquetReader(path, value_column="v", bad_rows="skip")
        assert run(tool, [], seconds(10, 12)) == [(11, 11), (12, 12)]
        assert read == [0, 1, 2, 3]
        assert [row.line for row in tool.skipped] == ([250] if gone == "times" else [])

    def test_an_empty_file_and_empty_row_groups_have_no_rows(self, tmp_path: Path) -> None:
        table = pa.table({"timestamp": pa.array([], MS), "v": pa.array([], pa.int64())})
        path = str(tmp_path / "a.parquet")
        with pq.ParquetWriter(path, table.schema) as writer:
            writer.write_table(table)
        assert run(ParquetReader(path, value_column="v"), [], seconds(0, 9)) == []

    def test_dates_are_told_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        days = pa.array([0, 1, 2, 3], pa.int32()).cast(pa.date32())
        path = saved(
            tmp_path / "a.parquet", {"timestamp": days, "v": pa.array([0, 1, 2, 3])}, row_group_size=1
        )
        read = self.read_groups(monkeypatch)
        assert run(ParquetReader(path, value_column="v"), [], seconds(1, 86_400)) == [(86_400, 1)]
        assert read == [1]


def test_a_damaged_row_group_is_named_by_file(tmp_path: Path) -> None:
    numbers = np.random.default_rng(1).normal(size=5000)
    table = {"timestamp": pa.array(np.arange(5000) * 1000).cast(MS), "v": pa.array(numbers)}
    path = Path(saved(tmp_path / "damaged.parquet", table))
    content = bytearray(path.read_bytes())
    content[200:40_000] = bytes(39_800)
    path.write_bytes(content)
    with pytest.raises(ToolExecutionError, match=r"damaged\.parquet cannot be read"):
        run(ParquetReader(str(path), value_column="v"), [], seconds(0, 5000))


def test_nested_values_come_as_lists_and_dictionaries(tmp_path: Path) -> None:
    value = {"a": [1, None], "b": {"c": "x"}}
    table = {"timestamp": pa.array([1000, 2000], MS), "v": pa.array([value, None])}
    path = saved(tmp_path / "nested.parquet", table)
    assert run(ParquetReader(path, value_column="v"), [], seconds(0, 9)) == [
        (1, {"a": [1, None], "b": {"c": "x"}})
    ]
    assert run(ParquetReader(path), [], seconds(1, 9)) == [(2, {"v": None})]
