from __future__ import annotations

import logging
import threading

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


def test_what_is_held_is_renewed_from_another_thread_until_the_end():
    claim = Claim()
    before = threading.active_count()
    with LeaseKeeper(0.001) as keeper:
        keeper.hold([claim])
        assert claim.renewed.wait(10)
        assert threading.active_count() == before + 1
        keeper.hold([])
        let_go = claim.renewals
        other = Claim()
        keeper.hold(iter([other]))
        assert other.renewed.wait(10)
        assert claim.renewals == let_go
    assert threading.active_count() == before


def test_without_claims_there_is_no_thread():
    before = threading.active_count()
    with LeaseKeeper(0.001) as keeper:
        keeper.hold([])
        assert threading.active_count() == before


def test_a_lost_claim_is_let_go_and_the_others_are_kept(caplog):
    lost, kept = Claim(LeaseLostError("taken over")), Claim()
    keeper = LeaseKeeper(1e9)
    keeper.hold([])
    keeper._claims = [lost, kept]
    with caplog.at_level(logging.WARNING, "hyperstream"):
        keeper.renew_all()
        keeper.renew_all()
    assert (lost.renewals, kept.renewals) == (1, 2)
    assert "taken over" in caplog.text


def test_a_claim_is_tried_again_when_the_store_did_not_answer(caplog):
    claim = Claim(StoreUnavailableError("no answer"))
    keeper = LeaseKeeper(1e9)
    keeper._claims = [claim]
    with caplog.at_level(logging.WARNING, "hyperstream"):
        keeper.renew_all()
        keeper.renew_all()
    assert claim.renewals == 2
    assert "no answer" in caplog.text
