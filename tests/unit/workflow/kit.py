"""What tests of workflows need: a HyperStream in memory, plates, and times as seconds since 1970."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hyperstream import Batch, HyperStream, Stream, StreamInstance, TimeInterval, Tool

TOOL = '''
from hyperstream import StreamInstance, Tool


class {name}(Tool):
    """{name}."""

    by: float = 1.0

    def _execute(self, sources, alignment_stream, interval):
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            yield StreamInstance(timestamp, value {sign} self.by)
'''


def hyperstream(folder: Path, store: str = "sqlite:///:memory:", **options: Any) -> HyperStream:
    """A HyperStream whose configuration, and so whose tools, lie in a folder."""
    (folder / "hyperstream_config.json").write_text("{}")
    return HyperStream(store, config_filename=folder / "hyperstream_config.json", **options)


def tool_file(folder: Path, name: str, version: str, sign: str = "*", date: str = "2026-01-01") -> None:
    """A tool of the project that multiplies (or adds, ...) by a parameter."""
    where = folder / "tools" / name
    where.mkdir(parents=True, exist_ok=True)
    (where / f"{date}_v{version}.py").write_text(TOOL.format(name=name.title(), sign=sign))


def span(a: float, b: float) -> TimeInterval:
    return TimeInterval.from_ms(int(1000 * a), int(1000 * b))


def rows(*values: Any) -> Batch:
    """Values at seconds 1, 2, 3, ..."""
    return Batch([1000 * (k + 1) for k in range(len(values))], list(values))


def values(stream: Stream | Any) -> list[Any]:
    found: list[Any] = stream.window(TimeInterval.all_time()).values()
    return found


class Add(Tool):
    """The sum of its sources at each time, and of a constant; a tool of the session."""

    by: float = 0.0

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        totals: dict[Any, float] = {}
        for source in sources:
            for timestamp, value in source.window(interval, force_calculation=True):
                totals[timestamp] = totals.get(timestamp, self.by) + value
        if alignment_stream is not None:
            wanted = set(alignment_stream.window(interval, force_calculation=True).timestamps())
            totals = {timestamp: total for timestamp, total in totals.items() if timestamp in wanted}
        for timestamp, total in totals.items():
            yield StreamInstance(timestamp, total)
