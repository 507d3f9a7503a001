"""Late data: a row that comes late, or is corrected, makes exactly the results stale that rest on it.

Held against a model that knows for every millisecond of every stream whether it is computed and
current, and that recomputes rows by their definitions in plain Python. A result at ``t`` rests on
``(t - 1 - lookback, t + lookahead]``, in ms.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import Batch, TimeInterval
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.time_interval.spans import Spans, normalise
from hyperstream.tool.recipe import Recipe
from hyperstream.tool.run import RunReport

from .worlds import Node, World, replace_home

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

END = 300
"""Everything happens in the first so many ms."""

Rows = dict[int, float]


def window_sum(rows: Rows, before: int, after: int) -> Rows:
    return {t: sum(rows[u] for u in sorted(rows) if t - before < u <= t + after) for t in rows}


def negated(rows: Rows) -> Rows:
    return {t: -value for t, value in rows.items()}


def positive(rows: Rows) -> Rows:
    return {t: value for t, value in rows.items() if value > 0}


def period_max(rows: Rows, every: int) -> Rows:
    ends = {-(-t // every) * every for t in rows}
    return {end: max(rows[t] for t in rows if end - every < t <= end) for end in ends}


def larger(b: Rows, d: Rows) -> Rows:
    return {t: max(rows[t] for rows in (b, d) if t in rows) for t in b.keys() | d.keys()}


class Stage(NamedTuple):
    """A node, how far it reaches into its sources (before, after, ms), and its definition."""

    node: Node
    before: int
    after: int
    define: Callable[..., Rows]
    rests: Callable[[int], bool] = lambda _t: True
    """Whether there can be a result at this time; where there cannot, nothing need be read for it."""


STAGES = {
    stage.node.name: stage
    for stage in (
        Stage(
            Node("a", "rolling", {"window": 0.007, "statistic": "sum"}, ("raw",)),
            *(7, 0),
            lambda raw: window_sum(raw, 7, 0),
        ),
        Stage(Node("b", "apply", {"func": operator.neg}, ("a",)), 0, 0, negated),
        Stage(
            Node("c", "rolling", {"window": 0.01, "statistic": "sum", "centred": True}, ("b",)),
            *(5, 5),
            lambda b: window_sum(b, 5, 5),
        ),
        Stage(Node("d", "threshold", {"above": 0}, ("c",)), 0, 0, positive),
        Stage(
            Node("e", "resample", {"every": 0.02, "statistic": "max"}, ("d",)),
            *(20, 0),
            lambda d: period_max(d, 20),
            lambda t: t % 20 == 0,
        ),
        Stage(Node("f", "aggregate", {"func": max, "aggregation_meta_data": "x"}, ("b", "d")), 0, 0, larger),
    )
}
"""A chain with windows that look back, ahead and around, and a diamond."""


@dataclass
class Content:
    """What the model knows of one stream, by ms.

    Attributes:
        rows: Its rows.
        computed: What is computed.
        must: Computed, and certainly not current.
        may: Computed, and perhaps not current: the ledger remembers which *piece* changed.
    """

    rows: Rows = field(default_factory=dict)
    computed: set[int] = field(default_factory=set)
    must: set[int] = field(default_factory=set)
    may: set[int] = field(default_factory=set)


class Model:
    """All streams, as they should be."""

    def __init__(self, passing: frozenset[str] = frozenset()) -> None:
        self.passing = passing
        self.streams = {name: Content() for name in ("raw", *STAGES)}
        self.watched = {name: list(self._watched(stage)) for name, stage in STAGES.items()}

    def _watched(self, stage: Stage) -> Iterator[tuple[str, int, int]]:
        """What makes a result stale: its sources, or where those pass what lies behind them."""
        for source in stage.node.sources:
            if source in self.passing and stage.node.name not in self.passing:
                for name, before, after in self._watched(STAGES[source]):
                    yield name, before + stage.before, after + stage.after
            else:
                yield source, stage.before, stage.after

    def restart(self) -> None:
        """What lies in memory is gone."""
        for name in self.passing:
            self.streams[name] = Content()

    def write(self, rows: Rows) -> None:
        raw = self.streams["raw"].rows
        changed = {t for t, value in rows.items() if raw.get(t) != value}
        raw.update(rows)
        self._spread("raw", changed, changed)

    def purge(self, name: str, times: set[int]) -> None:
        content = self.streams[name]
        gone = times if name == "raw" else times & content.computed
        content.rows = {t: value for t, value in content.rows.items() if t not in times}
        for known in (content.computed, content.must, content.may):
            known -= times
        self._spread(name, gone, gone)

    def demanded(self, name: str, times: set[int]) -> dict[str, set[int]]:
        """What a request may compute at most: what it is for, and all that this rests on."""
        wanted = {name: times}
        for other in reversed(STAGES):
            if other in wanted:
                stage = STAGES[other]
                reached = {t for u in wanted[other] for t in range(u - stage.before, u + stage.after + 1)}
                for source in stage.node.sources:
                    wanted[source] = wanted.get(source, set()) | reached
        return wanted

    def compute(self, name: str, times: set[int]) -> None:
        """These were computed, from the sources as they are."""
        stage, content = STAGES[name], self.streams[name]
        fresh = stage.define(*(self.streams[source].rows for source in stage.node.sources))
        again = times & content.computed
        differs = {t for t in again if content.rows.get(t) != fresh.get(t)}
        pieces = [range(a + 1, b + 1) for a, b in spans(times)]
        touched = {t for piece in pieces if not differs.isdisjoint(piece) for t in piece}
        content.rows = {t: value for t, value in content.rows.items() if t not in times}
        content.rows.update({t: fresh[t] for t in times if t in fresh})
        content.computed |= times
        content.must -= times
        content.may -= times
        self._spread(name, differs, touched & again)

    def _spread(self, name: str, differs: set[int], touched: set[int]) -> None:
        """Mark what rests on these."""
        for other, stage in STAGES.items():
            content = self.streams[other]
            for watched, before, after in self.watched[other]:
                if watched == name:
                    marked = reached(differs, before, after) & content.computed
                    content.must |= set(filter(stage.rests, marked))
                    content.may |= reached(touched, before, after) & content.computed


def reached(changed: set[int], before: int, after: int) -> set[int]:
    """The results that rest on these times."""
    return {u for t in changed for u in range(t - after, t + before + 1)}


class Keeping:
    """A producer that tells a model what another computed, after it did."""

    def __init__(self, recipe: Recipe, told: Callable[[str, RunReport], None]) -> None:
        self._recipe, self._told = recipe, told

    def compute(self, interval: TimeInterval) -> RunReport:
        return self._tell(self._recipe.compute(interval))

    def refresh(self, interval: TimeInterval) -> RunReport:
        return self._tell(self._recipe.refresh(interval))

    def _tell(self, report: RunReport) -> RunReport:
        self._told(self._recipe.sink.stream_id.name, report)
        return report


class Trial:
    """A world beside its model."""

    def __init__(self, store: Store, passing: frozenset[str] = frozenset()) -> None:
        self.store = store
        self.model = Model(passing)
        self.allowed: dict[str, set[int]] = {}
        self.start()

    def start(self) -> None:
        passing = self.model.passing
        nodes = [
            replace_home(stage.node, "memory" if name in passing else "database")
            for name, stage in STAGES.items()
        ]
        self.world = World(nodes, self.store)
        for name in STAGES:
            self.world.streams[name].producer = Keeping(self.world.recipe(name), self.computed)

    def restart(self) -> None:
        self.start()
        self.model.restart()

    def computed(self, name: str, report: RunReport) -> None:
        times, content = milliseconds(report.computed.spans), self.model.streams[name]
        beyond = times - self.allowed.get(name, set())
        assert not beyond, (name, "nobody asked for", spans(beyond))
        current = times & content.computed - content.may
        assert not current, (name, "was current", spans(current))
        self.model.compute(name, times)

    def ask(self, name: str, a: int, b: int) -> None:
        times, content = set(range(a + 1, b + 1)), self.model.streams[name]
        self.allowed = self.model.demanded(name, times)
        self.world.pull(name, a, b)
        assert not times - content.computed, (name, "is missing", spans(times - content.computed))
        assert not times & content.must, (name, "is stale", spans(times & content.must))
        self.check()

    def write(self, rows: Rows) -> None:
        self.world.streams["raw"].write(
            Batch(list(rows), list(rows.values())).ordered(), on_conflict="replace"
        )
        self.model.write(rows)

    def purge(self, name: str, a: int, b: int) -> None:
        stream = self.world.streams[name]
        stream.home.purge(stream, a, b)  # type: ignore[call-arg]
        self.model.purge(name, set(range(a + 1, b + 1)))

    def check(self) -> None:
        for name, content in self.model.streams.items():
            batch = self.world.rows(name)
            assert dict(zip(batch.timestamps.tolist(), batch.values_list(), strict=True)) == content.rows, (
                name
            )
            if name != "raw":
                assert milliseconds(self.world.computed(name)) == content.computed, name


def milliseconds(found: Spans) -> set[int]:
    return {t for a, b in found for t in range(a + 1, b + 1)}


def spans(times: Iterable[int]) -> Spans:
    return normalise((t - 1, t) for t in times)


times = st.integers(1, END)
some_rows = st.dictionaries(times, st.integers(-9, 9).map(float), min_size=1, max_size=6)
intervals = st.tuples(st.integers(0, END), st.integers(1, 120)).map(lambda pair: (pair[0], sum(pair)))
events = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(list(STAGES)), intervals),
    st.tuples(st.just("ask"), st.sampled_from(list(STAGES)), intervals),
    st.tuples(st.just("write"), some_rows),
    st.tuples(st.just("purge"), st.sampled_from(["raw", *STAGES]), intervals),
)


def live(trial: Trial, first: Rows, happenings: list[tuple[Any, ...]]) -> None:
    trial.write(first)
    for kind, *rest in happenings:
        if kind == "ask":
            trial.ask(rest[0], *rest[1])
        elif kind == "write":
            trial.write(rest[0])
        elif kind == "restart":
            trial.restart()
        else:
            trial.purge(rest[0], *rest[1])
    for name in STAGES:
        trial.ask(name, 0, END)
    rows = {"raw": trial.model.streams["raw"].rows}
    for name, stage in STAGES.items():
        # By definition, from the raw rows as they are in the end.
        rows[name] = stage.define(*(rows[source] for source in stage.node.sources))
        held = trial.model.streams[name].rows
        inside = range(1, END + 1)
        assert {t: held[t] for t in held if t in inside} == {
            t: rows[name][t] for t in rows[name] if t in inside
        }


LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FIRST = st.dictionaries(times, st.integers(-9, 9).map(float), min_size=5, max_size=40)


@settings(LAW, max_examples=25)
@given(first=FIRST, happenings=st.lists(events, min_size=3, max_size=9))
def test_exactly_what_rests_on_a_change_is_computed_again(
    first: Rows, happenings: list[tuple[Any, ...]]
) -> None:
    live(Trial(MemoryStore()), first, happenings)


@settings(LAW, max_examples=8)
@given(first=FIRST, happenings=st.lists(events, min_size=3, max_size=9))
def test_it_is_so_in_sqlite_too(first: Rows, happenings: list[tuple[Any, ...]]) -> None:
    trial = Trial(SQLiteStore(":memory:"))
    live(trial, first, happenings)
    trial.world.close()


PASSING = frozenset({"b", "d"})
"""These lie in memory, between streams that last."""

events_and_restarts = st.one_of(events, events, st.tuples(st.just("restart")))


@settings(LAW, max_examples=25)
@given(first=FIRST, happenings=st.lists(events_and_restarts, min_size=3, max_size=9))
def test_it_is_so_through_memory_streams_that_are_gone_after_a_restart(
    first: Rows, happenings: list[tuple[Any, ...]]
) -> None:
    live(Trial(MemoryStore(), PASSING), first, happenings)


@pytest.mark.torture
@settings(LAW, max_examples=500)
@given(first=FIRST, happenings=st.lists(events_and_restarts, min_size=3, max_size=25))
def test_it_is_so_through_long_histories_with_restarts(
    first: Rows, happenings: list[tuple[Any, ...]]
) -> None:
    live(Trial(MemoryStore(), PASSING), first, happenings)


@pytest.mark.torture
@settings(LAW, max_examples=500)
@given(first=FIRST, happenings=st.lists(events, min_size=3, max_size=25))
def test_it_is_so_through_long_histories(first: Rows, happenings: list[tuple[Any, ...]]) -> None:
    live(Trial(MemoryStore()), first, happenings)
