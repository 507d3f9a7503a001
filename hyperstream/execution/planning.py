"""Making a plan of a forecast: the units, why, how much, and what is left alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from ..stores.ledger.parts import pieces
from ..time_interval import TimeInterval
from ..time_interval.spans import Spans, normalise
from ..tool.run.policy import acceptance
from ..utils.time_texts import show_time
from .attempts import last_failures, with_failures
from .because import Because
from .estimating import Estimates
from .forecast import Forecast
from .graph import NOWHERE, Graph, Task
from .plan import Plan
from .plan_content import Kept, NotYet, PlannedUnit
from .request import Prepared
from .words import short_name

ID_LENGTH = 8


def new_plan_id() -> str:
    """A fresh id; 8 hexadecimal digits."""
    return uuid.uuid4().hex[:ID_LENGTH]


def plan_of(prepared: Prepared, title: str, interval: TimeInterval, now_ms: int) -> Plan:
    """The plan of a request that was looked at; nothing is written.

    Args:
        prepared: The request.
        title: What it is called.
        interval: What is asked for.
        now_ms: The time, ms.
    """
    graph, forecast = prepared.graph, prepared.forecast
    options = forecast.options
    return Plan(
        new_plan_id(),
        title,
        interval,
        now_ms,
        tuple(_planned(prepared)),
        tuple(_kept(graph, forecast)),
        tuple(_not_yet(graph, forecast)),
        {key: ledger.rev for key, ledger in sorted(forecast.ledgers.items())},
        str(options.policy),
        options.force,
    )


def _planned(prepared: Prepared) -> Iterator[PlannedUnit]:
    graph, forecast = prepared.graph, prepared.forecast
    failures = last_failures(graph, prepared.units)
    because, estimates = Because(forecast, failures), Estimates(forecast)
    for unit in prepared.units:
        estimates.look(graph.tasks[unit.number], unit)
    for plain in prepared.units:
        task = graph.tasks[plain.number]
        unit = with_failures(plain, failures) if failures else plain
        texts = tuple(because.of(task, unit, piece) for piece in unit.pieces)
        yield PlannedUnit(unit, texts, estimates.of(task, unit))


# --- what is left alone
def _kept(graph: Graph, forecast: Forecast) -> Iterator[Kept]:
    """What another version computed and the policy keeps, where the request reaches."""
    for task in graph.tasks:
        wanted = task.job.fingerprint
        others = {
            found.version
            for sink in task.job.sinks
            for found in forecast.ledgers[sink.key].fps
            if found is not None and found.tool == wanted.tool and found.version != wanted.version
        }
        for version in sorted(others):
            spans = _computed_by(task, forecast, version)
            if spans:
                policy = forecast.policy(task)
                text = f"{wanted.tool} {version} → {wanted.version} (policy {policy} keeps it)"
                yield Kept(*_named(task), spans, text)


def _computed_by(task: Task, forecast: Forecast, version: str) -> Spans:
    accepts = acceptance(task.job.fingerprint, forecast.policy(task))
    found = []
    for sink in task.job.sinks:
        ledger = forecast.ledgers[sink.key]
        for a, b in forecast.regions[task.place]:
            for part in pieces(ledger.parts, a, b):
                by = ledger.fps[part.fp]
                if by is not None and by.version == version and accepts(by):
                    found.append((part.a, part.b))
    return normalise(found)


def _not_yet(graph: Graph, forecast: Forecast) -> Iterator[NotYet]:
    for place, spans in forecast.not_yet.items():
        task = graph.tasks[place]
        yield NotYet(*_named(task), spans, _limit(graph, forecast, task))


def _limit(graph: Graph, forecast: Forecast, task: Task) -> str:
    """The nearest input behind it that is declared complete only so far, or that its tool looks ahead."""
    waiting, seen = [task.place], set[int]()
    found: list[tuple[int, str]] = []
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        one = graph.tasks[place]
        for behind, stream in zip(one.behind, one.job.reads, strict=True):
            ledger = forecast.ledgers.get(stream.key)
            if ledger is not None and ledger.complete is not None:
                found.append((ledger.complete, stream.key))
            if behind != NOWHERE:
                waiting.append(behind)
    if not found:
        return f"{task.job.tool.full_name} looks ahead, beyond now"
    end, key = min(found)
    return f"{short_name(key)} is complete only up to {show_time(end)}"


def _named(task: Task) -> tuple[str, tuple[tuple[str, str], ...]]:
    sink = task.job.sinks[0].stream_id
    return getattr(task.producer, "title", sink.name), getattr(task.producer, "plate_value", sink.meta_data)
