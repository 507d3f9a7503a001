"""Random graphs of shipped tools, random data for them, random requests."""

from __future__ import annotations

import operator
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

from hyperstream import Batch
from hyperstream.itertools2 import online_average

from .worlds import RAW, Node

SPAN = 600_000
"""Raw streams have rows from 0 to so many ms, and a little beyond."""

Choice = tuple[str, str, str, dict[str, Any]]
"""Kinds of the sources (a letter each), kind of the result, tool, parameters."""

MENU: list[Choice] = [
    ("n", "n", "apply", {"func": operator.neg}),
    ("n", "n", "threshold", {"above": -2.0}),
    ("n", "n", "rolling", {"window": 5, "statistic": "mean"}),
    ("n", "n", "rolling", {"window": 30, "statistic": "sum", "centred": True}),
    ("n", "n", "rolling", {"window": 61, "statistic": "count", "min_count": 2}),
    ("n", "n", "resample", {"every": 7, "statistic": "max"}),
    ("n", "n", "resample", {"every": 60, "statistic": "mean", "offset": 11}),
    ("nn", "n", "aggregate", {"func": max, "aggregation_meta_data": "house"}),
    ("nn", "t", "aligned_merge", {}),
    ("n", "w", "aligning_window", {"lower": -8, "upper": 2.5}),
    ("", "w", "sliding_window", {"lower": -90, "upper": 30, "increment": 40}),
    ("wn", "n", "sliding_apply", {"func": online_average}),
    ("wn", "l", "sliding_listify", {}),
    ("t", "n", "apply", {"func": sum}),
    ("t", "n", "component", {"key": 1}),
    ("l", "n", "apply", {"func": len}),
]


class Request(NamedTuple):
    """One thing asked for.

    Attributes:
        name: Which stream.
        a: Start, ms, left out.
        b: End, ms, in.
        chunk_ms: Longest piece.
        pull: Look at it (computing upstream and it), rather than execute its tool.
    """

    name: str
    a: int
    b: int
    chunk_ms: int | None
    pull: bool


@st.composite
def graphs(draw: st.DrawFn, homes: tuple[str, ...] = ("database",)) -> list[Node]:
    """Two to five tools over the raw streams, each resting on what is before it: chains and diamonds."""
    kinds = dict.fromkeys(RAW, "n")
    nodes: list[Node] = []
    for place in range(draw(st.integers(2, 5))):
        possible = [choice for choice in MENU if set(choice[0]) <= set(kinds.values())]
        needs, gives, tool, parameters = draw(st.sampled_from(possible))
        # The newest streams are the likeliest, so that graphs grow deep.
        sources = [
            draw(st.sampled_from([name for name, kind in reversed(kinds.items()) if kind == need]))
            for need in needs
        ]
        node = Node(f"{tool}_{place}", tool, parameters, tuple(sources), draw(st.sampled_from(homes)))
        nodes.append(node)
        kinds[node.name] = gives
    return nodes


@st.composite
def raw_rows(draw: st.DrawFn) -> dict[str, Batch]:
    """Rows for the raw streams: some at common times, some close together, ints among floats."""
    common = draw(st.lists(st.integers(0, 60), max_size=12))
    return {name: draw(_rows(common)) for name in RAW}


@st.composite
def _rows(draw: st.DrawFn, common: list[int]) -> Batch:
    own = draw(st.lists(st.integers(-40, SPAN // 1000 + 40), max_size=20))
    times = sorted({1000 * second for second in own} | {10_000 * place for place in common})
    value = st.one_of(st.integers(-5, 5), st.floats(-5, 5))
    return Batch(times, [draw(value) for _ in times])


@st.composite
def requests(draw: st.DrawFn, nodes: list[Node]) -> list[Request]:
    """Splits of the whole span for the last stream, in any order, and others thrown in, some twice."""
    edges = draw(st.lists(st.integers(1, SPAN // 250 - 1), max_size=4, unique=True))
    cuts = [0, *sorted(250 * edge for edge in edges), SPAN]
    asked = [(nodes[-1].name, a, b) for a, b in pairwise(cuts)]
    asked += draw(st.lists(_anywhere(nodes), max_size=3))
    asked += draw(st.lists(st.sampled_from(asked), max_size=2))
    chunk = st.sampled_from([None, None, 20_000, 77_777, 200_000])
    return [Request(*one, draw(chunk), draw(st.booleans())) for one in draw(st.permutations(asked))]


@st.composite
def _anywhere(draw: st.DrawFn, nodes: list[Node]) -> tuple[str, int, int]:
    a = draw(st.integers(-200, SPAN // 250))
    return draw(st.sampled_from(nodes)).name, 250 * a, 250 * (a + draw(st.integers(1, 800)))


@st.composite
def stories(draw: st.DrawFn, homes: tuple[str, ...] = ("database",)) -> Story:
    """A graph, its data, and what is asked of it."""
    nodes = draw(graphs(homes))
    return Story(nodes, draw(raw_rows()), draw(requests(nodes)))


class Story(NamedTuple):
    """See `stories`."""

    nodes: list[Node]
    rows: dict[str, Batch]
    requests: list[Request]
