"""Version: a new tool version recomputes what its policy says, here and downstream, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import Batch
from hyperstream.time_interval.spans import Spans, normalise
from hyperstream.tool import Catalogue
from hyperstream.tool.recipe import Recipe
from hyperstream.tool.run import VersionPolicy
from hyperstream.tool.shipped import shipped_tools

from .worlds import Node, World

TOOL = '''
from hyperstream import Batch, Tool

class Scale(Tool):
    """Each value, larger."""

    by: int = 1

    def _execute(self, sources, alignment_stream, interval):
        for batch in sources[0].window(interval, force_calculation=True).batches():
            yield Batch(batch.timestamps, [value * self.by + {more} for value in batch.values_list()])
'''

RELEASES = {"0.1.0": 1, "0.1.1": 2, "0.2.0": 3, "1.0.0": 10, "1.0.1": 10, "1.1.0": 20, "2.0.0": 30}
"""What each release adds to a value: 1.0.1 only became faster."""

LOOKBACK = 5
LENGTH = 40
"""Of the second tool, and of the time worked on, seconds."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("tools")
    for place, (version, more) in enumerate(RELEASES.items(), 1):
        file = folder / "scale" / f"2020-01-{place:02}_v{version}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(TOOL.format(more=more))
    return Catalogue([folder, shipped_tools()])


