"""JSON in the shapes of pandas and CSV: as pandas writes them, and back without a loss."""

import io
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream.batch import Column
from hyperstream.frames.cells import adapted
from hyperstream.frames.csv_frames import read_csv, write_csv
from hyperstream.frames.frame import Frame
from hyperstream.frames.json_cells import cell_texts, plain
from hyperstream.frames.json_reading import JsonSyntaxError, read_json
from hyperstream.frames.json_writing import ORIENTS, to_json
from hyperstream.frames.pandas_reading import from_pandas
from hyperstream.frames.pandas_writing import to_pandas
from hyperstream.frames.schema import Schema
from hyperstream.frames.types import Category
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.errors import FrameError

from .frame_model import frames
from .frames_of_all_kinds import same_frame

INDEX = pd.date_range("2026-01-01", periods=3, freq="D", tz="UTC").as_unit("ms")


def frame(**columns):
    return pd.DataFrame(columns, index=INDEX)


def objects(*values):
    """Texts as a file gives them: objects, in pandas 3 too."""
    return pd.Series(values, index=INDEX, dtype=object)


@pytest.mark.filterwarnings("ignore:.epoch. date format is deprecated")  # by pandas 3, for its own
@pytest.mark.parametrize("orient", ORIENTS)
@pytest.mark.parametrize("dates", ["iso", "epoch"])
def test_json_is_that_of_pandas(orient, dates):
    data = frame(
        f=[1.5, np.nan, 3.0],
        i=[1, 2, 3],
        s=["x", None, 'é"\n\\'],
        t=pd.to_datetime(["2020", None, "2021-05-06T07:08:09.123"], utc=True, format="ISO8601"),
        b=[True, False, True],
        o=[{"a": [1, 2]}, None, [1.5]],
        c=pd.Categorical(["u", None, "v"]),
    )
    theirs = data.to_json(orient=orient, date_format=dates, date_unit="ms")
    assert json.loads(to_json(from_pandas(data), orient, dates)) == json.loads(theirs)


@pytest.mark.parametrize("orient", ["split", "records", "index", "columns"])
@pytest.mark.parametrize("dates", ["iso", "epoch"])
def test_json_comes_back_with_all_its_digits(orient, dates):
    data = frame(
        f=[0.1, 1 / 3, 1e-300], i=[2**62 + 1, -1, 0], s=objects("x", None, ""), b=[True, False, True]
    )
    text = to_json(from_pandas(data), orient, dates, "at" if orient == "records" else None)
    same_frame(to_pandas(read_json(text, orient, "at")), data)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(frames(), st.sampled_from(["split", "index", "columns"]), st.sampled_from(["iso", "epoch"]))
def test_what_is_written_fits_the_series_that_it_was_written_from(data, orient, dates):
    written = from_pandas(data)
    back = adapted(read_json(to_json(written, orient, dates), orient), written.schema)
    assert (back.times == written.times).all()
    for name, kind in written.schema.columns.items():
        mine, theirs = back.column(name), written.column(name)
        if back.schema.columns[name] == "null":
            assert all(text == "null" for text in cell_texts(theirs))
        elif kind == "datetime64[ns]":  # JSON has milliseconds
            assert cell_texts(mine) == cell_texts(theirs)
        else:
            assert back.schema.columns[name] == kind
            assert cell_texts(mine) == cell_texts(theirs)


def test_what_json_cannot_say_is_null():
    column = Column(np.array([np.nan, np.inf, -np.inf, 1.0]))
    assert cell_texts(column) == ["null", "null", "null", "1.0"]
    assert cell_texts(Column([math.nan, [math.inf], b"ab"])) == ["null", "[null]", '"YWI="']
    interval = TimeInterval("2026-01-01", "2026-01-02")
    assert plain(interval) == ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]


def test_durations_are_milliseconds():
    assert cell_texts(Column(np.array([1500, "NaT"], "m8[ms]")), "iso") == ["1500", "null"]


