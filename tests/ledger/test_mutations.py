"""Each rule of the protocol broken once: the exploration that passes unbroken must notice."""

from __future__ import annotations

import pytest

from .checker.explorer import Violation, explore
from .checker.mutations import MUTATIONS, Mutation
from .checker.scenarios import RUNS


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_a_broken_rule_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    run = RUNS[mutation.run]
    mutation.apply(monkeypatch)
    with pytest.raises(Violation):
        explore(run.budgeted(mutation.budget or run.ordinary), limit=mutation.limit)