class Bench:
    """raw, scaled by some version, and the sum of the last seconds of that."""

    def __init__(self, catalogue: Catalogue, version: str = "1.0.0", by: int = 1) -> None:
        self.catalogue = catalogue
        nodes = [
            Node("scaled", "scale", {"by": by}, ("raw",), version=version),
            Node("total", "rolling", {"window": LOOKBACK, "statistic": "sum"}, ("scaled",)),
        ]
        self.world = World(nodes, catalogue=catalogue)
        self.world.write({"raw": Batch([1000 * k for k in range(-50, 100)], list(range(-50, 100)))})

    def release(self, version: str, by: int = 1) -> None:
        """From now on, this computes ``scaled``."""
        tool = self.catalogue.get("scale", version)(by=by)
        Recipe.join(tool, [self.world.streams["raw"]], self.world.streams["scaled"])  # type: ignore[arg-type]

    def versions(self) -> list[tuple[int, int, str]]:
        """Seconds, and the version that computed them."""
        return [(a // 1000, b // 1000, fp.version) for a, b, fp in self.world.fingerprints("scaled")]


def seconds(*pairs: tuple[int, int]) -> Spans:
    return tuple((1000 * a, 1000 * b) for a, b in pairs)


# What every policy does with every kind of change, written out.
KEEPS = {
    "major": [("1.0.0", "1.0.1"), ("1.0.0", "1.1.0"), ("1.1.0", "1.0.1"), ("0.1.0", "0.1.1")],
    "minor": [("1.0.0", "1.0.1")],
    "patch": [],
}
RECOMPUTES = {
    "major": [("1.0.0", "2.0.0"), ("2.0.0", "1.1.0"), ("0.1.0", "0.2.0"), ("0.2.0", "1.0.0")],
    "minor": [("1.0.0", "1.1.0"), ("1.0.1", "1.1.0"), ("1.0.0", "2.0.0"), ("0.1.0", "0.1.1")],
    "patch": [("1.0.0", "1.1.0"), ("1.1.0", "2.0.0"), ("0.1.0", "0.1.1"), ("0.1.1", "0.2.0")],
}


def changes(table: Mapping[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(policy, *pair) for policy, pairs in table.items() for pair in pairs]


@pytest.mark.parametrize(("policy", "old", "new"), changes(KEEPS))
def test_a_version_that_the_policy_keeps_recomputes_nothing(
    policy: str, old: str, new: str, catalogue: Catalogue
) -> None:
    bench = Bench(catalogue, old)
    bench.world.pull("total", 0, 40_000)
    revisions = bench.world.revisions()
    bench.release(new)
    bench.world.pull("total", 0, 40_000, policy=policy)
    assert bench.world.execute("scaled", 0, 40_000, policy=policy).nothing_to_do
    assert bench.world.revisions() == revisions
    assert bench.versions() == [(-LOOKBACK, 40, old)]


@pytest.mark.parametrize(("policy", "old", "new"), changes(RECOMPUTES))
def test_a_version_beyond_the_policy_recomputes_what_is_asked_for_and_what_rests_on_it(
    policy: str, old: str, new: str, catalogue: Catalogue
) -> None:
    bench = Bench(catalogue, old)
    bench.world.pull("total", 0, 40_000)
    bench.release(new)
    report = bench.world.execute("scaled", 10_000, 20_000, policy=policy)
    assert {reason: spans.spans for reason, spans in report.reasons.items()} == {"version": seconds((10, 20))}
    assert bench.versions() == [(-LOOKBACK, 10, old), (10, 20, new), (20, 40, old)]
    # What rests on these ten seconds, by the declared lookback. (Nobody is asked for the others.)
    bench.world.streams["scaled"].producer = None
    report = bench.world.execute("total", 0, 40_000, policy=policy)
    assert {reason: spans.spans for reason, spans in report.reasons.items()} == {
        "upstream": seconds((10, 20 + LOOKBACK))
    }


def test_a_pull_recomputes_both_where_it_looks(catalogue: Catalogue) -> None:
    bench = Bench(catalogue, "1.0.0")
    bench.world.pull("total", 0, 40_000)
    bench.release("2.0.0")
    bench.world.pull("total", 10_000, 20_000)
    assert bench.versions() == [(-5, 5, "1.0.0"), (5, 20, "2.0.0"), (20, 40, "1.0.0")]
    assert bench.world.rows("total").between(14_000, 15_000).values_list() == [
        float(sum(k + 30 for k in (11, 12, 13, 14, 15)))
    ]


def test_equal_rows_of_a_new_version_leave_what_rests_on_them_alone(catalogue: Catalogue) -> None:
    bench = Bench(catalogue, "1.0.0")
    bench.world.pull("total", 0, 40_000)
    total = bench.world.revisions()["total"]
    bench.release("1.0.1")
    assert not bench.world.execute("scaled", 0, 40_000, policy="patch").nothing_to_do
    assert bench.world.execute("total", 0, 40_000, policy="patch").nothing_to_do
    assert bench.world.revisions()["total"] == total


def test_other_parameters_recompute_under_every_policy(catalogue: Catalogue) -> None:
    for policy in VersionPolicy:
        bench = Bench(catalogue, "1.0.0")
        bench.world.execute("scaled", 0, 40_000)
        bench.release("1.0.0", by=2)
        report = bench.world.execute("scaled", 10_000, 20_000, policy=policy)
        assert {reason: spans.spans for reason, spans in report.reasons.items()} == {
            "parameters": seconds((10, 20))
        }


# --- any sequence of releases and requests, against a model of one-second cells
class Made(NamedTuple):
    """By what a second was computed."""

    version: str
    by: int

    def value(self, k: int) -> int:
        return k * self.by + RELEASES[self.version]


def acceptable(found: Made, wanted: Made, policy: str) -> bool:
    """By the definition of semantic versions; below 1.0.0 the first number that is not 0 is the major one."""
    places = {"major": 1, "minor": 2, "patch": 3}[policy]

    def kept(version: str) -> tuple[int, ...]:
        numbers = tuple(int(number) for number in version.split("."))
        return numbers[:places] if numbers[0] else (0, *numbers[1 : 1 + places])

    return found.by == wanted.by and kept(found.version) == kept(wanted.version)


class Model:
    """What each second of both streams should be."""

    def __init__(self) -> None:
        self.scaled: dict[int, Made] = {}
        self.total: dict[int, bool] = {}
        """Seconds that are computed, and whether they are current."""

    def compute_scaled(self, cells: Iterable[int], wanted: Made, policy: str, missing: bool) -> set[int]:
        """What of these is computed now; what rests on a changed one is no longer current."""
        done = set()
        for k in cells:
            found = self.scaled.get(k)
            if missing if found is None else not acceptable(found, wanted, policy):
                done.add(k)
                self.scaled[k] = wanted
                if found is not None and found.value(k) != wanted.value(k):
                    for u in range(k, k + LOOKBACK + 1):
                        if u in self.total:
                            self.total[u] = False
        return done

    def compute_total(self, cells: range, wanted: Made, policy: str) -> set[int]:
        upstream = range(cells.start - LOOKBACK, cells.stop)
        self.compute_scaled(upstream, wanted, policy, missing=False)
        done = {k for k in cells if not self.total.get(k, False)}
        needed = sorted({u for k in done for u in range(k - LOOKBACK, k + 1)})
        self.compute_scaled(needed, wanted, policy, missing=True)
        self.total.update(dict.fromkeys(done, True))
        return done


def cells_as_spans(cells: Iterable[int]) -> Spans:
    return normalise((1000 * (k - 1), 1000 * k) for k in cells)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, Made, str, range]:
    stream = draw(st.sampled_from(["scaled", "total"]))
    made = Made(draw(st.sampled_from(list(RELEASES))), draw(st.sampled_from([1, 1, 1, 2])))
    start = draw(st.integers(1, LENGTH))
    return (
        stream,
        made,
        draw(st.sampled_from(list(KEEPS))),
        range(start, draw(st.integers(start + 1, LENGTH + 1))),
    )


@settings(
    max_examples=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(requests=st.lists(asked(), min_size=2, max_size=7))
def test_any_sequence_of_releases_computes_what_a_model_of_seconds_says(
    requests: list[tuple[str, Made, str, range]], catalogue: Catalogue
) -> None:
    keep(requests, catalogue)


@pytest.mark.torture
@settings(max_examples=1000, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(requests=st.lists(asked(), min_size=2, max_size=15))
def test_any_long_sequence_of_releases_does_too(
    requests: list[tuple[str, Made, str, range]], catalogue: Catalogue
) -> None:
    keep(requests, catalogue)


def keep(requests: list[tuple[str, Made, str, range]], catalogue: Catalogue) -> None:
    bench, model = Bench(catalogue), Model()
    world = bench.world
    for name, made, policy, cells in requests:
        bench.release(made.version, made.by)
        a, b = 1000 * (cells.start - 1), 1000 * (cells.stop - 1)
        if name == "scaled":
            expected = model.compute_scaled(cells, made, policy, missing=True)
            report = world.execute("scaled", a, b, policy=policy)
        else:
            expected = model.compute_total(cells, made, policy)
            report = pulled_report(world, a, b, policy)
        assert report.computed.spans == cells_as_spans(expected)
        assert_like(model, world)


def pulled_report(world: World, a: int, b: int, policy: str):  # type: ignore[no-untyped-def]
    """As a look at ``total`` would compute it, with the report that a look throws away."""
    recipe, reports = world.recipe("total"), []
    keeping = Keeping(recipe, reports)
    recipe.sink.producer = keeping
    world.pull("total", a, b, policy=policy)
    recipe.sink.producer = recipe
    return reports[0]


class Keeping:
    """A producer that keeps the reports of another."""

    def __init__(self, recipe: Recipe, reports: list[object]) -> None:
        self.recipe, self.reports = recipe, reports
        self.refresh = recipe.refresh

    def compute(self, interval: object) -> None:
        self.reports.append(self.recipe.compute(interval))  # type: ignore[arg-type]


def assert_like(model: Model, world: World) -> None:
    made = {k: (fp.version, fp.parameters) for a, b, fp in world.fingerprints("scaled") for k in cells(a, b)}
    assert {k: version for k, (version, _) in made.items()} == {
        k: found.version for k, found in model.scaled.items()
    }
    rows = dict(zip(*columns(world, "scaled"), strict=True))
    assert rows == {k: found.value(k) for k, found in model.scaled.items()}
    totals = dict(zip(*columns(world, "total"), strict=True))
    assert totals.keys() == model.total.keys()
    for k, current in model.total.items():
        if current:
            assert totals[k] == float(sum(rows[u] for u in range(k - LOOKBACK + 1, k + 1)))


def cells(a: int, b: int) -> range:
    return range(a // 1000 + 1, b // 1000 + 1)


def columns(world: World, name: str) -> tuple[list[int], list[object]]:
    rows = world.rows(name)
    return (rows.timestamps // 1000).tolist(), rows.values_list()
