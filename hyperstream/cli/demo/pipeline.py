"""What the demonstration computes: Seattle's weather, from two files to six derived streams.

``temperature`` (hourly, 2010, in degrees Fahrenheit) and ``rain`` (daily, 2012 to 2015, mm) are
imported from the package ``vega_datasets``; the other streams are computed from them by shipped
tools. Every stream lies in the database channel and knows what computes it, so asking one for an
interval computes whatever it lacks upstream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...hyperstream import HyperStream
from ...stream import Stream
from ...tool import Tool
from ...tool.recipe import Recipe

SCENE = (("city", "Seattle"),)
WARM_CELSIUS = 22.0
"""A day is warm when its maximum lies above this, in degrees Celsius."""


class Step(NamedTuple):
    """One stream of the demonstration.

    Attributes:
        name: Name of the stream.
        unit: Unit of its values.
        recipe: What computes it.
    """

    name: str
    unit: str
    recipe: Recipe

    @property
    def stream(self) -> Stream:
        """The stream."""
        return self.recipe.sink


def to_celsius(fahrenheit: float) -> float:
    """Degrees Fahrenheit to degrees Celsius, by their definition."""
    return (fahrenheit - 32.0) / 1.8


def build(hs: HyperStream) -> list[Step]:
    """The steps in an order in which each finds its sources computed."""
    # Registered under a name and version, so the ledger can say which conversion was used.
    hs.register("fahrenheit_to_celsius", version="1.0.0")(to_celsius)
    read = hs.plugins.data_importers.tools.csv_reader
    temperatures = read(
        filename="_data/seattle-temps.csv",
        package="vega_datasets",
        date_column="date",
        value_column="temp",
        date_format="%Y/%m/%d %H:%M",
    )
    weather = read(
        filename="_data/seattle-weather.csv",
        package="vega_datasets",
        date_column="date",
        value_column="precipitation",
        date_format="%Y/%m/%d",
    )
    steps: list[Step] = []

    def add(name: str, unit: str, tool: Tool, *sources: str) -> None:
        known = {step.name: step.stream for step in steps}
        steps.append(Step(name, unit, _join(hs, name, tool, [known[source] for source in sources])))

    add("temperature", "°F", temperatures)
    add("celsius", "°C", hs.tools.apply(func=to_celsius), "temperature")
    for statistic in ("mean", "min", "max"):
        add(f"day_{statistic}", "°C", hs.tools.resample(every="1d", statistic=statistic), "celsius")
    add("week_mean", "°C", hs.tools.rolling(window="7d", centred=True, min_count=4), "day_mean")
    add("warm_days", "°C", hs.tools.threshold(above=WARM_CELSIUS), "day_max")
    add("rain", "mm", weather)
    add("rain_week", "mm", hs.tools.resample(every="7d", statistic="sum"), "rain")
    return steps


def _join(hs: HyperStream, name: str, tool: Tool, sources: Sequence[Stream]) -> Recipe:
    sink = hs.channel_manager.database.get_or_create_stream({"name": name, "meta_data": SCENE})
    return Recipe.join(tool, sources, sink)
