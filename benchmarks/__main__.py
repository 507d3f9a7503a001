"""Run the benchmarks: ``python -m benchmarks [suite ...] [--rounds N]``."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version

from . import (
    appends,
    events,
    intervals,
    mongo,
    nothing,
    planning,
    startup,
    tables,
    tool_values,
    tools,
    web,
    windows,
)
from .measure import Case, run, table

SUITES: dict[str, Callable[[], Iterable[Case]]] = {
    "events": events.cases,
    "windows": windows.cases,
    "tables": tables.cases,
    "appends": appends.cases,
    "intervals": intervals.cases,
    "nothing": nothing.cases,
    "planning": planning.cases,
    "startup": startup.cases,
    "tools": lambda: [*tools.cases(), *tool_values.cases()],
    "web": web.cases,
    "mongo": mongo.cases,
}
NOTES: dict[str, Callable[[], Iterable[str]]] = {
    "planning": planning.widest,
    "tables": tables.sizes,
    "mongo": mongo.notes,
    "web": web.push_latency,
}
"""What a suite tells beside rates, after it has run."""

PEERS = (
    "streamz",
    "arcticdb",
    "duckdb",
    "pyarrow",
    "portion",
    "numpy",
    "pandas",
    "pymongo",
    "pymongoarrow",
    "fastapi",
    "flask",
    "luigi",
    "dagster",
)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", help=f"any of {', '.join(SUITES)}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds, after one to warm up")
    chosen = parser.parse_args()
    unknown = set(chosen.suites) - set(SUITES)
    if unknown:
        parser.error(f"unknown suites: {', '.join(sorted(unknown))}")
    print(f"Python {platform.python_version()}, {', '.join(_version(peer) for peer in PEERS)}\n")
    results = []
    for name in chosen.suites or SUITES:
        for case in SUITES[name]():
            print(f"  {case.name} ...", file=sys.stderr, flush=True)
            results.append(run(case, chosen.rounds))
    print(table(results))
    for name in chosen.suites or SUITES:
        for line in NOTES.get(name, tuple)():
            print(line)


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} absent"


if __name__ == "__main__":
    main()
