"""Lines over time, for the other examples; needs the extra ``plot``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

COLOURS = ("#22313a", "#1f6f8b", "#e0a030", "#c8442e", "#7a5ea8")


def lines(file: Path, title: str, streams: Mapping[str, Any], interval: tuple[str, str]) -> None:
    """Draw some streams over an interval into a file, without a desktop."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "hyperstream", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        axes = figure.subplots()
        for colour, (name, stream) in zip(COLOURS, streams.items(), strict=False):
            batch = stream.window(interval).to_batch()
            axes.plot(batch.timestamps.astype("datetime64[ms]"), batch.values, label=name, color=colour)
        axes.set_title(title, loc="left", fontsize=11, color=COLOURS[0])
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#e6eaed")
        axes.legend(frameon=False, ncols=5, fontsize=9, loc="upper left", bbox_to_anchor=(0, -0.08))
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
