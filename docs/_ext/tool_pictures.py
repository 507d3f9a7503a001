"""Small pictures of windows over time, as SVG inside the page."""

from __future__ import annotations

from collections.abc import Sequence

from hyperstream import TimeInterval

WIDTH, STEP, MARGIN = 420, 14, 10


def windows_picture(windows: Sequence[TimeInterval], marks: Sequence[float] = ()) -> str:
    """One bar a window (open on the left, closed on the right) above a line with the instances."""
    seconds = [(window.start_ms / 1000, window.end_ms / 1000) for window in windows]
    low = min([start for start, _ in seconds] + list(marks))
    high = max([end for _, end in seconds] + list(marks))
    scale = (WIDTH - 2 * MARGIN) / ((high - low) or 1)

    def x(second: float) -> float:
        return round(MARGIN + (second - low) * scale, 1)

    height = STEP * (len(windows) + 2)
    base = height - STEP
    parts = [f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{base}" y2="{base}" stroke="currentColor"/>']
    for place, (start, end) in enumerate(seconds, start=1):
        y = place * STEP
        parts.append(
            f'<line x1="{x(start)}" x2="{x(end)}" y1="{y}" y2="{y}" stroke="#2a7ae2" stroke-width="3"/>'
        )
        parts.append(f'<circle cx="{x(start)}" cy="{y}" r="3" fill="none" stroke="#2a7ae2"/>')
        parts.append(f'<circle cx="{x(end)}" cy="{y}" r="3" fill="#2a7ae2"/>')
    parts += [f'<circle cx="{x(mark)}" cy="{base}" r="3" fill="currentColor"/>' for mark in marks]
    label = f"{len(windows)} windows from {low:g} s to {high:g} s"
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
