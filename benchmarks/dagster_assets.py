"""Dagster beside our workflows: as many software-defined assets as there are places, all in this process.

An asset gives the same 24 numbers as a place. Dagster keeps its records in memory, its values in its own
memory store. "Nothing to do" is what its daemon asks, again and again, of assets that are to be made when
they are missing or something they rest on was made anew: it evaluates these conditions by the cursor of the
last time, and finds none to make. (The ready-made condition ``eager()`` takes three to four times as long.)
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

INSTALLED = find_spec("dagster") is not None
"""Whether it can be measured: it comes with the extra ``bench-dagster``, in an environment of its own."""

QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
"""A run's configuration: nothing is printed."""


def first_run(count: int) -> Callable[[], float]:
    """Materialise so many assets for the first time."""

    def job() -> float:
        import dagster

        made = _assets(count)
        with dagster.DagsterInstance.ephemeral() as instance:
            started = time.perf_counter()
            done = dagster.materialize(
                made, instance=instance, resources={"io_manager": dagster.mem_io_manager}, run_config=QUIET
            )
            took = time.perf_counter() - started
        assert done.success
        return took

    return job


class NothingToDo:
    """Assets that are there, and whose conditions are evaluated again and again.

    Args:
        count: So many assets.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._ready: tuple[Any, Any, Any] | None = None

    def __call__(self) -> float:
        import dagster

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # A part of it is in beta, and says so each time.
            if self._ready is None:
                self._ready = _there(self._count)
            definitions, instance, cursor = self._ready
            started = time.perf_counter()
            found = dagster.evaluate_automation_conditions(definitions, instance, cursor=cursor)
            took = time.perf_counter() - started
        assert found.total_requested == 0
        self._ready = definitions, instance, found.cursor
        return took


def _there(count: int) -> tuple[Any, Any, Any]:
    """Definitions of assets, an instance that knows them as made, and the cursor after two looks."""
    import dagster

    definitions, instance = dagster.Definitions(assets=_assets(count)), dagster.DagsterInstance.ephemeral()
    first = dagster.evaluate_automation_conditions(definitions, instance)
    assert first.total_requested == count  # They would be made if they were not there.
    for number in range(count):
        instance.report_runless_asset_event(dagster.AssetMaterialization(_name(number)))
    later = dagster.evaluate_automation_conditions(definitions, instance, cursor=first.cursor)
    return definitions, instance, later.cursor


def _assets(count: int) -> list[Any]:
    import dagster

    logging.getLogger("dagster").setLevel(logging.ERROR)
    when = dagster.AutomationCondition
    lacking = (when.missing() | when.any_deps_updated()) & ~when.in_progress()

    def asset(number: int) -> Any:
        @dagster.asset(name=_name(number), automation_condition=lacking)
        def place() -> list[float]:
            return [abs(value) for value in [1.0] * 24]

        return place

    return [asset(number) for number in range(count)]


def _name(number: int) -> str:
    return f"place_{number:06}"
