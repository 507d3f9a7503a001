"""The time-series store against pandas: any writes, then any reads, give the same rows."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

COLUMNS = {
    "f": ("float64", st.floats(width=64)),
    "n": ("Int64", st.none() | st.integers(-(2**63), 2**63 - 1)),
    "i": ("int16", st.integers(-(2**15), 2**15 - 1)),
    "s": ("object", st.none() | st.text(st.characters(codec="utf-8"), max_size=5)),
    "t": ("datetime64[ns]", st.none() | st.datetimes(pd.Timestamp("1970"), pd.Timestamp("2100"))),
}
EPOCH = pd.Timestamp("2026-01-01", tz="UTC")

times = st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True)


@st.composite
def frames(draw):
    places = draw(times)
    names = draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=1, unique=True))
    data = {}
    for name in names:
        dtype, values = COLUMNS[name]
        cells = draw(st.lists(values, min_size=len(places), max_size=len(places)))
        data[name] = pd.Series(cells, dtype=dtype).array
    index = pd.DatetimeIndex([EPOCH + pd.Timedelta(place, "ms") for place in places], name="at")
    return pd.DataFrame(data, index=index.as_unit("ms"))


writes = st.lists(st.tuples(st.sampled_from(["replace_range", "upsert"]), frames()), min_size=1, max_size=6)
bounds = st.tuples(st.none() | st.integers(-1, 41), st.none() | st.integers(-1, 41))


class Model:
    """A dict of rows, each a dict of cells."""

    def __init__(self):
        self.rows = {}
        self.names = {}

    def save(self, frame, mode):
        self.names.update(dict.fromkeys(frame.columns))
        if mode == "replace_range":
            first, last = frame.index.min(), frame.index.max()
            self.rows = {time: row for time, row in self.rows.items() if not first <= time <= last}
        for place, time in enumerate(frame.index):
            self.rows[time] = {name: frame[name].array[place] for name in frame.columns}

    def between(self, start, end):
        return {
            time: row
            for time, row in sorted(self.rows.items())
            if (start is None or time >= start) and (end is None or time <= end)
        }


def same_cell(one, other):
    if pd.api.types.is_scalar(one) and pd.isna(one):
        return pd.isna(other)
    if isinstance(one, float):
        return np.float64(one).tobytes() == np.float64(other).tobytes()
    return one == other


def holds(store, steps, bound):
    """Apply the writes to both, and compare what both show between the bounds."""
    model = Model()
    store.delete("law", "x")
    for mode, frame in steps:
        store.save(frame, "law", "x", mode)
        model.save(frame, mode)
    start, end = (None if place is None else EPOCH + pd.Timedelta(place, "ms") for place in bound)
    found = store.retrieve("law", "x", start, end)
    expected = model.between(start, end)
    assert list(found.columns) == list(model.names)
    assert list(found.index) == list(expected)
    for name in found.columns:
        cells = found[name].array
        assert all(same_cell(row.get(name), cells[place]) for place, row in enumerate(expected.values())), (
            name
        )
