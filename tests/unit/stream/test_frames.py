import subprocess
import sys
from datetime import timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hyperstream.batch.batch import Batch
from hyperstream.stream import Stream, StreamId, StreamView
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, MissingExtraError
from hyperstream.utils.time_utils import MAX_DATE, MIN_DATE, from_ms
from tests.unit.stream.fake_home import FakeHome, stream_of

ALL = TimeInterval.from_ms(0, 10**9)
MIXED = [1, "a", None]
BIG = [2**70, 1]
EVER = TimeInterval.all_time()
MS = timedelta(milliseconds=1)


def view_of(*values) -> StreamView:
    return stream_of(*values).window(ALL)


# --- NumPy
@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1.5, 2.5], "float64"),
        ([1, 2], "int64"),
        ([True, False], "bool"),
        (MIXED, "object"),
        (BIG, "object"),
        ([], "object"),
    ],
)
def test_numpy_keeps_plain_types_and_the_rest_as_objects(values, dtype):
    times, array = view_of(*values).to_numpy()
    assert times.dtype == "datetime64[ms]"
    assert times.tolist() == [from_ms(1000 * (i + 1)).replace(tzinfo=None) for i in range(len(values))]
    if values:
        assert array.dtype == dtype
    assert array.tolist() == values


def test_lists_stay_one_entry_a_row_in_numpy():
    _, array = view_of([1, 2], [3, 4]).to_numpy()
    assert array.shape == (2,)
    assert array.tolist() == [[1, 2], [3, 4]]


# --- pandas
def test_scalars_become_the_column_value():
    frame = view_of(1.5, 2.5).to_pandas()
    assert list(frame.columns) == ["value"]
    assert frame.index.name == "timestamp"
    assert str(frame.index.dtype) == "datetime64[ms, UTC]"
    assert frame["value"].dtype == "float64"
    assert frame.loc["1970-01-01 00:00:02+00:00", "value"] == 2.5


def test_dict_keys_become_columns():
    frame = view_of({"a": 1, "b": "x"}, {"a": 2, "c": [1]}).to_pandas()
    assert list(frame.columns) == ["a", "b", "c"]
    assert frame["a"].tolist() == [1, 2]
    assert frame["b"].iloc[0] == "x"
    assert frame["c"].iloc[1] == [1]


def test_a_gap_between_numbers_is_nan():
    frame = view_of({"a": 1}, {"b": 2}).to_pandas()
    assert frame["a"].dtype == "float64"
    assert np.isnan(frame["a"].iloc[1])


def test_all_years_fit_into_a_frame():
    home = FakeHome(Batch([MIN_DATE + MS, MAX_DATE], [1, 2]))
    frame = Stream(home, StreamId("s")).window(EVER).to_pandas()
    assert frame.index[0].to_pydatetime() == MIN_DATE + MS
    assert frame.index[1].to_pydatetime() == MAX_DATE


def test_an_empty_view_is_an_empty_frame():
    frame = view_of().to_pandas()
    assert list(frame.columns) == ["value"]
    assert len(frame) == 0
    assert str(frame.index.dtype) == "datetime64[ms, UTC]"


def test_a_series_can_be_written_and_read_back():
    index = pd.date_range("2016-10-28", periods=3, freq="h", tz="Europe/London")
    stream = stream_of(now=10**13)
    stream.write(pd.Series([1.0, 2.0, 3.0], index=index))
    frame = stream.window(("2016-10-27", "2016-10-29")).to_pandas()
    assert frame.index.tolist() == index.tz_convert("UTC").tolist()
    assert frame["value"].tolist() == [1.0, 2.0, 3.0]
    stream = stream_of()
    stream.write(pd.Series(["a"], index=pd.DatetimeIndex(["2016-10-28"])))
    assert stream.window(("2016-10-27", "2016-10-29")).values() == ["a"]


