"""The chart of the demonstration, drawn without a desktop, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...stream import Stream
from ...time_interval import TimeInterval
from .pipeline import WARM_CELSIUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, GREY, BLUE, RED, SKY = "#22313a", "#8795a1", "#1f6f8b", "#c8442e", "#a9cfdd"
DAY = np.timedelta64(1, "D")


def draw(streams: Mapping[str, Stream], interval: TimeInterval, folder: Path) -> list[Path]:
    """Draw the streams over the interval.

    Args:
        streams: By name; see `pipeline`.
        interval: What is drawn.
        folder: Made where it is not there.

    Returns:
        The files ``seattle.png`` and ``seattle.svg``.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6.6), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(
        "Seattle, computed by HyperStream", x=0.01, ha="left", color=INK, fontsize=14, weight="bold"
    )
    upper, lower = figure.subplots(2, 1, height_ratios=(2, 1))
    _temperature(upper, streams, interval)
    _rain(lower, streams, interval)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"seattle.{kind}" for kind in ("png", "svg")]
    for file in files:
        figure.savefig(file, dpi=130)
    return files


def _temperature(axes: Axes, streams: Mapping[str, Stream], interval: TimeInterval) -> None:
    low, high = _columns(streams["day_min"], interval), _columns(streams["day_max"], interval)
    axes.fill_between(low[0] - DAY, low[1], high[1], color=SKY, label="daily minimum to maximum")
    week = _columns(streams["week_mean"], interval)
    axes.plot(week[0] - DAY, week[1], color=BLUE, linewidth=2, label="7-day centred mean of the daily means")
    warm = _columns(streams["warm_days"], interval)
    label = f"days above {WARM_CELSIUS:g} °C ({len(warm[0])})"
    axes.plot(warm[0] - DAY, warm[1], "o", color=RED, markersize=4, label=label)
    axes.axhline(WARM_CELSIUS, color=RED, linewidth=0.8, linestyle=(0, (4, 3)))
    _dress(axes, "temperature, °C")
    axes.margins(y=0.12)
    axes.legend(loc="upper left", frameon=False, labelcolor=INK, ncols=3)


def _rain(axes: Axes, streams: Mapping[str, Stream], interval: TimeInterval) -> None:
    times, values = _columns(streams["rain_week"], interval)
    axes.bar(
        times - 7 * DAY, values, width=7 * DAY, align="edge", color=BLUE, edgecolor="white", linewidth=0.3
    )
    _dress(axes, "rain a week, mm")
    if not len(times):
        axes.text(
            0.5, 0.5, "no rain data in this interval", transform=axes.transAxes, ha="center", color=GREY
        )


def _columns(stream: Stream, interval: TimeInterval) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Times (datetime64[ms]) and values of a stream."""
    batch = stream.window(interval).to_batch()
    return batch.timestamps.astype("datetime64[ms]"), np.asarray(batch.values, dtype=float)


def _dress(axes: Axes, title: str) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_title(title, loc="left", color=GREY, fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors=GREY)
    axes.grid(axis="y", color="#e6eaed")
    axes.set_axisbelow(True)
