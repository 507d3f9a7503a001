from __future__ import annotations

import logging
import threading

import pytest

from hyperstream.tool.run.leases import LeaseKeeper
from hyperstream.utils.errors import LeaseLostError, StoreUnavailableError


class Claim:
    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.renewals = 0
        self.renewed = threading.Event()

    def renew(self) -> None:
        self.renewals += 1
        self.renewed.set()
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error


RUN, OTHER = "a run", "a run inside of it"


@pytest.fixture
def keeper():
    keeper = LeaseKeeper()
    yield keeper
    keeper.close()


def test_what_is_held_is_renewed_from_another_thread_until_the_end():
    claim = Claim()
    before = threading.active_count()
    keeper = LeaseKeeper()
    keeper.hold(RUN, [claim], 0.001)
    assert claim.renewed.wait(60)
    assert threading.active_count() == before + 1
    keeper.hold(RUN, [], 0.001)
    let_go = claim.renewals
    other = Claim()
    keeper.hold(RUN, iter([other]), 0.001)
    assert other.renewed.wait(60)
    assert claim.renewals == let_go
    keeper.close()
    assert threading.active_count() == before


def test_the_claims_of_several_runs_are_renewed_from_one_thread(keeper):
    outer, inner = Claim(), Claim()
    before = threading.active_count()
    keeper.hold(RUN, [outer], 0.001)
    keeper.hold(OTHER, [inner], 0.001)
    assert outer.renewed.wait(60)
    assert inner.renewed.wait(60)
    assert threading.active_count() == before + 1
    keeper.hold(OTHER, [], 0.001)
    outer.renewed.clear()
    assert outer.renewed.wait(60)


def test_a_shorter_lease_is_renewed_in_time_though_a_long_one_was_held_first(keeper):
    keeper.hold(RUN, [Claim()], 1e9)
    short = Claim()
    keeper.hold(OTHER, [short], 0.001)
    assert short.renewed.wait(60)


def test_without_claims_there_is_no_thread(keeper):
    before = threading.active_count()
    keeper.hold(RUN, [], 0.001)
    assert threading.active_count() == before


def test_a_lost_claim_is_let_go_and_the_others_are_kept(keeper, caplog):
    lost, kept = Claim(LeaseLostError("taken over")), Claim()
    keeper.hold(RUN, [lost, kept], 1e9)
    with caplog.at_level(logging.WARNING, "hyperstream"):
        keeper.renew_all()
        keeper.renew_all()
    assert (lost.renewals, kept.renewals) == (1, 2)
    assert "taken over" in caplog.text


def test_a_claim_is_tried_again_when_the_store_did_not_answer(keeper, caplog):
    claim = Claim(StoreUnavailableError("no answer"))
    keeper.hold(RUN, [claim], 1e9)
    with caplog.at_level(logging.WARNING, "hyperstream"):
        keeper.renew_all()
        keeper.renew_all()
    assert claim.renewals == 2
    assert "no answer" in caplog.text
