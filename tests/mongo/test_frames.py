"""The time-series store on MongoDB keeps what it promises on the embedded store."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from hyperstream import HyperStream
from hyperstream.utils.errors import ColumnTypeError
from tests.unit.frames.frame_model import bounds, holds, writes
from tests.unit.frames.frames_of_all_kinds import every_type, same_frame


def test_every_type_comes_back(url):
    with HyperStream(url) as hs:
        hs.store.save(every_type(), "all", "types")
    with HyperStream(url) as hs:
        same_frame(hs.store.retrieve("all", "types"), every_type())
        assert hs.store.list() == [("all", "types")]
        assert len(hs.store.history("all", "types")) == 1


def test_any_writes_give_what_pandas_would_have(url):
    with HyperStream(url) as hs:

        @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
        @given(writes, bounds)
        def law(steps, bound):
            holds(hs.store, steps, bound)

        law()


def test_a_long_frame_is_exact_and_another_type_is_refused(url):
    frame = pd.DataFrame(
        {"x": range(20_000), "s": "text"}, index=pd.date_range("2026", periods=20_000, freq="min")
    )
    with HyperStream(url) as hs:
        hs.store.save(frame, "a", "b")
        hs.store.save(frame.iloc[5000:9000], "a", "b")
        same_frame(hs.store.retrieve("a", "b"), frame)
        with pytest.raises(ColumnTypeError):
            hs.store.save(frame.astype(str), "a", "b", "upsert")
