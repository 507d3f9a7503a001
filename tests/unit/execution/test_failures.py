"""What happens when a tool fails: raise, skip, try again."""

from __future__ import annotations

from typing import Any

import pytest

from hyperstream.execution import RAISE, RETRY, SKIP, OnFailure
from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError


class Flaky:
    """Fails so many times, then gives its count of calls."""

    def __init__(self, failures: int, error: type[Exception] = ToolExecutionError) -> None:
        self.failures = failures
        self.error = error
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        if self.calls <= self.failures:
            msg = f"call {self.calls}"
            raise self.error(msg)
        return self.calls


def test_without_a_policy_the_first_failure_is_raised() -> None:
    action = Flaky(1)
    with pytest.raises(ToolExecutionError, match="call 1"):
        RAISE.attempt(action)
    assert action.calls == 1


def test_retrying_waits_longer_each_time_and_gives_what_came_at_last() -> None:
    waits: list[float] = []
    assert OnFailure(attempts=5, wait_seconds=2, growth=3).attempt(Flaky(3), waits.append) == 4
    assert waits == [2, 6, 18]


def test_no_wait_is_longer_than_five_minutes() -> None:
    waits: list[float] = []
    OnFailure(attempts=4, wait_seconds=100, growth=10).attempt(Flaky(3), waits.append)
    assert waits == [100, 300, 300]


def test_the_last_failure_is_raised() -> None:
    with pytest.raises(ToolExecutionError, match="call 3"):
        RETRY.attempt(Flaky(9), lambda _: None)


def test_what_is_no_failure_of_a_tool_is_raised_at_once() -> None:
    action = Flaky(1, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        RETRY.attempt(action, lambda _: None)
    assert action.calls == 1


@pytest.mark.parametrize("policy", [RAISE, SKIP, RETRY, OnFailure(7, 0.5, 1.5, True)])
def test_a_policy_is_kept_as_plain_values(policy: OnFailure) -> None:
    assert OnFailure.parse(policy.as_document()) == policy == OnFailure.parse(policy)


def test_policies_have_names() -> None:
    assert [OnFailure.parse(name) for name in ("raise", "skip", "retry", None)] == [RAISE, SKIP, RETRY, RAISE]


@pytest.mark.parametrize("value", ["shrug", 3, {"tries": 3}])
def test_anything_else_is_no_policy(value: Any) -> None:
    with pytest.raises(ArgumentValueError):
        OnFailure.parse(value)


@pytest.mark.parametrize("values", [{"attempts": 0}, {"wait_seconds": -1}, {"growth": 0.5}])
def test_a_policy_that_cannot_be_kept_to_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ArgumentValueError, match="cannot be kept to"):
        OnFailure(**values)
