"""Every interleaving of the shipped machines, step by step; the larger samples are torture."""

from __future__ import annotations

import pytest

from .checker.explorer import explore
from .checker.scenarios import RUNS


@pytest.mark.parametrize("name", RUNS)
def test_every_interleaving_keeps_the_rows_and_lets_all_finish(name: str) -> None:
    run = RUNS[name]
    assert explore(run.budgeted(run.ordinary), limit=100_000) > 1


@pytest.mark.torture
@pytest.mark.parametrize("name", RUNS)
def test_every_interleaving_with_two_kills_and_an_expiry(name: str) -> None:
    run = RUNS[name]
    assert explore(run.budgeted(run.long)) > 1
