"""What a frame may come from and become: pandas, polars, Arrow, or what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..utils.errors import FrameError
from . import arrow_frames, pandas_reading, pandas_writing
from .frame import Frame


def as_frame(data: Any) -> Frame:
    """Whatever `FrameStore.save` takes as a frame.

    Raises:
        FrameError: It is none of them, or cannot be kept.
    """
    if isinstance(data, Frame):
        return data
    family = type(data).__module__.partition(".")[0]
    if family == "pandas" and type(data).__name__ in ("DataFrame", "Series"):
        return pandas_reading.from_pandas(data)
    if family in ("pyarrow", "polars"):
        return arrow_frames.from_arrow(arrow_frames.as_arrow(data))
    if hasattr(data, "columns") and hasattr(data, "index"):  # a class of its own on top of pandas
        return pandas_reading.from_pandas(data)
    msg = (
        f"Cannot save a {type(data).__name__}: give a DataFrame or Series of pandas, a polars DataFrame or "
        "an Arrow table."
    )
    raise FrameError(msg, data=data)


def made(rows: Frame, form: str) -> Any:
    """The frame in this form, one of `FORMS`."""
    return FORMS[form](rows)


def check_form(form: str) -> None:
    """Raise FrameError where there is no such form."""
    if form not in FORMS:
        msg = f"form={form!r} is none of {', '.join(map(repr, FORMS))}."
        raise FrameError(msg, form=form)


def _itself(rows: Frame) -> Frame:
    return rows


FORMS: Mapping[str, Callable[[Frame], Any]] = {
    "pandas": pandas_writing.to_pandas,
    "arrow": arrow_frames.to_arrow,
    "polars": arrow_frames.to_polars,
    "frame": _itself,
}
