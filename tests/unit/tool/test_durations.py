from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.tool.durations import duration_ms, duration_text
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError


@pytest.mark.parametrize(
    ("given_", "ms"),
    [
        ("1d", 86_400_000),
        ("15min", 900_000),
        ("1h 30min", 5_400_000),
        ("2w", 1_209_600_000),
        ("250ms", 250),
        (" 7 D ", 604_800_000),
        (90, 90_000),
        (0.25, 250),
        (timedelta(days=1), 86_400_000),
        (-3.5, -3500),
    ],
)
def test_durations_are_read_in_the_ways_people_write_them(given_: object, ms: int) -> None:
    assert duration_ms(given_) == ms


@pytest.mark.parametrize("text", ["", "d", "1", "1 fortnight", "1.5h", "-1d", "1d!", "9" * 100 + "d"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ArgumentValueError, match="is not a duration"):
        duration_ms(text)


@pytest.mark.parametrize("value", [True, None, [1], b"1d"])
def test_other_things_are_refused(value: object) -> None:
    with pytest.raises(ArgumentTypeError, match="not a duration"):
        duration_ms(value)


@pytest.mark.parametrize("value", [1 / 3, 0.0001, timedelta(microseconds=1)])
def test_what_is_finer_than_a_millisecond_is_refused(value: object) -> None:
    with pytest.raises(ArgumentValueError, match="finer than a millisecond"):
        duration_ms(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, "99999999999d"])
def test_what_is_not_finite_or_far_too_long_is_refused(value: object) -> None:
    with pytest.raises(ArgumentValueError):
        duration_ms(value)


@given(st.integers(0, 10**14))
def test_text_of_a_duration_is_read_back(ms: int) -> None:
    assert duration_ms(duration_text(ms)) == ms


def test_nothing_is_written_in_seconds() -> None:
    assert duration_text(0) == "0s"
