import threading

import numpy as np
import pandas as pd
import pytest

from hyperstream import HyperStream
from hyperstream.frames import joining
from hyperstream.stores.ledger.staleness import BEGINNING
from hyperstream.utils import parallel
from hyperstream.utils.errors import (
    ColumnTypeError,
    DerivedStreamError,
    DuplicateInstanceError,
    FrameError,
    SeriesNotFoundError,
    ValueNotStorableError,
)
from tests.unit.frames.frames_of_all_kinds import every_type, same_frame


@pytest.fixture
def store():
    with HyperStream("sqlite:///:memory:") as hs:
        yield hs.store


def hours(*values, start="2026-01-01", **columns):
    index = pd.date_range(start, periods=len(values), freq="h", tz="UTC", name="when")
    return pd.DataFrame({"x": [float(value) for value in values], **columns}, index=index)


class TestARoundTrip:
    def test_gives_back_every_type_zone_name_and_order(self, store):
        frame = every_type()
        assert store.save(frame, "all", "types") == len(frame)
        same_frame(store.retrieve("all", "types"), frame)

    def test_is_the_same_by_one_thread_and_by_several(self, store, monkeypatch):
        whole = every_type()
        for day in range(7):  # a piece each, some of them hollow in some columns
            frame = whole.copy()
            frame.index = whole.index + pd.Timedelta(days=day)
            store.save(frame if day % 2 else frame.drop(columns=["int8", "text"]), "all", "types", "append")
        alone = store.retrieve("all", "types")
        started = []
        monkeypatch.setattr(joining, "WORTH_THREADS", 1)
        monkeypatch.setattr(parallel.os, "cpu_count", lambda: 3)
        thread = threading.Thread.start
        monkeypatch.setattr(threading.Thread, "start", lambda self: started.append(self.name) or thread(self))
        same_frame(store.retrieve("all", "types"), alone)
        assert 1 < len([name for name in started if name.startswith("hyperstream-worker")]) <= 3

    def test_tells_nan_from_none_and_from_a_gap(self, store):
        frame = hours(1, 2, 3)
        frame["mixed"] = pd.Series([None, float("nan"), "x"], index=frame.index, dtype=object)
        store.save(frame, "a", "b")
        first, second, third = store.retrieve("a", "b")["mixed"]
        assert first is None
        assert second != second
        assert third == "x"

    def test_gives_rows_sorted_whatever_the_order_they_were_written_in(self, store):
        frame = hours(1, 2, 3, 4)
        store.save(frame.iloc[[2, 0, 3, 1]], "a", "b")
        same_frame(store.retrieve("a", "b"), frame)

    def test_gives_a_series_back_as_a_series(self, store):
        for name in ("close", None, 7):
            series = hours(1, 2)["x"].rename(name)
            store.delete("a", "b")
            store.save(series, "a", "b")
            pd.testing.assert_series_equal(store.retrieve("a", "b"), series, check_freq=False)

    @pytest.mark.parametrize("first", ["object", "string"])
    @pytest.mark.parametrize("second", ["object", "string"])
    def test_keeps_the_first_type_of_text_whichever_comes_later(self, store, first, second):
        text = hours(1, 2, s=["a", "b"])[["s"]]
        store.save(text.astype({"s": first}), "a", "b")
        store.save(text[1:].assign(s="c").astype({"s": second}), "a", "b")
        found = store.retrieve("a", "b")["s"]
        assert found.dtype == text.astype({"s": first})["s"].dtype
        assert found.tolist() == ["a", "c"]

    def test_keeps_text_apart_from_objects_that_are_none(self, store):
        store.save(hours(1, s=["a"])[["s"]].astype({"s": "string"}), "a", "b")
        mixed = hours(1, s=[{"no": "text"}])[["s"]]
        with pytest.raises(ColumnTypeError, match="'s' holds string"):
            store.save(mixed, "a", "b")
        assert store.retrieve("a", "b")["s"].tolist() == ["a"]

    def test_keeps_a_frame_without_rows(self, store):
        frame = hours(1, 2).iloc[:0]
        assert store.save(frame, "a", "b") == 0
        same_frame(store.retrieve("a", "b"), frame)

    def test_keeps_dates_in_the_future_and_long_ago(self, store):
        index = pd.DatetimeIndex(["0001-01-01", "9999-12-31"], dtype="datetime64[ms]")
        store.save(pd.DataFrame({"x": [1, 2]}, index=index), "a", "b")
        assert store.retrieve("a", "b").index.equals(index)

    @pytest.mark.parametrize("rows", [1, 16, 17, 511, 513, 5000])
    def test_is_exact_in_the_tail_and_in_segments(self, store, rows):
        rng = np.random.default_rng(rows)
        frame = pd.DataFrame(
            {"f": rng.normal(size=rows), "i": rng.integers(0, 9, rows), "s": list(map(str, range(rows)))},
            index=pd.date_range("2026", periods=rows, freq="min"),
        )
        store.save(frame, "a", "b")
        same_frame(store.retrieve("a", "b"), frame)


