"""Staleness is exact in every interleaving, and each of its rules is needed for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hyperstream.stores.ledger import commits, parts, staleness, tail

from .checker.explorer import Violation
from .checker.mutations import everywhere
from .checker.scenarios import after, flushed, folded, purged, replaced, written
from .checker.staleness import Chain, Rules, explore_chain

TWO_NUMBERS = after(replaced("a", 0, 1, 1), replaced("c", 1, 2, 2))

CHAINS = {
    "late rows and a purge, two points": Chain(2, 1, (written("b", 2), written("a", 1), purged("P", 1, 2))),
    "a replacement and a fold, two points": Chain(
        2, 1, (replaced("r", 0, 2, 1, 2), folded("F", 0, 4)), start=TWO_NUMBERS
    ),
    "purge, and recomputation with equal rows": Chain(
        2, 1, (purged("P", 0, 1), written("b", 1, value="a"), folded("F", 0, 4)), start=TWO_NUMBERS
    ),
    "one point, two workers": Chain(1, 2, (written("a", 1), purged("P", 0, 1))),
    "a result that looks back": Chain(2, 1, (written("a", 1), purged("P", 0, 1)), before=1),
}

LONG_CHAINS = {
    "rows, a purge and a fold, two points": Chain(
        2, 1, (written("a", 1), written("b", 2), purged("P", 0, 1), folded("F", 0, 4))
    ),
    "late rows, a purge and a replacement, two points": Chain(
        2, 1, (written("b", 2), written("a", 1), purged("P", 1, 2), replaced("r", 0, 2, 1, 2))
    ),
    "one point, two workers": Chain(1, 2, (written("a", 1), purged("P", 0, 1), written("b", 1))),
    "two points, two workers": Chain(2, 2, (written("a", 1), purged("P", 0, 1))),
    "a result that looks back": Chain(
        3, 1, (written("a", 1), written("b", 2), purged("P", 0, 1), flushed("X")), before=1
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_what_is_stale_is_reported_and_nothing_else(name: str) -> None:
    assert explore_chain(CHAINS[name], limit=100_000) > 1


@pytest.mark.torture
@pytest.mark.parametrize("name", LONG_CHAINS)
def test_what_is_stale_is_reported_in_longer_histories(name: str) -> None:
    assert explore_chain(LONG_CHAINS[name], limit=5_000_000) > 1


# --- the rules, broken ------------------------------------------------------------------------
def _late_rows_move_nothing(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, tail.touched, lambda found, spans, rev: found)


def _purging_nothing_moves_nothing(patch: pytest.MonkeyPatch) -> None:
    original = commits.forgotten

    def forgotten(found: Any, a: int, b: int, rev: int) -> Any:
        before = {(part.a, part.b): part.changed for part in found}
        return tuple(
            part._replace(changed=before.get((part.a, part.b), 0)) for part in original(found, a, b, rev)
        )

    everywhere(patch, original, forgotten)


def _advance_unchecked(patch: pytest.MonkeyPatch) -> None:
    def advanced(record: Any, at_hand: Any, part: Any) -> Any:
        source = at_hand.get(record.key)
        return record if source is None else record._replace(rev=max(source.rev, record.rev))

    patch.setattr(staleness, "_advanced", advanced)


def _one_revision_per_stream(choose: Callable[..., int]) -> Callable[[pytest.MonkeyPatch], None]:
    def apply(patch: pytest.MonkeyPatch) -> None:
        def advance(found: Any, fp: int, ins: Any, sources: Any) -> Any:
            revs = [ins[part.inputs][0].rev for part in found if part.inputs]
            one = choose(revs)
            return found, tuple(tuple(record._replace(rev=one) for record in inputs) for inputs in ins)

        everywhere(patch, staleness.advance, advance)

    return apply


def _folds_move_changed(patch: pytest.MonkeyPatch) -> None:
    original = commits._noted

    def noted(tables: Any, commit: Any, rev: int) -> Any:
        if commit.kind != "fold":
            return original(tables, commit, rev)
        found, fps, ins = tables
        return (
            parts.rewrite(
                found, commit.a, commit.b, lambda part: part._replace(changed=rev) if part.fp else part
            ),
            fps,
            ins,
        )

    patch.setattr(commits, "_noted", noted)


LATE = "late rows and a purge, two points"

BROKEN = {
    "a late row that does not move changed": (LATE, _late_rows_move_nothing),
    "a purge that does not move changed": ("one point, two workers", _purging_nothing_moves_nothing),
    "advancing unchecked": (LATE, _advance_unchecked),
    "one revision per stream, the greatest": (
        LATE,
        _one_revision_per_stream(max),
    ),
    "one revision per stream, the least": (
        LATE,
        _one_revision_per_stream(min),
    ),
    "a fold that moves changed": ("purge, and recomputation with equal rows", _folds_move_changed),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_of_staleness_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, apply = BROKEN[rule]
    apply(monkeypatch)
    with pytest.raises(Violation):
        explore_chain(CHAINS[name], limit=100_000)


@pytest.mark.parametrize(
    "rules",
    [Rules(settles=False), Rules(takes_revision_at_commit=True)],
    ids=["no settling", "revision taken at commit"],
)
def test_a_worker_that_breaks_a_rule_is_noticed(rules: Rules) -> None:
    chain = CHAINS[LATE]._replace(rules=rules)
    with pytest.raises(Violation):
        explore_chain(chain, limit=100_000)
