"""Staleness by ledgers at hand: reach, history, incarnation, advance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hyperstream.stores.keys import StreamKey
from hyperstream.stores.ledger.model import GIVEN, WHOLE, Fingerprint, Input, Inputs, Ledger, Part
from hyperstream.stores.ledger.pending import ComputeRequest, Pending, pending, stands
from hyperstream.stores.ledger.staleness import BEGINNING, END, Stale, advance, reach, stale

S, T = StreamKey("s"), StreamKey("t")
F = Fingerprint("f", "1.0.0", "{}", (S,))
UP = Fingerprint("up", "1.0.0")


def source(*parts: Part, rev: int = 9, inc: bytes = b"s", fp: Fingerprint = GIVEN) -> Ledger:
    return Ledger(inc, rev=rev, parts=parts, fps=(None, fp))


def result(*inputs: Input, a: int = 0, b: int = 100) -> Ledger:
    return Ledger(b"r", rev=3, parts=(Part(a, b, 1, inputs=1),), fps=(None, F), ins=((), inputs))


def request(**changes: object) -> ComputeRequest:
    plain = {"fingerprint": F, "accepts": lambda fp: fp == F}
    return ComputeRequest(**{**plain, **changes})  # type: ignore[arg-type]


# --- reach ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hull", "declared", "expected"),
    [
        ((0, 10), (0, 0), (0, 0)),
        ((3, 8), (5, 2), (5, 2)),
        ((-5, 12), (5, 2), (5, 2)),
        ((-6, 10), (5, 0), (16, 0)),
        ((0, 13), (0, 2), (0, 13)),
        ((BEGINNING, 10), (0, 0), (WHOLE, 0)),
        ((0, END), (0, 0), (0, WHOLE)),
        ((0, 10), (WHOLE, WHOLE), (WHOLE, WHOLE)),
    ],
)
def test_the_reach_is_the_declared_one_or_holds_the_hull_for_every_result(
    hull: tuple[int, int], declared: tuple[int, int], expected: tuple[int, int]
) -> None:
    before, after = reach((0, 10), hull, *declared)
    assert (before, after) == expected
    if before == 16:
        assert all(t - before <= hull[0] for t in range(1, 11))


# --- what is stale ----------------------------------------------------------------------------
def test_a_late_change_makes_stale_what_reaches_it() -> None:
    ledger = result(Input(S, b"s", 5, before=10, after=3))
    changed = source(Part(-50, 39, 1), Part(39, 40, 1, changed=7), Part(40, 200, 1))
    assert stale(ledger, {S: changed}, 0, 100) == (Stale(36, 50, "late"),)
    assert stale(ledger, {S: changed}, 45, 60) == (Stale(45, 50, "late"),)
    assert stale(ledger, {S: changed}, 60, 100) == ()


def test_a_change_that_was_read_makes_nothing_stale() -> None:
    ledger = result(Input(S, b"s", 7))
    assert stale(ledger, {S: source(Part(0, 100, 1, changed=7))}, 0, 100) == ()
    assert stale(ledger, {S: source(Part(0, 100, 1, changed=9), rev=7)}, 0, 100) == ()


def test_a_change_upstream_is_named_so_and_late_comes_first() -> None:
    ledger = result(Input(S, b"s", 5), Input(T, b"s", 5))
    upstream = source(Part(0, 60, 1, changed=8), Part(60, 100, 1), fp=UP)
    late = source(Part(0, 50, 1), Part(50, 100, 1, changed=6))
    assert stale(ledger, {S: upstream, T: late}, 0, 100) == (
        Stale(0, 50, "upstream"),
        Stale(50, 100, "late"),
    )


def test_what_is_no_longer_computed_upstream_makes_stale() -> None:
    ledger = result(Input(S, b"s", 5))
    forgotten = source(Part(0, 40, 1), Part(40, 100, 0, changed=8), fp=UP)
    assert stale(ledger, {S: forgotten}, 0, 100) == (Stale(40, 100, "upstream"),)


def test_what_was_never_computed_upstream_makes_nothing_stale() -> None:
    ledger = result(Input(S, b"s", 5))
    assert stale(ledger, {S: source(Part(0, 40, 1), fp=UP)}, 0, 100) == ()


def test_another_incarnation_makes_everything_stale() -> None:
    ledger = result(Input(S, b"s", 5))
    assert stale(ledger, {S: source(Part(0, 100, 1), inc=b"x", rev=5)}, 0, 100) == (Stale(0, 100, "late"),)


def test_a_source_that_is_not_at_hand_makes_nothing_stale() -> None:
    assert stale(result(Input(S, b"s", 5)), {}, 0, 100) == ()


def test_what_rests_on_nothing_is_never_stale() -> None:
    ledger = Ledger(b"r", parts=(Part(0, 100, 1),), fps=(None, F))
    assert stale(ledger, {S: source(Part(0, 100, 1, changed=7))}, 0, 100) == ()


def test_the_whole_history_is_reached_from_where_it_began() -> None:
    ledger = result(Input(S, b"s", 5, before=WHOLE, since=-20))
    assert stale(ledger, {S: source(Part(-20, 100, 1))}, 0, 100) == ()
    older = source(Part(-30, -25, 1), Part(-20, 100, 1))
    assert stale(ledger, {S: older}, 0, 100) == (Stale(0, 100, "late"),)
    changed = source(Part(-20, 40, 1), Part(40, 41, 1, changed=8), Part(41, 100, 1))
    assert stale(ledger, {S: changed}, 0, 100) == (Stale(40, 100, "late"),)


def test_the_whole_future_is_reached_to_the_end_of_time() -> None:
    ledger = result(Input(S, b"s", 5, before=WHOLE, after=WHOLE))
    assert stale(ledger, {S: source(Part(BEGINNING, END, 1))}, 0, 100) == ()
    changed = source(Part(BEGINNING, 500, 1), Part(500, END, 1, changed=6))
    assert stale(ledger, {S: changed}, 0, 100) == (Stale(0, 100, "late"),)


# --- advance ----------------------------------------------------------------------------------
def advanced(*records: Input, at_hand: Ledger) -> Inputs:
    parts, ins = advance((Part(0, 100, 1, inputs=1),), 1, ((), records), ((S, at_hand),))
    return ins[parts[0].inputs]


def test_what_is_current_moves_up_to_the_revision_at_hand() -> None:
    settled = source(Part(0, 100, 1))
    assert advanced(Input(S, b"s", 5), at_hand=settled) == (Input(S, b"s", 9),)


def test_what_is_stale_or_was_read_later_or_elsewhere_stays() -> None:
    settled = source(Part(0, 100, 1))
    changed = source(Part(0, 100, 1, changed=8))
    for record, at_hand in (
        (Input(S, b"s", 5), changed),
        (Input(S, b"s", 12), settled),
        (Input(S, b"x", 5), settled),
        (Input(T, b"s", 5), settled),
    ):
        assert advanced(record, at_hand=at_hand) == (record,)


def test_parts_of_another_fingerprint_stay() -> None:
    parts = (Part(0, 10, 2, inputs=1), Part(10, 20, 1))
    assert advance(parts, 1, ((), (Input(S, b"s", 5),)), ((S, source(Part(0, 100, 1))),))[0] == parts


# --- what a request would compute -------------------------------------------------------------
def test_nothing_is_pending_where_one_part_is_current() -> None:
    ledger = result(Input(S, b"s", 9))
    assert pending(ledger, 0, 100, request(), {S: source()}) == ()
    assert pending(ledger, 0, 100, request(), {}) == ()


def test_what_stands_for_certain_is_one_part_of_the_same_from_what_is_there() -> None:
    ledger = result(Input(S, b"s", 9))
    assert stands(ledger, 0, 100, F, {S: source()})
    assert stands(ledger, 10, 20, F, {})
    assert not stands(ledger, -1, 100, F, {S: source()})
    assert not stands(ledger, 0, 101, F, {S: source()})
    assert not stands(ledger, 0, 100, F, {S: source(rev=10)})
    assert not stands(ledger, 0, 100, F, {S: source(inc=b"t")})
    assert not stands(Ledger(b"r"), 0, 100, F, {})
    for other in (F._replace(version="1.0.1"), F._replace(redo="requested"), GIVEN):
        assert not stands(replace(ledger, fps=(None, other)), 0, 100, F, {S: source()})


def test_gaps_and_settled_time_are_missing() -> None:
    ledger = Ledger(b"r", parts=(Part(0, 10, 1), Part(10, 20, 2)), fps=(None, F, GIVEN))
    assert pending(ledger, -5, 25, request()) == (Pending(-5, 0, "missing"), Pending(10, 25, "missing"))
    assert pending(ledger, 11, 15, request()) == (Pending(11, 15, "missing"),)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (F._replace(version="2.0.0"), "version"),
        (F._replace(parameters="{1}"), "parameters"),
        (F._replace(sources=()), "parameters"),
        (F._replace(tool="g"), "parameters"),
        (F._replace(tool="g", version="2.0.0"), "parameters"),
        (F._replace(version="2.0.0", parameters="{1}"), "version"),
        (F._replace(redo="requested"), "requested"),
        (F._replace(version="2.0.0", redo="requested"), "requested"),
        (GIVEN, "missing"),
    ],
)
def test_the_reason_says_what_is_not_good_enough(found: Fingerprint, reason: str) -> None:
    ledger = Ledger(b"r", parts=(Part(0, 10, 1),), fps=(None, found))
    assert pending(ledger, 0, 10, request()) == (Pending(0, 10, reason),)


def test_a_forced_request_takes_everything_that_it_has_not_done() -> None:
    ledger = result()
    forced = request(force=True, done=((20, 30),))
    assert pending(ledger, 0, 100, forced) == (Pending(0, 20, "requested"), Pending(30, 100, "requested"))
    assert pending(ledger, 5, 5, forced) == ()


def test_what_the_request_has_done_is_not_pending() -> None:
    asked = request(done=((0, 40), (60, 70)))
    assert pending(Ledger(b"r"), 0, 100, asked) == (Pending(40, 60, "missing"), Pending(70, 100, "missing"))


def test_what_is_stale_is_pending_beside_what_is_missing() -> None:
    ledger = result(Input(S, b"s", 5), b=50)
    changed = source(Part(0, 40, 1), Part(40, 50, 1, changed=6))
    asked = request(sources={S: changed})
    assert pending(ledger, 0, 60, asked) == (Pending(40, 50, "late"), Pending(50, 60, "missing"))
    upstream = source(Part(0, 40, 1), Part(40, 50, 1, changed=6), fp=UP)
    assert pending(ledger, 0, 50, asked, {S: upstream}) == (Pending(40, 50, "upstream"),)
