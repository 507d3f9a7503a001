from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.generators import Draws, TickGenerators
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

KNOWN = ["0xff8020dad6139db5", "0x15ce5b9714eee6d2", "0xe4a18385a5ea44b1", "0x2cdc0d83fd6b150"]
TIMES = np.arange(-20_000, 20_000, dtype=np.int64) * 1000


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=20),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**128),
)
def test_a_number_depends_on_seed_time_and_block_alone(stamps: list[int], block: int, seed: int) -> None:
    draws, times = Draws(seed, "test"), np.array(stamps, np.int64)
    together = draws.words(times, block)
    for place in range(len(stamps)):
        alone = draws.words(times[place : place + 1], block)
        assert [part[0] for part in alone] == [part[place] for part in together]


def test_the_words_are_known() -> None:
    """Were they to change, streams that are stored could not be continued."""
    first, second = Draws(7, "known").words(np.array([1_600_000_000_000, -1]), 3)
    assert [hex(word) for word in (*first.tolist(), *second.tolist())] == KNOWN


def test_other_seeds_names_blocks_and_halves_are_uncorrelated() -> None:
    all_draws = [Draws(1, "a"), Draws(2, "a"), Draws(1, "b"), Draws(2**128, "a")]
    columns = [column for draws in all_draws for block in (0, 1) for column in draws.normals(TIMES, block)]
    correlation = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlation).max() < 5 / np.sqrt(TIMES.size)
    assert np.abs(np.mean(columns, axis=1)).max() < 5 / np.sqrt(TIMES.size)


def test_uniform_and_normal_come_of_the_first_word() -> None:
    draws = Draws(3, "test")
    uniform, normal = draws.uniform(TIMES, 0), draws.normal(TIMES, 0)
    assert 0 < uniform.min() < uniform.max() < 1
    assert np.array_equal(np.argsort(uniform), np.argsort(normal))
    assert np.array_equal(normal, draws.normals(TIMES, 0)[0])


def test_each_tick_has_a_generator_that_starts_anew() -> None:
    times = np.array([5, -7, 5], np.int64)
    drawn = [rng.normal(size=3).tolist() for rng in TickGenerators(1, "test").at(times)]
    assert drawn[0] == drawn[2] != drawn[1]
    (other,) = [rng.normal(size=3).tolist() for rng in TickGenerators(2, "test").at(times[:1])]
    assert other != drawn[0]


@pytest.mark.parametrize("kind", [Draws, TickGenerators])
def test_a_bad_seed_is_refused(kind: type) -> None:
    with pytest.raises(ArgumentValueError, match="seed is -1"):
        kind(-1, "test")
    with pytest.raises(ArgumentTypeError, match=r"seed is 1\.5"):
        kind(1.5, "test")
