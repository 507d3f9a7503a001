"""Random numbers by place."""

from __future__ import annotations

import itertools
import pickle
from concurrent.futures import ThreadPoolExecutor
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import Table, draws, seed_for
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

KNOWN_WORDS = ["0xa62c807acef7f7cf", "0xc8b22b13ef049185", "0x3d7fc7d7f8282606", "0xec076d3846ba362d"]
KNOWN_NORMALS = [
    "0x1.88207bc4e09dap-2",
    "0x1.9242ea36f10d2p-1",
    "-0x1.693f1b9ecabe9p-1",
    "0x1.6b27a448afa8fp+0",
]
KNOWN_SEED = 238194406737734632676005815725443179689


@settings(max_examples=100, deadline=None)
@given(row=st.integers(0, 2**63), first=st.integers(0, 2**55), sizes=st.lists(st.integers(0, 50), max_size=5))
def test_a_stretch_is_the_same_in_pieces_and_at_once(row: int, first: int, sizes: list[int]) -> None:
    table = Table(3, "test")
    edges = np.cumsum([first, *sizes]).tolist()
    pieces = [table.words((row, a, b)) for a, b in itertools.pairwise(edges)]
    at_once = table.words((row, first, edges[-1]))
    assert np.array_equal(np.concatenate([np.empty(0, np.uint64), *pieces]), at_once)
    together = table.words(*[(row, a, b) for a, b in itertools.pairwise(edges)])
    assert np.array_equal(together, at_once)


def test_the_words_are_those_of_philox_keyed_by_the_seed() -> None:
    """Known answers: were they to change, streams that are stored could not be continued."""
    assert [hex(word) for word in Table(7, "known", 1).words((5, 2, 6)).tolist()] == KNOWN_WORDS
    assert [x.hex() for x in Table(7, "known", 1).normals((5, 2, 6)).tolist()] == KNOWN_NORMALS


def test_normals_invert_the_normal_distribution() -> None:
    table, exact = Table(1), NormalDist()
    uniforms = table.uniforms((0, 0, 20_000)).tolist()
    normals = table.normals((0, 0, 20_000))
    assert np.allclose(normals, [exact.inv_cdf(p) for p in uniforms], rtol=2e-15, atol=1e-16)


def test_normals_are_right_far_out_in_both_tails() -> None:
    words = np.array([0, 1 << 12, 1 << 20, 2**64 - 1, 1 << 40, 2**63, 2**63 - 1], np.uint64)
    q = draws.centred(words.copy())
    expected = [NormalDist().inv_cdf(0.5 + x) for x in q.tolist()]
    got = draws.normal(q)
    assert np.allclose(got, expected, rtol=1e-9)
    assert got[0] == -got[3]
    assert 8.2 < got[3] < 8.22


def test_uniforms_never_reach_their_bounds() -> None:
    q = draws.centred(np.array([0, 2**64 - 1], np.uint64)) + 0.5
    assert 0.0 < q[0] < 1e-15
    assert 1.0 - 1e-15 < q[1] < 1.0


def test_tables_of_other_seeds_or_names_are_uncorrelated() -> None:
    tables = [
        Table(1),
        Table(2),
        Table(1, "a"),
        Table(1, "b"),
        Table(1, "a", 0),
        Table(1, "a", 1),
        Table(2**128),
    ]
    normals = np.array([table.normals((0, 0, 20_000)) for table in tables])
    correlation = np.corrcoef(normals) - np.eye(len(tables))
    assert np.abs(correlation).max() < 4 / 20_000**0.5


def test_rows_are_uncorrelated() -> None:
    normals = Table(9).normals(*[(row, 0, 20_000) for row in range(6)]).reshape(6, -1)
    assert np.abs(np.corrcoef(normals) - np.eye(6)).max() < 4 / 20_000**0.5


def test_names_are_not_run_together() -> None:
    assert len({seed_for(1, "ab"), seed_for(1, "a", "b"), seed_for(1, "a", "", "b"), seed_for(11, "b")}) == 4


def test_a_seed_for_a_name_is_known_and_can_be_used_as_a_seed() -> None:
    seed = seed_for(7, "AAPL")
    assert seed == KNOWN_SEED
    assert Table(seed).words((0, 0, 3)).size == 3


def test_a_table_may_be_used_by_threads_and_sent_to_processes() -> None:
    table = Table(5, "shared")
    rows = [(row, 3, 500) for row in range(40)]
    expected = [table.words(row).tolist() for row in rows]
    with ThreadPoolExecutor(4) as pool:
        assert [words.tolist() for words in pool.map(table.words, rows)] == expected
    assert pickle.loads(pickle.dumps(table)).words(rows[0]).tolist() == expected[0]


@pytest.mark.parametrize("seed", [-1, 2**128 + 1])
def test_a_seed_out_of_bounds_is_refused(seed: int) -> None:
    with pytest.raises(ArgumentValueError, match="seed is") as caught:
        Table(seed)
    assert (caught.value.parameter, caught.value.value) == ("seed", seed)


@pytest.mark.parametrize("seed", [1.5, "7", None, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(ArgumentTypeError, match="give a whole number"):
        Table(seed)
