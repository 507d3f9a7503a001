"""The other tools beside pandas: lists and dictionaries, plates, random numbers, prices, files, the store.

Thirty thousand rows; pandas maps the same function over a Series of the same objects, where there is no
other way to say it. Random numbers and prices are a million, beside NumPy.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hyperstream import Batch, HyperStream
from hyperstream.prices import generate_gbm_prices
from hyperstream.utils import from_ms

from .measure import Case
from .tool_runs import BEGIN_MS, Pandas, Setting, both_ways, every_second, seconds, timed

COUNT, FEW, MANY = 30_000, 10_000, 1_000_000
TIMES, ALL = every_second(COUNT), seconds(COUNT)
_rng = np.random.default_rng(1)
PRICES = _rng.normal(100, 5, COUNT)
LISTS = _rng.integers(0, 9, (COUNT, 4)).tolist()
DICTS = [{"0": price, "1": 1.0} for price in PRICES.tolist()]
DICT_LISTS = [[value, value] for value in DICTS]
NAMED = [{"place": str(number % 2), "x": number} for number in range(COUNT)]
INNER = [{"near": [{"place": str(number % 2), "x": 1}], "id": number} for number in range(COUNT)]
WINDOWS = Batch.of_intervals(TIMES, TIMES - 10_000, TIMES)
NAMES = ["0", "1"]

_kept: list[tempfile.TemporaryDirectory[str]] = []


def cases() -> Iterator[Case]:
    """Every tool that `tools` does not measure."""
    for made in (_values, _plates, _by_windows, _random, _prices, _files):
        for group in made():
            yield from group


def _case(
    tool: str,
    sources: tuple[Any, ...],
    peer: Pandas | None = None,
    *,
    sinks: int = 1,
    splitting: Any = None,
    prepare: Callable[[HyperStream], object] | None = None,
    **parameters: Any,
) -> list[Case]:
    setting = Setting(tool, ALL, sources, parameters, None, splitting, sinks, prepare)
    return both_ways(tool, setting, COUNT, peer, few=FEW)


def _series(values: Any) -> Any:
    import pandas as pd

    return pd.Series(values, index=pd.to_datetime(TIMES, unit="ms", utc=True))


def _values() -> Iterator[list[Case]]:
    lists, dicts, numbers = _series(LISTS), _series(DICTS), _series(PRICES)
    of_lists: dict[str, Callable[[Any], Any]] = {
        "list_length": len,
        "list_sum": sum,
        "list_mean": lambda value: sum(value) / len(value),
    }
    for tool, function in of_lists.items():
        yield _case(tool, ((TIMES, LISTS),), lambda f=function: lists.map(f))  # type: ignore[misc]
    of_dicts: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
        "component": (lambda value: value["0"], {"key": "0"}),
        "component_set": (lambda value: {"0": value["0"]}, {"keys": ["0"]}),
        "dict_argmax": (lambda value: max(value, key=value.get), {}),
        "dict_values_to_const": (lambda value: dict.fromkeys(value, 1), {}),
    }
    for tool, (function, given) in of_dicts.items():
        yield _case(tool, ((TIMES, DICTS),), lambda f=function: dicts.map(f), **given)  # type: ignore[misc]
    yield _case(
        "component_filter",
        ((TIMES, DICTS),),
        lambda: dicts[dicts.map(lambda value: value["1"] in {1.0})],
        key="1",
        values=[1.0],
        complement=False,
    )
    yield _case(
        "jsonify",
        ((TIMES, DICTS),),
        lambda: [json.dumps([str(time), value]) for time, value in dicts.items()],
    )
    yield _case("slice", ((TIMES, LISTS),), lambda: lists.str[1], index=1)
    yield _case("list_dict_sum", ((TIMES, DICT_LISTS),))
    yield _case("list_dict_mean", ((TIMES, DICT_LISTS),))
    yield _case("relative_apply", ((TIMES, LISTS),), lambda: lists.map(max), func=max)
    yield _case("relative_apply2", ((TIMES, DICT_LISTS),), func=_largest)
    edges = np.array([-np.inf, 0, 3, 6, 9, np.inf])
    yield _case(
        "histogram_from_list",
        ((TIMES, LISTS),),
        lambda: lists.map(lambda value: np.histogram(value, edges)[0].tolist()),
        breaks=[0, 3, 6, 9],
    )
    yield _case(
        "percentiles_from_list",
        ((TIMES, LISTS),),
        lambda: lists.map(lambda value: np.percentile(value, [5, 50, 95]).tolist()),
        percentiles=[5, 50, 95],
    )
    yield _case("sink", ((TIMES, PRICES),))
    yield _case("dummy", ((TIMES, PRICES),), numbers.copy)
    yield _aligned("custom", lambda: numbers.index.map(str), func=str)
    # It gives one instance, however long the interval is: this is what a run costs.
    yield both_ways("asset_writer", Setting("asset_writer", ALL, (), {"value": 1}), 1, few=1)


def _plates() -> Iterator[list[Case]]:
    import pandas as pd

    numbers, both = _series(PRICES), ((TIMES, PRICES), (TIMES, PRICES[::-1].copy()))
    frame = pd.DataFrame({"a": numbers, "b": numbers.to_numpy()[::-1]})
    for tool, peer in (
        ("mean", lambda: frame.mean(axis=1)),
        ("minimum", lambda: frame.min(axis=1)),
        ("maximum", lambda: frame.max(axis=1)),
        ("total", lambda: frame.sum(axis=1)),
    ):
        yield _case(tool, both, peer, aggregation_meta_data="place")
    yield _case(
        "aggregate", both, lambda: frame.apply(list, axis=1).map(sum), func=sum, aggregation_meta_data="place"
    )
    yield _case("aggregate_into_dict_and_apply", both, func=abs, aggregation_meta_data="place")
    yield _case("aggregate_plate", ((TIMES, DICTS),), aggregation_meta_data="place")
    named = _series(NAMED)
    yield _case(
        "splitter",
        ((TIMES, NAMED),),
        lambda: list(named.groupby(named.map(lambda value: value["place"]))),
        sinks=2,
        element="place",
        mapping=NAMES,
    )
    mapping = (TIMES[:1] - 1, [NAMES])
    for tool in ("splitter_of_dict", "asset_splitter"):
        given = {"mapping": NAMES} if tool == "splitter_of_dict" else {}
        yield _case(tool, ((TIMES, DICTS),), sinks=2, **given)
    yield _case("splitter_of_list", ((TIMES, LISTS),), sinks=4, mapping=["0", "1", "2", "3"])
    yield _case(
        "splitter_with_unlist",
        ((TIMES, INNER),),
        sinks=2,
        element="near",
        subelement="place",
        mapping=NAMES,
    )
    yield _case("splitter_from_stream", ((TIMES, NAMED),), sinks=2, splitting=mapping, element="place")
    slots = [("0", seconds(COUNT // 2)), ("1", ALL)]
    yield _case("splitter_time_aware", ((TIMES, PRICES),), sinks=2, time_intervals=slots)
    yield _case(
        "splitter_time_aware_from_stream", ((TIMES, PRICES),), sinks=2, splitting=(TIMES[:1], [slots])
    )
    yield _case("stream_broadcaster", ((TIMES, PRICES),), sinks=2, func=abs)
    yield _case("stream_broadcaster_from_stream", ((TIMES, PRICES),), sinks=2, splitting=mapping, func=next)
    yield _case("meta_instance", ((TIMES, NAMED),), func=_place)
    yield _case("meta_instance_from_list", ((TIMES, PRICES),), values=NAMES)
    yield _case("asset_plate_generator", ((TIMES, NAMED),))
    yield _case("plate_sink", both, sinks=2)
    yield _case("index_of", both, sinks=0, index=1, selector_meta_data="place")
    tag = (TIMES[:1] - 1, ["place"])
    yield _case("index_of_by_stream", (tag, *both), sinks=2, index=1)
    lists = ((TIMES, LISTS), (TIMES, LISTS))
    yield _case("histograms_to_csv", lists, sinks=2, breaks=[0, 3, 6])
    yield _case("percentiles_to_csv", lists, sinks=2, n_segments=3)


def _by_windows() -> Iterator[list[Case]]:
    rows = (WINDOWS, (TIMES, PRICES))
    yield _case("sliding_apply", rows, func=_total, vectorised=True)
    yield _case("sliding_listify", rows)
    numbers = (TIMES, PRICES)
    setting = Setting(
        "relative_window",
        ALL,
        (numbers,),
        {"relative_start": -10, "relative_end": 0},
        alignment=(TIMES, PRICES),
    )
    yield both_ways("relative_window", setting, COUNT, few=FEW)


def _aligned(tool: str, peer: Pandas | None = None, **parameters: Any) -> list[Case]:
    """A generator of a number a tick."""
    setting = Setting(tool, ALL, (), parameters, alignment=(TIMES, TIMES))
    return both_ways(tool, setting, COUNT, peer, few=FEW)


def _random() -> Iterator[list[Case]]:
    draws: dict[str, tuple[dict[str, Any], Pandas]] = {
        "betavariate": ({"alpha": 2, "beta": 5}, lambda: _rng.beta(2, 5, COUNT)),
        "expovariate": ({"lambd": 2}, lambda: _rng.exponential(0.5, COUNT)),
        "gammavariate": ({"alpha": 2, "beta": 1}, lambda: _rng.gamma(2, 1, COUNT)),
        "gauss": ({}, lambda: _rng.normal(size=COUNT)),
        "lognormvariate": ({"mu": 0, "sigma": 1}, lambda: _rng.lognormal(0, 1, COUNT)),
        "normalvariate": ({}, lambda: _rng.normal(size=COUNT)),
        "paretovariate": ({"alpha": 3}, lambda: _rng.pareto(3, COUNT)),
        "randint": ({"a": 1, "b": 6}, lambda: _rng.integers(1, 7, COUNT)),
        "random": ({}, lambda: _rng.random(COUNT)),
        "randrange": ({"start": 0, "stop": 9}, lambda: _rng.integers(0, 9, COUNT)),
        "triangular": ({}, lambda: _rng.triangular(0, 0.5, 1, COUNT)),
        "uniform": ({"a": -1, "b": 1}, lambda: _rng.uniform(-1, 1, COUNT)),
        "vonmisesvariate": ({"mu": 1, "kappa": 2}, lambda: _rng.vonmises(1, 2, COUNT)),
        "weibullvariate": ({"alpha": 1, "beta": 2}, lambda: _rng.weibull(2, COUNT)),
    }
    for tool, (given, peer) in draws.items():
        yield _aligned(tool, peer, **given)


def _prices() -> Iterator[list[Case]]:
    grid = {"delta": 1 / 390, "stride": 1.0, "first": from_ms(BEGIN_MS), "seed": 5}
    start = {"start_price": 70, "sigma": 0.3}
    models: dict[str, dict[str, Any]] = {
        "geometric_brownian_motion": {**start, "mu": 0.05},
        "arithmetic_brownian_motion": {**start, "mu": 0.05},
        "ornstein_uhlenbeck": {**start, "mean": 70, "speed": 12},
        "merton_jump_diffusion": {**start, "mu": 0.05, "jump_rate": 50, "jump_mean": 0, "jump_sigma": 0.1},
    }
    yield [
        Case(
            "GBM prices as an array",
            MANY,
            "prices",
            {"hyperstream": timed(lambda: generate_gbm_prices(MANY, 70.0, 0.05, 0.3, 1 / 390, rng=1))},
            "≥ 15 M",
        )
    ]
    for tool, given in models.items():
        target = "≥ 3 M" if tool.startswith("geometric") else ""
        yield both_ways(tool, Setting(tool, seconds(MANY), (), {**given, **grid}), MANY, None, target)
    basket = {
        "assets": NAMES,
        "start_prices": [70, 20],
        "mu": 0.05,
        "sigma": 0.3,
        "correlation": [[1, 0.5], [0.5, 1]],
    }
    setting = Setting("geometric_brownian_basket", seconds(MANY), (), {**basket, **grid}, sinks=2)
    yield both_ways("geometric_brownian_basket, two assets", setting, 2 * MANY)


def _files() -> Iterator[list[Case]]:
    import pandas as pd

    folder = tempfile.TemporaryDirectory()
    _kept.append(folder)
    path = Path(folder.name)
    frame = pd.DataFrame({"timestamp": pd.to_datetime(TIMES, unit="ms", utc=True), "x": PRICES, "y": PRICES})
    names = {kind: str(path / f"rows.{kind}") for kind in ("csv", "jsonl", "parquet")}
    frame.to_csv(names["csv"], index=False)
    frame.to_csv(path / "0.csv", index=False)
    frame.to_json(names["jsonl"], orient="records", lines=True, date_format="iso")
    frame.to_parquet(names["parquet"])
    indexed = frame.set_index("timestamp")
    yield _case(
        "csv_reader",
        (),
        lambda: pd.read_csv(names["csv"], parse_dates=["timestamp"]),
        filename=names["csv"],
        value_column="x",
    )
    yield _case("csv_multi_reader", (), filename_template=str(path / "{}.csv"), value_column="x")
    yield _case(
        "jsonl_reader",
        (),
        lambda: pd.read_json(names["jsonl"], lines=True),
        filename=names["jsonl"],
        value_column="x",
    )
    yield _case(
        "parquet_reader",
        (),
        lambda: pd.read_parquet(names["parquet"]),
        filename=names["parquet"],
        value_column="x",
    )
    yield _case("dataframe_reader", (), frame=indexed, value_column="x")
    yield _case(
        "store_reader",
        (),
        prepare=lambda hs: hs.store.save(indexed, "prices", "ACME"),
        reference="prices",
        symbol="ACME",
        columns="x",
    )
    yield _case("store_writer", ((TIMES, PRICES),), reference="prices", symbol="ACME")


def _largest(_key: str, values: list[float]) -> float:
    return max(values)


def _place(instance: Any) -> str:
    place: str = instance.value["place"]
    return place


def _total(values: Any) -> float:
    return float(np.sum(values))