@pytest.mark.parametrize(
    ("index", "error"),
    [
        ([1, 2], ArgumentTypeError),
        (pd.DatetimeIndex(["2016-10-28", "2016-10-28"]), ArgumentValueError),
        (pd.DatetimeIndex(["2016-10-28", None]), ArgumentValueError),
        (pd.DatetimeIndex(["2016-10-28", "2016-10-28T00:00:00.0001"]), ArgumentValueError),
    ],
)
def test_a_series_needs_a_unique_time_index_at_ms(index, error):
    with pytest.raises(error):
        stream_of().write(pd.Series([1, 2], index=index))


# --- Arrow
def test_arrow_has_a_timestamp_and_a_column_a_key():
    table = view_of(1, 2).to_arrow()
    assert table.schema == pa.schema([("timestamp", pa.timestamp("ms", tz="UTC")), ("value", pa.int64())])
    assert table["value"].to_pylist() == [1, 2]
    table = view_of({"a": 1}, {"b": "x"}).to_arrow()
    assert table.column_names == ["timestamp", "a", "b"]
    assert table["a"].to_pylist() == [1, None]


def test_a_key_called_timestamp_does_not_hide_the_time():
    table = view_of({"timestamp": 5}).to_arrow()
    assert table.column_names == ["timestamp", "value.timestamp"]
    frame = view_of({"timestamp": 5}).to_pandas()
    assert list(frame.columns) == ["value.timestamp"]


def test_arrow_names_a_column_that_it_cannot_hold():
    with pytest.raises(ArgumentTypeError, match="column 'value'"):
        view_of(*MIXED).to_arrow()


# --- pictures
def test_a_plot_has_a_line_a_numeric_key():
    import matplotlib as mpl

    mpl.use("agg")
    ax = view_of(1, 2, 3).plot(color="red")
    assert [line.get_label() for line in ax.lines] == ["s"]
    assert ax.lines[0].get_color() == "red"
    assert view_of({"a": 1, "b": "x", "c": 2.5}, {"a": 2, "b": "y"}).plot(ax=ax) is ax
    assert [line.get_label() for line in ax.lines] == ["s", "s a", "s c"]
    assert not view_of().plot().lines
    assert view_of({"a": 1}, {"b": 2}).plot().lines[0].get_ydata()[0] == 1
    assert [
        line.get_ydata().tolist() for line in view_of({"a": True, "b": 1}, {"a": 2.5, "b": 2}).plot().lines
    ] == [
        [1.0, 2.5],
        [1, 2],
    ]
    with pytest.raises(ArgumentTypeError, match="no numbers"):
        view_of("a").plot()


def test_a_notebook_shows_the_ends_as_a_table():
    html = view_of("<b>")._repr_html_()
    assert "&lt;b&gt;" in html
    assert "not computed" in html
    assert "…" not in html
    view = view_of(*range(100))
    html = view._repr_html_()
    assert [f"<td>{value}</td>" in html for value in (4, 5, 94, 95)] == [True, False, False, True]
    assert html.count("…") == 1
    assert view.stream.home.rows_read < 20
    seven = view_of(*range(7))._repr_html_()
    assert "…" not in seven
    assert seven.count("<tr>") == 1 + 7
    six = view_of(*range(6))._repr_html_()
    assert six.count("<tr>") == 1 + 6
    assert "no instances" in view_of()._repr_html_()


# --- extras
@pytest.mark.parametrize(
    ("module", "extra", "method"),
    [
        ("pandas", "pandas", "to_pandas"),
        ("pyarrow", "arrow", "to_arrow"),
        ("matplotlib.pyplot", "plot", "plot"),
    ],
)
def test_an_absent_package_is_named_with_its_extra(monkeypatch, module, extra, method):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'hyperstream\[{extra}\]'") as caught:
        getattr(view_of(1), method)()
    assert caught.value.extra == extra


def test_heavy_packages_are_imported_only_when_used():
    code = (
        "import sys, hyperstream.stream, hyperstream.channels.memory_channel as m;"
        "import hyperstream.channels.assets_channel;"
        "print([m for m in ('pandas', 'pyarrow', 'matplotlib', 'mongoengine', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
