"""A ledger that grows: tidied where that helps, refused where it does not."""

from __future__ import annotations

import pytest

from hyperstream.stores.ledger import limits
from hyperstream.stores.ledger.limits import checked, tidied, weigh
from hyperstream.stores.ledger.model import Fingerprint, Input, Ledger, Part
from hyperstream.utils.errors import LedgerFullError

F = Fingerprint("f", "1.0.0")


def with_changes(count: int) -> Ledger:
    """Neighbours that differ in ``changed`` alone."""
    parts = tuple(Part(i, i + 1, 1, changed=i + 1) for i in range(count))
    return Ledger(b"i", parts=parts, fps=(None, F))


def with_gaps(count: int) -> Ledger:
    """Parts that nothing can join."""
    return Ledger(b"i", parts=tuple(Part(2 * i, 2 * i + 1, 1) for i in range(count)), fps=(None, F))


def with_inputs(count: int) -> Ledger:
    """Neighbours that differ in the revisions of their inputs alone."""
    ins = tuple((Input("s", b"s", 100 - i, 5),) for i in range(count))
    parts = tuple(Part(i, i + 1, 1, inputs=i + 1) for i in range(count))
    return Ledger(b"i", parts=parts, fps=(None, F), ins=((), *ins))


def test_the_lowest_changes_are_joined_first_keeping_the_greater() -> None:
    ledger = tidied(with_changes(100), limit=14 * 100)
    assert weigh(ledger) <= 14 * 100
    assert ledger.parts[0] == Part(0, ledger.parts[0].b, 1, changed=ledger.parts[0].b)
    assert ledger.parts[-1] == Part(99, 100, 1, changed=100)


def test_inputs_are_joined_keeping_the_older_revision() -> None:
    ledger = tidied(with_inputs(20), limit=0)
    assert ledger.parts == (Part(0, 20, 1, inputs=1),)
    assert ledger.ins == ((), (Input("s", b"s", 81, 5),))


def test_inputs_that_reach_differently_are_not_joined() -> None:
    ins = ((), (Input("s", b"s", 3, 5),), (Input("s", b"s", 3, 6),))
    parts = (Part(0, 1, 1, inputs=1), Part(1, 2, 1, inputs=2), Part(5, 6, 1, inputs=2))
    ledger = Ledger(b"i", parts=parts, fps=(None, F), ins=ins)
    assert tidied(ledger, limit=0) == ledger


def test_a_small_ledger_is_left_alone() -> None:
    ledger = with_changes(500)
    assert checked(ledger, ledger) is ledger
    assert tidied(ledger) is ledger


def test_a_large_ledger_is_tidied_at_the_commit() -> None:
    ledger = with_changes(20_000)
    after = checked(ledger, ledger)
    assert weigh(after) <= limits.TIDY_BYTES
    assert after.parts[-1].b == 20_000


def test_a_full_ledger_refuses_the_next_part_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FULL_BYTES", 20_000)
    monkeypatch.setattr(limits, "TIDY_BYTES", 10_000)
    full = with_gaps(1500)
    with pytest.raises(LedgerFullError, match="1501 separate intervals") as caught:
        checked(full, with_gaps(1501))
    assert caught.value.parts == 1501
    assert checked(full, with_gaps(1400)).parts == with_gaps(1400).parts
