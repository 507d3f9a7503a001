"""A frame with a column of every type, and the comparison that lets nothing pass."""

import numpy as np
import pandas as pd

SIZES = (8, 16, 32, 64)


def every_type():
    index = pd.date_range("2026-01-01", periods=5, freq="h", tz="Europe/Prague", name="when")
    numbers = {
        f"{kind}{size}": np.arange(5, dtype=f"{kind}{size}") for kind in ("int", "uint") for size in SIZES
    }
    floats = {
        f"float{size}": np.array([1.5, np.nan, -0.0, np.inf, 5], f"float{size}") for size in (16, 32, 64)
    }
    gaps = {
        f"{kind}{size}": pd.array([1, None, 3, 4, 5], dtype=f"{kind}{size}")
        for kind in ("Int", "UInt")
        for size in SIZES
    }
    others = {
        "bool": [True, False, True, False, True],
        "boolean": pd.array([True, None, False, True, True], dtype="boolean"),
        "Float64": pd.array([1.5, None, np.pi, 4, 5], dtype="Float64"),
        "text": ["a", None, "c", "", "é\0"],
        "string": pd.array(["a", None, "b", "c", "d"], dtype="string"),
        "mixed": [1, "x", 2.5, {"a": [1, 2]}, (1, 2)],
        "ordered": pd.Categorical(["x", "y", None, "x", "y"], categories=["y", "x", "z"], ordered=True),
        "category": pd.Categorical([1, 2, None, 1, 2]),
        "moments": pd.Categorical(pd.to_datetime(["2020", "2021", None, "2020", "2021"])),
        "naive": pd.DatetimeIndex(["2020", None, "2021", "2022", "2023-05-06T07:08:09.123456789"]),
        "zoned": pd.date_range("2020", periods=5, tz="America/New_York").as_unit("us"),
        "offset": pd.date_range("2020", periods=5, tz="+05:30").as_unit("s"),
        "length": pd.to_timedelta([1, 2, 3, None, 5], unit="s"),
        "big": pd.array([2**64 - 1, 0, 1, 2, 3], dtype="uint64"),
        7: [1, 2, 3, 4, 5],
        "none": [None] * 5,
    }
    return pd.DataFrame({**numbers, **floats, **gaps, **others}, index=index).rename_axis(columns="names")


def same_frame(found, frame):
    """Equal in values, dtypes, index (but for its freq), names, and order of columns."""
    pd.testing.assert_frame_equal(found, frame, check_freq=False, check_exact=True)
    assert [type(label) for label in found.columns] == [type(label) for label in frame.columns]
