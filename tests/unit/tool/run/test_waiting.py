from __future__ import annotations

import pytest

from hyperstream.stores.streams import Busy
from hyperstream.tool.run.waiting import Patience
from hyperstream.utils.errors import ClaimedElsewhereError

BUSY = Busy("host:1:x", 0)


def test_steps_grow_to_a_quarter_of_a_second():
    slept = []
    patience = Patience("t", sleep=slept.append)
    for _ in range(9):
        patience.wait(BUSY)
    assert slept == [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.25, 0.25, 0.25]


def test_it_gives_up_after_exactly_the_time_allowed():
    slept = []
    patience = Patience("same 1.0.0", 0.1, slept.append)
    for _ in range(5):
        patience.wait(BUSY)
    with pytest.raises(ClaimedElsewhereError, match=r"same 1\.0\.0 waits for host:1:x") as caught:
        patience.wait(BUSY)
    assert sum(slept) == pytest.approx(0.1)
    assert caught.value.who == "host:1:x"
    assert isinstance(caught.value, TimeoutError)


def test_no_time_at_all_is_no_wait():
    with pytest.raises(ClaimedElsewhereError):
        Patience("t", 0, lambda _: pytest.fail("it slept")).wait(BUSY)