class TestReplaceRange:
    def test_makes_the_new_rows_all_there_is_from_the_first_to_the_last_of_them(self, store):
        store.save(hours(0, 1, 2, 3, 4), "a", "b")
        store.save(
            hours(10, 30, start="2026-01-01T01").set_axis(
                pd.DatetimeIndex(["2026-01-01T01", "2026-01-01T03"], tz="UTC")
            ),
            "a",
            "b",
        )
        assert store.retrieve("a", "b")["x"].tolist() == [0, 10, 30, 4]

    def test_looks_at_the_times_not_at_the_order_of_the_rows(self, store):
        store.save(hours(0, 1, 2, 3), "a", "b")
        store.save(hours(7, 8, 9).iloc[::-1], "a", "b")
        assert store.retrieve("a", "b")["x"].tolist() == [7, 8, 9, 3]

    def test_is_never_seen_half_done(self, store):
        length = 3000
        versions = [hours(*[version] * length) for version in range(6)]
        store.save(versions[0], "a", "b")
        torn, done = [], threading.Event()

        def read():
            while not done.is_set():
                seen = store.retrieve("a", "b")["x"]
                if len(seen) != length or seen.nunique() != 1:
                    torn.append(seen)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for version in versions:
            store.save(version, "a", "b")
        done.set()
        for reader in readers:
            reader.join()
        assert torn == []


class TestOtherModes:
    def test_upsert_leaves_the_rows_between(self, store):
        store.save(hours(0, 1, 2, 3), "a", "b")
        assert store.save(hours(9, 9, 9, 9, 9).iloc[[0, 2, 4]], "a", "b", "upsert") == 3
        assert store.retrieve("a", "b")["x"].tolist() == [9, 1, 9, 3, 9]

    def test_append_refuses_another_row_at_a_time_and_writes_nothing(self, store):
        store.save(hours(0, 1), "a", "b")
        with pytest.raises(DuplicateInstanceError, match=r"2026-01-01T01:00:00.000Z already.*mode='upsert'"):
            store.save(hours(0, 5, 6), "a", "b", "append")
        assert store.retrieve("a", "b")["x"].tolist() == [0, 1]

    def test_append_takes_an_equal_row_again(self, store):
        store.save(hours(0, 1), "a", "b")
        assert store.save(hours(0, 1, 2), "a", "b", "append") == 1
        assert store.save(hours(0, 1, 2), "a", "b", "append") == 0

    def test_another_mode_is_an_error(self, store):
        with pytest.raises(FrameError, match="'replace_range', 'upsert', 'append'"):
            store.save(hours(1), "a", "b", mode="overwrite")