class TestFitting:
    @staticmethod
    def fit(values, kind):
        loose = read_json(json.dumps({"x": dict(zip(map(str, range(len(values))), values, strict=True))}))
        return adapted(loose, Schema({"x": kind}))

    @pytest.mark.parametrize(
        ("values", "kind", "expected"),
        [
            ([1, 2], "float64", [1.0, 2.0]),
            ([1, None], "float32", [1.0, None]),
            ([1.0, 2.0], "int64", [1, 2]),
            ([1, None], "int16", [1, None]),
            ([2**64 - 1, 0], "uint64", [2**64 - 1, 0]),
            ([1, 2], "Int8", [1, 2]),
            ([True, None], "boolean", [True, None]),
            (["a", None], "str[python]", ["a", None]),
            (["a"], "object", ["a"]),
        ],
    )
    def test_gives_values_that_fit_exactly_the_type_of_the_series(self, values, kind, expected):
        found = self.fit(values, kind)
        assert found.schema.columns["x"] == kind
        assert found.column("x").objects() == expected

    @pytest.mark.parametrize(
        ("values", "kind"),
        [
            ([1.5], "int64"),
            ([300], "int8"),
            ([-1], "uint8"),
            ([2**53 + 1], "float64"),
            ([2**64], "uint64"),
            (["1"], "int64"),
            ([1], "bool"),
            ([1], "object"),
            ([1], "str[python]"),
            (["soon"], "datetime64[ms]"),
            ([1.5], "datetime64[ms]"),
            (["2026-01-01T00:00:00.5Z"], "datetime64[s]"),
            ([1.5], "timedelta64[ms]"),
            ([[1]], "float64"),
        ],
    )
    def test_leaves_what_does_not_fit_for_the_refusal(self, values, kind):
        assert self.fit(values, kind).schema.columns["x"] != kind

    def test_reads_times_and_durations(self):
        found = self.fit(["2026-01-01T00:00:00.123Z", 5, None], "datetime64[ns, UTC]").column("x")
        assert found.values[:2].tolist() == [1767225600123000000, 5000000]
        assert np.isnat(found.values[2])
        assert self.fit([1500, None], "timedelta64[ms]").column("x").objects() == [1.5, None]

    def test_lets_unordered_categories_grow_and_ordered_ones_not(self):
        assert self.fit(["v"], Category("object", ("u",))).schema.columns["x"].values == ("u", "v")
        ordered = Category("object", ("u",), True)
        assert self.fit(["u"], ordered).schema.columns["x"] == ordered
        assert self.fit(["v"], ordered).schema.columns["x"] != ordered


class TestCsv:
    def test_comes_back(self):
        data = frame(
            f=[1.5, np.nan, 1e300], i=[1, 2, 3], s=objects("x,y", None, 'é"\n'), b=[True, False, True]
        )
        written = from_pandas(data)
        text = "".join(write_csv(written.schema, [written]))
        assert pd.read_csv(io.StringIO(text))["s"].tolist()[0] == "x,y"
        same_frame(to_pandas(read_csv(text)), data)

    def test_of_excel_has_a_mark_in_front(self):
        assert len(read_csv("\ufefftime,x\r\n2026-01-01,1\r\n".encode())) == 1

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "first line with the names"),
            ("t,x,x\n", "first line with the names"),
            ("t,x\n2026-01-01\n", "Line 2 has 1 cells"),
            ("t,x\nsoon,1\n", "'soon' is no time"),
            (b"t,x\n2026-01-01,\xff\n", "no CSV in UTF-8"),
            ('t,x\n2026-01-01,"1\n', "no CSV"),
        ],
    )
    def test_that_is_broken_says_where(self, text, why):
        with pytest.raises(FrameError, match=why):
            read_csv(text)


def test_another_shape_is_an_error():
    with pytest.raises(FrameError, match="none of split, records, index, columns, values"):
        read_json("{}", "table")
    with pytest.raises(FrameError, match="none of split, records, index, columns, values"):
        to_json(Frame(np.zeros(0, np.int64), from_pandas(frame()).table[:0], Schema()), "table")
    with pytest.raises(JsonSyntaxError, match="no JSON"):
        read_json("nonsense")
