"""Every interleaving of the shipped machines, step by step; larger samples, up to a bound, are torture."""

from __future__ import annotations

import pytest

from .checker.explorer import Budget, Violation, explore, explore_nearest
from .checker.scenarios import RUNS

NEAREST = 100_000
"""States of a scenario in torture, where it has more (`C C G Q` has over four million): the nearest to
the start, breadth first, so all sequences of steps up to a length. A quarter of a minute each."""


@pytest.mark.parametrize("name", RUNS)
def test_every_interleaving_keeps_the_rows_and_lets_all_finish(name: str) -> None:
    run = RUNS[name]
    assert explore(run.budgeted(run.ordinary), limit=100_000) > 1


@pytest.mark.torture
@pytest.mark.parametrize("name", RUNS)
def test_the_nearest_states_with_two_kills_and_an_expiry(name: str) -> None:
    run = RUNS[name]
    assert explore_nearest(run.budgeted(run.long), NEAREST) > 1


def test_a_bounded_exploration_looks_at_what_is_near_and_finds_what_is_wrong_there() -> None:
    run = RUNS["P C F"]
    scenario = run.budgeted(Budget(1, 0))
    every = explore(scenario)
    assert explore_nearest(scenario, 10 * every) == every
    assert every // 2 < explore_nearest(scenario, every // 2) < every
    wrong = scenario._replace(final=lambda _world, _unhurt: "never right")
    with pytest.raises(Violation):
        explore_nearest(wrong, every // 2)
