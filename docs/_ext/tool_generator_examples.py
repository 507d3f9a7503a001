"""One example for each tool that makes data up or brings them from outside."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pandas as pd
from tool_example import Example, Rows

from hyperstream.utils import from_ms

ROOMS = ({"room": "1"}, {"room": "2"})
TICKS: Rows = [(float(second), None) for second in (2, 4, 6)]
PATH = {
    "start_price": 70,
    "mu": 0.05,
    "sigma": 0.3,
    "delta": 1.0,
    "stride": 2.0,
    "first": from_ms(2000),
    "seed": 10,
}
CSV = "when,x,y\n1970-01-01 00:00:02,1.5,4\n1970-01-01 00:00:04,,5\n"
FRAME = pd.DataFrame(
    {"x": [1.5, 2.5]}, index=pd.to_datetime(["1970-01-01 00:00:02", "1970-01-01 00:00:04"]).rename("when")
)
DRAWS: dict[str, dict[str, Any]] = {
    "betavariate": {"alpha": 2, "beta": 5},
    "expovariate": {"lambd": 1.5},
    "gammavariate": {"alpha": 2, "beta": 1},
    "gauss": {"mu": 0, "sigma": 1},
    "lognormvariate": {"mu": 0, "sigma": 0.5},
    "normalvariate": {"mu": 0, "sigma": 1},
    "paretovariate": {"alpha": 3},
    "randint": {"a": 1, "b": 6},
    "random": {},
    "randrange": {"start": 0, "stop": 100, "step": 10},
    "triangular": {"low": 0, "high": 1, "mode": 0.3},
    "uniform": {"a": -1, "b": 1},
    "vonmisesvariate": {"mu": 3.14, "kappa": 2},
    "weibullvariate": {"alpha": 1, "beta": 1.5},
}
"""Parameters of the generators of random numbers; their pictures are histograms."""

PATHS: dict[str, dict[str, Any]] = {
    "arithmetic_brownian_motion": PATH,
    "geometric_brownian_motion": PATH,
    "merton_jump_diffusion": {**PATH, "jump_rate": 10, "jump_mean": -0.05, "jump_sigma": 0.05},
    "ornstein_uhlenbeck": {
        **{k: v for k, v in PATH.items() if k != "mu"},
        "mean": 75,
        "speed": 12,
        "sigma": 20,
    },
}
"""Parameters of the generators of prices; their pictures are a year of daily prices."""

BASKET: dict[str, Any] = {
    "assets": ["1", "2"],
    "start_prices": [70, 60],
    "mu": 0.05,
    "sigma": 0.3,
    "correlation": [[1, 0.8], [0.8, 1]],
    **{name: PATH[name] for name in ("delta", "stride", "first", "seed")},
}
"""Parameters of the basket; its picture has a line an asset."""


def wave(timestamp: datetime) -> float:
    """Twice up and down within four minutes."""
    return math.sin(timestamp.timestamp() * math.pi / 60)


CUSTOM: dict[str, Any] = {"func": wave}

GENERATED: dict[str, Example] = {
    **{name: Example({**given, "seed": 10}, alignment=TICKS) for name, given in DRAWS.items()},
    **{name: Example(given) for name, given in PATHS.items()},
    "custom": Example(CUSTOM, alignment=TICKS),
    "csv_reader": Example({"filename": "rows.csv"}, files={"rows.csv": CSV}),
    "csv_multi_reader": Example(
        {"filename_template": "room {}.csv", "value_column": "x"}, plates=ROOMS[:1], files={"room 1.csv": CSV}
    ),
    "jsonl_reader": Example(
        {"filename": "rows.jsonl"},
        files={
            "rows.jsonl": '{"timestamp": "1970-01-01T00:00:02Z", "x": 1.5}\n'
            '{"timestamp": "1970-01-01T00:00:04Z", "x": null}\n'
        },
    ),
    "parquet_reader": Example(
        {"filename": "rows.parquet", "date_column": "when", "value_column": "x"},
        files={"rows.parquet": FRAME},
    ),
    "dataframe_reader": Example({"frame": FRAME, "value_column": "x"}, files={"frame": FRAME}),
    "geometric_brownian_basket": Example(BASKET, plates=ROOMS),
    "store_reader": Example(
        {"reference": "prices", "symbol": "ACME", "columns": "close"},
        series=[(2.0, {"close": 70.0, "volume": 3}), (4.0, {"close": 71.5, "volume": 5})],
    ),
}
