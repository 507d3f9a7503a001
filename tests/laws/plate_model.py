"""What a workflow over plates should hold and compute, told by definitions in plain Python, ms by ms.

A result at ``t`` rests on ``(t - 1 - before, t + after]`` of its sources. Of each stream the model knows its
rows, what computed every ms, and which computed ones are not current: certainly (``must``), or perhaps
(``may``), because the ledger remembers which *piece* of a stream changed, not which rows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from hyperstream.time_interval.spans import Spans, normalise

from .plate_graphs import RELEASES, Graph, Step

Rows = dict[int, float]
Place = tuple[tuple[str, str], ...]
Key = tuple[str, Place]
"""A node and a place: one stream."""


class Made(NamedTuple):
    """By what a ms was computed."""

    version: str
    sources: tuple[Key, ...]


@dataclass
class Content:
    """What the model knows of one stream."""

    rows: Rows = field(default_factory=dict)
    made: dict[int, Made] = field(default_factory=dict)
    must: set[int] = field(default_factory=set)
    may: set[int] = field(default_factory=set)


class Work(NamedTuple):
    """One factor at one place."""

    step: Step
    place: Place
    sources: tuple[Key, ...]
    sinks: tuple[Key, ...]


def milliseconds(found: Spans) -> set[int]:
    return {t for a, b in found for t in range(a + 1, b + 1)}


def spans(times: Iterable[int]) -> Spans:
    return normalise((t - 1, t) for t in times)


def reach(step: Step) -> tuple[int, int]:
    """How far a tool reads before and after, ms."""
    window = round(1000 * step.parameters.get("window", 0))
    if step.parameters.get("centred"):
        return window - window // 2, window // 2
    return window or round(1000 * (step.parameters.get("every") or 0)), 0


def rests(step: Step, t: int) -> bool:
    """Whether there can be a result at this time."""
    every = round(1000 * (step.parameters.get("every") or 0))
    return not every or t % every == 0


def wider(step: Step, times: set[int]) -> set[int]:
    """What of its sources results at these times rest on."""
    before, after = reach(step)
    return {u for t in times for u in range(t - before, t + after + 1)}


def resting(step: Step, changed: set[int]) -> set[int]:
    """The results that rest on these times of a source."""
    before, after = reach(step)
    return {u for t in changed for u in range(t - after, t + before + 1)}


def defined(step: Step, version: str, sources: list[Rows], times: set[int]) -> Rows:
    """The rows at these times, by the definition of the tool."""
    before, after = reach(step)
    if step.tool in ("total", "maximum", "resample") and before:
        ends = [t for t in times if t % before == 0]
        around = {
            end: [rows[u] for rows in sources for u in range(end - before + 1, end + 1) if u in rows]
            for end in ends
        }
    elif step.tool == "rolling":
        here = [t for t in times if t in sources[0]]
        around = {t: _between(sources, t - before, t + after) for t in here}
    else:
        around = {t: _between(sources, t - 1, t) for t in times}
    return {t: value for t, found in around.items() if found for value in _value(step, version, found)}


def _between(sources: list[Rows], a: int, b: int) -> list[float]:
    return [rows[u] for rows in sources for u in range(a + 1, b + 1) if u in rows]


def _value(step: Step, version: str, found: list[float]) -> Iterator[float]:
    if step.tool == "shift":
        yield found[0] + RELEASES[version]
    elif step.tool in ("apply", "stream_broadcaster"):
        yield -found[0]
    elif step.tool == "threshold":
        yield from (value for value in found if value > 0)
    else:
        largest = step.tool == "maximum" or step.parameters.get("statistic") == "max"
        yield max(found) if largest else sum(found)


def acceptable(step: Step, found: Made, wanted: Made) -> bool:
    """Whether the policy keeps what is there; all releases have a major number."""
    kept = {"major": 1, "minor": 2, "patch": 3}[step.policy or "major"]
    return (
        found.sources == wanted.sources
        and found.version.split(".")[:kept] == wanted.version.split(".")[:kept]
    )


class Model:
    """All streams of a graph, as they should be."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.steps = {step.sink: step for step in graph.steps}
        self.streams: dict[Key, Content] = {}
        self.works: list[Work] = []
        self.versions: dict[str, str] = {}

    def content(self, key: Key) -> Content:
        return self.streams.setdefault(key, Content())

    # --- what there is
    def defined_as(self, values: dict[str, list[str]], versions: dict[str, str]) -> None:
        """The workflow is defined with these values and versions from now on."""
        self.versions = dict(versions)
        over = self.graph.over
        self.works = [work for step in self.graph.steps for work in _works(step, over, values)]

    def made(self, work: Work) -> Made:
        return Made(self.versions.get(work.step.sink, "1.0.0"), work.sources)

    def stale(self, work: Work, sink: Key) -> tuple[set[int], set[int]]:
        """What of a sink is certainly, and what perhaps, there but not current."""
        content, wanted = self.content(sink), self.made(work)
        other = {t for t, found in content.made.items() if not acceptable(work.step, found, wanted)}
        return content.must | other, content.may | other

    # --- what happens
    def write(self, key: Key, rows: Rows) -> None:
        content = self.content(key)
        changed = {t for t, value in rows.items() if content.rows.get(t) != value}
        content.rows.update(rows)
        self._spread(key, changed, changed)

    def compute(self, work: Work, sink: Key, times: set[int]) -> None:
        """These were computed, from the sources as they are."""
        content, made = self.content(sink), self.made(work)
        fresh = defined(work.step, made.version, [self.content(key).rows for key in work.sources], times)
        again = times & content.made.keys()
        differs = {t for t in again if content.rows.get(t) != fresh.get(t)}
        pieces = [range(a + 1, b + 1) for a, b in spans(times)]
        touched = {t for piece in pieces if not differs.isdisjoint(piece) for t in piece}
        content.rows = {t: value for t, value in content.rows.items() if t not in times} | fresh
        content.made.update(dict.fromkeys(times, made))
        content.must -= times
        content.may -= times
        self._spread(sink, differs, touched & again)

    def _spread(self, key: Key, differs: set[int], touched: set[int]) -> None:
        """Mark what was computed from these times, also at places that are not there just now."""
        for (node, _), content in self.streams.items() if touched else ():
            if step := self.steps.get(node):
                there = {t for t, found in content.made.items() if key in found.sources}
                content.must |= {t for t in resting(step, differs) & there if rests(step, t)}
                content.may |= resting(step, touched) & there

    # --- what is asked
    def regions(self, node: str | None, times: set[int]) -> dict[int, set[int]]:
        """How far a request reaches into what each work computes, by its index."""
        asked = self.graph.leaves if node is None else [node]
        found = {index: set(times) for index, work in enumerate(self.works) if work.step.sink in asked}
        by_sink = {sink: index for index, work in enumerate(self.works) for sink in work.sinks}
        for index in range(len(self.works) - 1, -1, -1):
            work = self.works[index]
            for behind in {by_sink[key] for key in work.sources if key in by_sink and index in found}:
                found.setdefault(behind, set()).update(wider(work.step, found[index]))
        return found


def _works(step: Step, over: dict[str, frozenset[str]], values: dict[str, list[str]]) -> Iterator[Work]:
    places = _places(step.over, values)
    if step.splits:
        (source,) = step.sources
        for place in _places(over[source], values):
            sinks = tuple((step.sink, each) for each in places if set(place) <= set(each))
            yield Work(step, place, ((source, place),), sinks)
        return
    for place in places:
        yield Work(step, place, tuple(_sources(step, place, over, values)), ((step.sink, place),))


def _sources(
    step: Step, place: Place, over: dict[str, frozenset[str]], values: dict[str, list[str]]
) -> Iterator[Key]:
    for name in step.sources:
        for each in _places(over[name], values):
            if (step.joins is None and set(each) <= set(place)) or (step.joins and set(place) <= set(each)):
                yield name, each


def _places(over: frozenset[str], values: dict[str, list[str]]) -> list[Place]:
    tags = sorted(over)
    return [tuple(zip(tags, found, strict=True)) for found in product(*(values[tag] for tag in tags))]
