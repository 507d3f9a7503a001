"""What a notebook shows of a view: a small table, or a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ..batch.batch import Batch
from ..utils.errors import ArgumentTypeError
from ..utils.extras import require
from .frames import as_array, columns

if TYPE_CHECKING:
    from ..batch.instance import StreamInstance

SHOWN = 5
"""Rows at the beginning and at the end that `html` shows."""


def html(
    caption: str, head: Sequence[StreamInstance], last: Callable[[int], Iterable[StreamInstance]]
) -> str:
    """The first and the last rows as a table; reads no more than those.

    Args:
        caption: What stands above.
        head: The first `SHOWN` rows, and one more where there is one.
        last: Gives so many of the last rows.
    """
    if len(head) <= SHOWN:
        rows, tail = head, []
    else:
        tail = [row for row in last(SHOWN) if row.timestamp > head[SHOWN - 1].timestamp]
        rows = head[:SHOWN]
    gap = '<tr><td colspan="2">…</td></tr>' if tail and tail[0].timestamp > head[SHOWN].timestamp else ""
    body = "".join(map(_row, rows)) + gap + "".join(map(_row, tail))
    return (
        f"<table><caption>{escape(caption)}</caption>"
        "<thead><tr><th>timestamp</th><th>value</th></tr></thead>"
        f"<tbody>{body or '<tr><td colspan=2>no instances</td></tr>'}</tbody></table>"
    )


def _row(instance: StreamInstance) -> str:
    return f"<tr><td>{escape(str(instance.timestamp))}</td><td>{escape(repr(instance.value))}</td></tr>"


def plot(batch: Batch, label: str, ax: Any, style: dict[str, Any]) -> Any:
    """Lines over time, one a numeric column; gives the axes.

    Raises:
        ArgumentTypeError: (a `TypeError`) No column is numeric.
        MissingExtraError: (an `ImportError`) matplotlib is not installed.
    """
    lines = _numeric(batch)
    if len(batch) and not lines:
        msg = f"{label} has no numbers to draw; plot one component of its values."
        raise ArgumentTypeError(msg, label=label)
    if ax is None:
        ax = require("matplotlib.pyplot", "plot").figure().subplots()
    times = batch.timestamps.view("datetime64[ms]")
    for name, values in lines.items():
        ax.plot(times, values, **({"label": label if len(lines) == 1 else f"{label} {name}"} | style))
    ax.set_xlabel("time (UTC)")
    if lines:
        ax.legend()
    return ax


def _numeric(batch: Batch) -> dict[str, np.ndarray[Any, Any]]:
    found = {}
    for name, column in columns(batch).items():
        gaps_filled = (
            column if isinstance(column, np.ndarray) else [np.nan if v is None else v for v in column]
        )
        array = as_array(gaps_filled)
        if array.dtype == object and all(isinstance(value, int | float) for value in array):
            array = array.astype(float)
        if array.dtype.kind in "fiub" and len(array):
            found[name] = array
    return found