class TestColumns:
    def test_that_come_later_have_no_value_before(self, store):
        store.save(hours(0, 1, 2), "a", "b")
        store.save(hours(7, start="2026-01-01T05", n=[5], ok=[True], t=["t"]), "a", "b")
        frame = store.retrieve("a", "b")
        assert list(frame.columns) == ["x", "n", "ok", "t"]
        assert frame["n"].isna().tolist() == [True] * 3 + [False]
        assert (frame["n"].dtype, frame["ok"].dtype) == ("Int64", "boolean")
        assert frame["t"].isna().tolist() == [True] * 3 + [False]
        assert frame["t"].iloc[3] == "t"
        early = store.retrieve("a", "b", end="2026-01-01T02")
        assert list(early.columns) == ["x", "n", "ok", "t"]

    def test_that_are_left_out_have_no_value_in_the_new_rows(self, store):
        store.save(hours(0, 1, n=[1, 2]), "a", "b")
        store.save(hours(9, start="2026-01-02"), "a", "b")
        assert store.retrieve("a", "b")["n"].tolist() == [1, 2, pd.NA]

    def test_of_another_type_are_an_error_of_their_own(self, store):
        store.save(hours(0, 1), "a", "b")
        with pytest.raises(ColumnTypeError, match="'x' holds float64, and the new rows have int64") as caught:
            store.save(hours(0, 1).astype("int64"), "a", "b")
        assert (caught.value.column, caught.value.old, caught.value.new) == ("x", "float64", "int64")
        assert store.retrieve("a", "b")["x"].tolist() == [0, 1]

    def test_without_any_value_fit_every_type(self, store):
        store.save(hours(0, 1, n=[1, 2]), "a", "b")
        store.save(hours(5, start="2026-01-02", n=[None]), "a", "b")
        assert store.retrieve("a", "b")["n"].tolist() == [1, 2, pd.NA]

    def test_are_chosen_in_the_order_asked_for(self, store):
        store.save(hours(0, y=[1], z=[2]), "a", "b")
        assert list(store.retrieve("a", "b", columns=["z", "x"]).columns) == ["z", "x"]
        with pytest.raises(FrameError, match="no column 'q'; there are x, y, z"):
            store.retrieve("a", "b", columns=["q"])

    def test_unordered_categories_grow(self, store):
        store.save(hours(0, 1, c=pd.Categorical(["u", "v"])), "a", "b")
        store.save(hours(2, start="2026-01-02", c=pd.Categorical(["w"])), "a", "b")
        column = store.retrieve("a", "b")["c"]
        assert column.tolist() == ["u", "v", "w"]
        assert column.cat.categories.tolist() == ["u", "v", "w"]

    def test_two_writers_at_once_cannot_disagree_about_a_type(self, store):
        clashes = []

        def write(day, column):
            try:
                store.save(hours(day, start=f"2026-01-{day:02}", c=column), "a", "b")
            except ColumnTypeError as error:
                clashes.append(error)

        writers = [
            threading.Thread(target=write, args=(day, [1] if day % 2 else ["one"])) for day in range(1, 9)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert len(clashes) == 4
        assert len(store.retrieve("a", "b")) == 4


class TestARange:
    def test_has_both_ends_in_it(self, store):
        store.save(hours(0, 1, 2, 3), "a", "b")
        found = store.retrieve("a", "b", "2026-01-01T01:00", pd.Timestamp("2026-01-01T03:00+01:00"))
        assert found["x"].tolist() == [1, 2]

    def test_is_exact_to_the_nanosecond_that_is_asked_for(self, store):
        store.save(hours(0, 1, 2), "a", "b")
        just_after = pd.Timestamp("2026-01-01T01:00:00.000000001Z")
        assert store.retrieve("a", "b", start=just_after)["x"].tolist() == [2]
        assert store.retrieve("a", "b", end=just_after)["x"].tolist() == [0, 1]

    def test_without_rows_is_a_frame_with_all_columns(self, store):
        store.save(hours(0, 1, n=[1, 2]), "a", "b")
        same_frame(store.retrieve("a", "b", start="2027-01-01"), hours(0, 1, n=[1, 2]).iloc[:0])

    def test_that_is_no_time_is_an_error_that_names_the_argument(self, store):
        store.save(hours(0), "a", "b")
        with pytest.raises(FrameError, match="end='soon' is no time"):
            store.retrieve("a", "b", end="soon")


class TestWhatIsThere:
    def test_is_listed_by_reference(self, store):
        for reference, symbol in (("b", "2"), ("a", "1"), ("b", "1")):
            store.save(hours(1), reference, symbol)
        assert store.list() == [("a", "1"), ("b", "1"), ("b", "2")]
        assert store.list("b") == [("b", "1"), ("b", "2")]
        assert store.list("c") == []

    def test_is_described(self, store):
        store.save(hours(0, 1, 2), "a", "b")
        info = store.info("a", "b")
        assert (info.rows, info.first.hour, info.last.hour) == (3, 0, 2)
        assert info.columns == {"x": "float64"}
        store.save(hours(1), "a", "b", "upsert")
        assert store.info("a", "b").revision != info.revision
        with pytest.raises(SeriesNotFoundError, match="reference 'a' and symbol 'c'"):
            store.info("a", "c")

    def test_says_what_was_written_when(self, store):
        store.save(hours(0, 1, 2), "a", "b")
        store.save(hours(5), "a", "b", "upsert")
        first, second = store.history("a", "b")
        assert (first.mode, first.rows, first.first.hour, first.last.hour) == ("replace_range", 3, 0, 2)
        assert (second.mode, second.rows) == ("upsert", 1)
        assert first.at <= second.at

    def test_is_gone_when_it_is_deleted_and_may_come_again_with_other_types(self, store):
        store.save(hours(0), "a", "b")
        assert store.delete("a", "b") is True
        assert store.delete("a", "b") is True
        assert store.retrieve("a", "b") is None
        assert store.list() == []
        store.save(hours(0).astype(str), "a", "b")
        assert store.retrieve("a", "b")["x"].tolist() == ["0.0"]

    @pytest.mark.parametrize("name", ["", "a\nb", "x" * 513, None, 5])
    def test_cannot_have_such_a_name(self, store, name):
        with pytest.raises(FrameError, match="printable text of 1 to 512"):
            store.save(hours(0), "a", name)

    @pytest.mark.parametrize(
        "name", ["../../etc", "$where", "a/b", "a.b", "a__b", "é€😀", "' OR 1=1 --", '"],["']
    )
    def test_may_have_any_other_name(self, store, name):
        store.save(hours(0), name, name)
        assert store.list() == [(name, name)]
        assert len(store.retrieve(name, name)) == 1


class TestWhatCannotBeKept:
    @pytest.mark.parametrize(
        ("index", "message"),
        [
            (pd.RangeIndex(2), "needs a time index"),
            (pd.DatetimeIndex(["2026", "2026"]), "more than once"),
            (pd.DatetimeIndex(["2026-01-01T00:00:00.0001", "2027"]), "finer than a millisecond"),
            (pd.DatetimeIndex(["2026", None]), "missing time"),
        ],
    )
    def test_is_an_index_that_is_not_unique_times_in_milliseconds(self, store, index, message):
        with pytest.raises(FrameError, match=message):
            store.save(pd.DataFrame({"x": [1, 2]}, index=index), "a", "b")
        assert store.retrieve("a", "b") is None

    @pytest.mark.parametrize(
        ("column", "message"),
        [
            (pd.period_range("2026", periods=2, freq="D"), "to_timestamp"),
            ([1j, 2j], "real and imaginary"),
            (pd.arrays.SparseArray([1, 2]), "to_dense"),
        ],
    )
    def test_is_a_column_of_an_exotic_type(self, store, column, message):
        with pytest.raises(FrameError, match=message):
            store.save(hours(1, 2, c=column), "a", "b")

    def test_is_an_object_that_is_no_value(self, store):
        with pytest.raises(ValueNotStorableError, match="make it a sorted list"):
            store.save(hours(1, 2, c=[{1}, {2}]), "a", "b")
        assert store.retrieve("a", "b") is None

    @pytest.mark.parametrize(
        ("columns", "message"),
        [(["a", "a"], "Two columns"), ([1, "1"], "Two columns"), ([("a", 1), "b"], "several levels")],
    )
    def test_are_columns_of_such_names(self, store, columns, message):
        index = pd.date_range("2026", periods=1)
        frame = pd.DataFrame([[1, 2]], index=index)
        frame.columns = pd.Index(columns, tupleize_cols=False)
        with pytest.raises(FrameError, match=message):
            store.save(frame, "a", "b")

    def test_is_something_else(self, store):
        with pytest.raises(FrameError, match="Cannot save a list"):
            store.save([1, 2], "a", "b")


class TestItsStreams:
    def test_are_read_and_found_by_workflows(self):
        with HyperStream("sqlite:///:memory:") as hs:
            hs.store.save(hours(0, 1, n=[1, 2]), "prices", "ACME")
            stream = hs.channel_manager.frames.find_stream(name="prices", symbol="ACME")
            assert [value for _, value in stream.window((None, None))] == [
                {"x": 0.0, "n": 1},
                {"x": 1.0, "n": 2},
            ]
            assert stream.window((None, None)).to_pandas()["x"].tolist() == [0, 1]

    def test_written_by_hand_are_frames(self):
        with HyperStream("sqlite:///:memory:") as hs:
            stream = hs.channel_manager.frames.get_or_create_stream(
                {"name": "prices", "meta_data": {"symbol": "ACME"}}
            )
            stream.write([(time, {"x": 1.5}) for time in hours(0, 1).index.to_pydatetime()])
            assert hs.store.retrieve("prices", "ACME")["x"].tolist() == [1.5, 1.5]
            assert hs.store.list() == [("prices", "ACME")]

    def test_written_by_hand_and_saved_keep_the_types_that_were_saved(self):
        with HyperStream("sqlite:///:memory:") as hs:
            exact = pd.to_datetime(["2020-01-01T00:00:00.000000001"] * 2)
            frame = hours(0, 1, t=exact).astype({"x": "float32"})
            hs.store.save(frame, "a", "b")
            stream = hs.channel_manager.frames.find_stream(name="a", symbol="b")
            stream.write((pd.Timestamp("2026-01-01T00:30Z").to_pydatetime(), {"note": "by hand"}))
            hs.store.save(frame, "a", "b", "upsert")
            found = hs.store.retrieve("a", "b")
            assert found["t"].dropna().tolist() == exact.tolist()
            assert (found["x"].dtype, found["t"].dtype) == ("float32", "datetime64[ns]")
            assert found["note"].isna().tolist() == [True, False, True]
            assert found["note"].iloc[1] == "by hand"

    def test_that_a_tool_computes_are_not_overwritten_unless_forced(self):
        with HyperStream("sqlite:///:memory:") as hs:
            hs.store.save(hours(0, 1), "a", "b")
            stream = hs.channel_manager.frames.find_stream(name="a", symbol="b")
            from hyperstream.stores.ledger.model import Fingerprint

            hs.streams.mark(stream.key, ((BEGINNING, 10**12),), Fingerprint("clock", "1.0.0"))
            for mode in ("replace_range", "upsert", "append"):
                with pytest.raises(DerivedStreamError, match="computed by clock"):
                    hs.store.save(hours(5), "a", "b", mode)
            assert hs.store.save(hours(5), "a", "b", force=True) == 1

    def test_a_correction_makes_what_rests_on_it_stale(self):
        with HyperStream("sqlite:///:memory:") as hs:
            hs.store.save(hours(0, 1, 2, 3), "a", "b")
            stream = hs.channel_manager.frames.find_stream(name="a", symbol="b")
            a, b = (hours(0).index[0].value // 10**6 - 1, hours(0, 1, 2, 3).index[-1].value // 10**6)
            settled = hs.streams.settle(stream.key, ((a, b),))
            hs.store.save(hours(0, 1, 2, 3), "a", "b")
            assert all(part.changed <= settled.rev for part in hs.streams.ledger(stream.key).parts)
            hs.store.save(hours(0, 1, 9, 3), "a", "b")
            assert any(part.changed > settled.rev for part in hs.streams.ledger(stream.key).parts)


def test_what_else_is_asked_of_it_the_database_answers(store):
    assert store.url == store.database.url
    assert store.info()["streams"] >= 0
    with pytest.raises(AttributeError):
        store.nonsense  # noqa: B018


def test_arrow_and_polars_go_in_and_out(store):
    arrow, polars = pytest.importorskip("pyarrow"), pytest.importorskip("polars")
    frame = hours(0, 1, n=[1, 2], s=["a", None])
    store.save(frame, "a", "pandas")
    table = store.retrieve("a", "pandas", form="arrow")
    assert table.schema.names == ["when", "x", "n", "s"]
    assert table.column("s").to_pylist() == ["a", None]
    store.save(table, "a", "arrow")
    assert store.retrieve("a", "arrow", form="arrow").equals(table)
    store.save(store.retrieve("a", "pandas", form="polars"), "a", "polars")
    assert store.retrieve("a", "polars", form="polars").equals(polars.from_arrow(table))
    with pytest.raises(FrameError, match="no column of times"):
        store.save(arrow.table({"x": [1]}), "a", "none")


def test_categories_of_arrow_keep_order_and_unused_values(store):
    pytest.importorskip("pyarrow")
    column = pd.Categorical(["x", None], categories=["y", "x"], ordered=True)
    store.save(hours(0, 1, c=column), "a", "b")
    found = store.retrieve("a", "b", form="arrow").column("c").combine_chunks()
    assert found.type.ordered
    assert found.dictionary.to_pylist() == ["y", "x"]
    assert found.to_pylist() == ["x", None]
