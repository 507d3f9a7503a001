"""Small pictures of windows over time and of numbers, as SVG inside the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hyperstream import TimeInterval

WIDTH, STEP, MARGIN = 420, 14, 10
HEIGHT, BARS = 110, 40
TALL = HEIGHT - 2 * STEP
COLOURS = ("#2a7ae2", "#d9822b")

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def windows_picture(windows: Sequence[TimeInterval], marks: Sequence[float] = ()) -> str:
    """One bar a window (open on the left, closed on the right) above a line with the instances."""
    seconds = [(window.start_ms / 1000, window.end_ms / 1000) for window in windows]
    low = min([start for start, _ in seconds] + list(marks))
    high = max([end for _, end in seconds] + list(marks))
    scale = (WIDTH - 2 * MARGIN) / ((high - low) or 1)

    def x(second: float) -> float:
        return round(MARGIN + (second - low) * scale, 1)

    height = STEP * (len(windows) + 3)
    base = height - 2 * STEP
    parts = [f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{base}" y2="{base}" stroke="currentColor"/>']
    for place, (start, end) in enumerate(seconds, start=1):
        y = place * STEP
        parts.append(
            f'<line x1="{x(start)}" x2="{x(end)}" y1="{y}" y2="{y}" stroke="#2a7ae2" stroke-width="3"/>'
        )
        parts.append(f'<circle cx="{x(start)}" cy="{y}" r="3" fill="none" stroke="#2a7ae2"/>')
        parts.append(f'<circle cx="{x(end)}" cy="{y}" r="3" fill="#2a7ae2"/>')
    parts += [f'<circle cx="{x(mark)}" cy="{base}" r="3" fill="currentColor"/>' for mark in marks]
    ends = ((low, "start"), (high, "end"))
    parts += [_label(x(second), height - 3, side, f"{second:g} s") for second, side in ends]
    return _svg(f"{len(windows)} windows from {low:g} s to {high:g} s", parts, height)


def numbers_picture(lines: Sequence[Sequence[float]], histogram: bool) -> str:
    """Bars, as many as there are numbers in each of 40 ranges (or of each whole number), or lines."""
    numbers = [number for line in lines for number in line]
    low, high = min(numbers), max(numbers)
    parts = _bars(_counted(numbers)) if histogram else _lines(lines, low, high)
    floor = HEIGHT - STEP * 1.5
    parts.append(
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{floor}" y2="{floor}" stroke="currentColor"/>'
    )
    ends = [(f"{low:.3g}", "start", MARGIN), (f"{high:.3g}", "end", WIDTH - MARGIN)]
    words = ends if histogram else [(f"from {low:.3g} to {high:.3g}", "start", MARGIN)]
    parts += [_label(x, HEIGHT - 3, side, text) for text, side, x in words]
    return _svg(f"{len(numbers)} numbers from {low:.3g} to {high:.3g}", parts, HEIGHT)


def _label(x: float, y: float, side: str, text: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="11" text-anchor="{side}" fill="#888">{text}</text>'


def _counted(numbers: Sequence[float]) -> Floats:
    whole = sorted(set(numbers))
    if len(whole) <= BARS:
        return np.array([numbers.count(number) for number in whole], dtype=float)
    return np.histogram(numbers, BARS)[0].astype(float)


def _bars(heights: Floats) -> list[str]:
    step = (WIDTH - 2 * MARGIN) / len(heights)
    places = zip(_across(len(heights)), (heights / heights.max() * TALL).tolist(), strict=True)
    return [
        f'<rect x="{x:.1f}" y="{STEP / 2 + TALL - tall:.1f}" width="{max(1.0, step - 1):.1f}" '
        f'height="{tall:.1f}" fill="#2a7ae2"/>'
        for x, tall in places
    ]


def _lines(lines: Sequence[Sequence[float]], low: float, high: float) -> list[str]:
    parts = []
    for values, colour in zip(lines, COLOURS, strict=False):
        ys = [STEP / 2 + TALL * (high - value) / ((high - low) or 1) for value in values]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(_across(len(ys)), ys, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    return parts


def _across(count: int) -> list[float]:
    return [MARGIN + (WIDTH - 2 * MARGIN) * place / count for place in range(count)]


def _svg(label: str, parts: Sequence[str], height: int) -> str:
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
