"""However an interval is split, ordered and repeated, a tool writes what one clean run writes.

The data is the same to the bit, and so are the intervals that count as computed; how the sources
were written, and so in which batches they are read, makes no difference either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import builtin_cases, cases
from .cases import SPAN, Bench, Case
from .kit import CATALOGUES, rows_of, seconds, tool_class

CASES = {**cases.CASES, **builtin_cases.CASES}
NAMES = sorted({name for catalogue in CATALOGUES for name in catalogue})
_ROW_BY_ROW = """
aggregate aggregate_into_dict_and_apply aggregate_plate aligned_merge aligning_window apply asset_splitter
betavariate component component_filter component_set copy custom dict_argmax dict_values_to_const dummy
expovariate gammavariate gauss histogram_from_list histograms_to_csv index_of jsonify list_dict_mean
list_dict_sum list_length list_mean list_sum lognormvariate meta_instance meta_instance_from_list
normalvariate paretovariate percentiles_from_list percentiles_to_csv plate_sink product randint random
randrange relative_apply relative_apply2 sink slice splitter splitter_of_dict splitter_of_list
splitter_with_unlist stream_broadcaster threshold triangular uniform vonmisesvariate weibullvariate
"""
ROW_BY_ROW = frozenset(_ROW_BY_ROW.split())
"""What these give at a time rests on the rows of that time only: there is less that a split could break."""


def known(names: Iterable[str]) -> list[Any]:
    """The cases of some tools."""
    return [
        pytest.param(case, id=f"{name}-{n}") for name in names for n, case in enumerate(CASES.get(name, ()))
    ]


VERSIONS = [
    pytest.param(name, version, id=f"{name} {version}")
    for catalogue in CATALOGUES
    for name in catalogue
    for version in catalogue.versions(name)
]


def test_the_tools_that_go_row_by_row_are_there() -> None:
    assert set(NAMES) >= ROW_BY_ROW


@pytest.mark.parametrize("name", NAMES)
def test_every_tool_keeps_the_law_in_the_version_that_one_gets(name: str) -> None:
    assert tool_class(name).split_invariant


@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_every_version_has_a_case_or_says_that_it_cannot_keep_the_law(
    name: str, version: str, tmp_path: Path
) -> None:
    tried = {case.tool(tmp_path).version for case in CASES.get(name, ())}
    assert (version in tried) == tool_class(name, version).split_invariant


@st.composite
def requests(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Intervals that cover the span: in any order, overlapping, some of them twice."""
    edges = draw(st.lists(st.integers(1, 4 * SPAN - 1), max_size=6, unique=True))
    cuts = sorted({0.0, float(SPAN), *(edge / 4 for edge in edges)})
    parts = list(pairwise(cuts))
    extra = draw(st.lists(st.sampled_from(parts), max_size=2))
    wide = [(max(0.0, a - 13), b) for a, b in extra]
    return list(draw(st.permutations([*parts, *extra, *wide])))


def law(examples: int, names: Iterable[str] = NAMES) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Runs a test of the law on so many random examples for each case of some tools."""
    decide = settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    choose = given(asked=requests(), seed=st.integers(0, 2**32), writes=st.integers(1, 5))
    return lambda test: pytest.mark.parametrize("case", known(names))(decide(choose(test)))


@law(examples=12)
def test_any_split_gives_what_one_run_gives(
    case: Case, asked: list[tuple[float, float]], seed: int, writes: int, tmp_path: Path
) -> None:
    check_law(case, asked, seed, writes, tmp_path)


@pytest.mark.torture
@law(examples=300, names=[name for name in NAMES if name not in ROW_BY_ROW])
def test_very_many_splits_give_what_one_run_gives(
    case: Case, asked: list[tuple[float, float]], seed: int, writes: int, tmp_path: Path
) -> None:
    check_law(case, asked, seed, writes, tmp_path)


@pytest.mark.torture
@law(examples=100, names=sorted(ROW_BY_ROW))
def test_many_splits_of_single_rows_give_what_one_run_gives(
    case: Case, asked: list[tuple[float, float]], seed: int, writes: int, tmp_path: Path
) -> None:
    check_law(case, asked, seed, writes, tmp_path)


def check_law(case: Case, asked: list[tuple[float, float]], seed: int, writes: int, folder: Path) -> None:
    clean = Bench(case, folder, seed)
    clean.compute(seconds(0, SPAN))
    split = Bench(case, folder, seed, writes)
    for interval in asked:
        split.compute(seconds(*interval))
    for one, other in zip(clean.sinks, split.sinks, strict=True):
        assert rows_of(one).same_rows(rows_of(other)), (rows_of(one).instances(), rows_of(other).instances())
        assert one.calculated_intervals == other.calculated_intervals
    assert clean.values == split.values
    assert written(clean) == written(split)


def written(bench: Bench) -> dict[str, list[Any]]:
    """What is in the time-series store now."""
    names = bench.series.list()
    return {str(name): rows_of(bench.series.series_stream(*name)).instances() for name in names}


@pytest.mark.parametrize("case", known(NAMES))
def test_what_is_computed_already_is_not_computed_again(case: Case, tmp_path: Path) -> None:
    bench = Bench(case, tmp_path, 1)
    if bench.tool.kind == "plate creation":
        return  # It has no sinks, and so nothing that it could have computed.
    bench.compute(seconds(0, SPAN))
    bench.tool._execute = None  # type: ignore[attr-defined] # Calling it would fail.
    bench.compute(seconds(0, SPAN))
    bench.compute(seconds(30, 60))
