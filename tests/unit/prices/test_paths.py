"""Price paths: the same however they are split, wherever they are entered, on every machine."""

from __future__ import annotations

import hashlib
import math
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import ABMPath, GBMPath, MertonPath, OUPath, PoissonClock, PricePath, Table, seed_for
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

MODELS: dict[str, tuple[Callable[..., PricePath], dict[str, Any]]] = {
    "gbm": (GBMPath, {"start_price": 70.0, "mu": 0.05, "sigma": 0.3, "delta": 1e-4}),
    "abm": (ABMPath, {"start_price": 70.0, "mu": 2.0, "sigma": 9.0, "delta": 1e-4}),
    "ou": (OUPath, {"start_price": 70.0, "mean": 65.0, "speed": 400.0, "sigma": 8.0, "delta": 0.01}),
    "merton": (
        MertonPath,
        {
            "start_price": 70.0,
            "mu": 0.05,
            "sigma": 0.3,
            "jump_rate": 2000.0,
            "jump_mean": 0.001,
            "jump_sigma": 0.002,
            "delta": 0.01,
        },
    ),
    "rare jumps": (
        MertonPath,
        {
            "start_price": 70.0,
            "mu": 0.05,
            "sigma": 0.3,
            "jump_rate": 10.0,
            "jump_mean": -0.1,
            "jump_sigma": 0.2,
            "delta": 1e-3,
        },
    ),
}
KNOWN_PRICES = {
    "gbm": "7ff89f1b61916861",
    "abm": "82fdda78eb683a61",
    "ou": "faa1fb88b539e754",
    "merton": "b62583bbbaeb5d0a",
    "rare jumps": "998423b6bef94e59",
}


def path_of(name: str, seed: int = 7, **changes: Any) -> PricePath:
    model, parameters = MODELS[name]
    return model(**{**parameters, **changes}, seed=seed)


@pytest.mark.parametrize("name", MODELS)
def test_any_split_in_any_order_gives_the_same_bits(name: str) -> None:
    path = path_of(name)

    @settings(max_examples=40, deadline=None)
    @given(
        first=st.one_of(st.integers(0, 40), st.integers(0, 10**6), st.integers(0, 10**9)),
        sizes=st.lists(st.integers(0, 120), min_size=1, max_size=4),
    )
    def holds(first: int, sizes: list[int]) -> None:
        edges = np.cumsum([first, *sizes]).tolist()
        pieces = [path.prices(a, b) for a, b in reversed(list(pairwise(edges)))]
        assert np.array_equal(np.concatenate(pieces[::-1]), path.prices(first, edges[-1]))

    holds()


@pytest.mark.parametrize("name", MODELS)
def test_long_ranges_are_the_same_in_other_pieces(name: str) -> None:
    whole = path_of(name).prices(0, 80_000)
    assert np.array_equal(path_of(name).prices(333, 79_999), whole[333:79_999])


def test_many_jumps_a_tick_are_worked_out_in_smaller_pieces() -> None:
    path = path_of("merton", jump_rate=252 * 300.0, delta=1.0, jump_mean=0.0, jump_sigma=1e-4)
    whole = path.prices(0, 5000)
    assert np.array_equal(path.prices(3490, 3500), whole[3490:3500])


@pytest.mark.parametrize("name", MODELS)
def test_a_path_begins_at_the_start_price(name: str) -> None:
    prices = path_of(name).prices(0, 3)
    assert prices[0] == 70.0
    assert (prices.shape, prices.dtype) == ((3,), np.float64)
    assert path_of(name).prices(4, 4).size == 0


@pytest.mark.parametrize("name", MODELS)
def test_a_seed_makes_the_path(name: str) -> None:
    assert np.array_equal(path_of(name).prices(9, 99), path_of(name).prices(9, 99))
    assert not np.array_equal(path_of(name, 8).prices(9, 99), path_of(name).prices(9, 99))


@pytest.mark.parametrize("name", MODELS)
def test_a_path_can_be_sent_to_another_process(name: str) -> None:
    path = path_of(name)
    assert np.array_equal(pickle.loads(pickle.dumps(path)).prices(9, 99), path.prices(9, 99))


def test_named_seeds_and_components_move_independently() -> None:
    n = 20_000
    paths = [path_of("gbm", seed_for(7, name)) for name in ("AAPL", "MSFT", "")]
    paths += [path_of("gbm", 7, component=component) for component in range(3)]
    returns = [np.diff(np.log(path.prices(0, n + 1))) for path in paths]
    assert np.abs(np.corrcoef(returns) - np.eye(6)).max() < 4 / math.sqrt(n)


def digest(name: str) -> str:
    path = path_of(name)
    prices = [path.prices(first, first + 3000) for first in (0, 54_321, 10**9)]
    return hashlib.sha256(np.concatenate(prices).astype("<f8").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize("name", MODELS)
def test_the_same_prices_as_ever(name: str) -> None:
    """Known answers: were they to change, streams that are stored could not be continued."""
    assert digest(name) == KNOWN_PRICES[name]


def test_a_processor_with_other_vector_instructions_gives_the_same_bits() -> None:
    program = (
        "from hyperstream.prices import GBMPath, MertonPath, OUPath\n"
        "import hashlib, numpy as np\n"
        "paths = GBMPath(70, .05, .3, 1e-4, 7), OUPath(70, 65, 400, 8, .01, 7), "
        "MertonPath(70, .05, .3, 2e3, .001, .002, .01, 7)\n"
        "prices = np.concatenate([p.prices(10**6, 10**6 + 3001) for p in paths])\n"
        "print(hashlib.sha256(prices.tobytes()).hexdigest())\n"
    )
    core = getattr(np, "_core", None) or np.core
    features = core._multiarray_umath.__cpu_features__
    optional = [name for name in core._multiarray_umath.__cpu_dispatch__ if features.get(name)]

    def run(disabled: str) -> str:
        environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": disabled}
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert run("") == run(" ".join(optional))


@pytest.mark.parametrize("name", ["gbm", "abm", "ou", "rare jumps"])
def test_the_cost_grows_with_the_logarithm_of_the_distance_only(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ticks so short that a price stays a float for long.
    path = path_of(name, **({"delta": 1e-9} if name == "gbm" else {}))
    drawn, words = [], Table.words
    monkeypatch.setattr(
        Table, "words", lambda self, *s: drawn.append(sum(b - a for _, a, b in s)) or words(self, *s)
    )
    for distance in (0, 10**4, 10**8, 10**12):
        drawn.clear()
        path.prices(distance, distance + 1000)
        assert sum(drawn) < 1000 + 30 * 54


def test_without_volatility_the_price_grows_exactly() -> None:
    far = 10**7
    prices = path_of("gbm", sigma=0.0).prices(far, far + 100)
    assert np.allclose(prices, 70.0 * np.exp(0.05 * 1e-4 / 252 * np.arange(far, far + 100)), rtol=1e-14)
    assert np.allclose(path_of("abm", sigma=0.0).prices(252, 253), 70.0 + 2.0 * 1e-4, rtol=1e-14)
    expected = 65.0 + 5.0 * math.exp(-400.0 * 0.01 / 252 * 100)
    assert np.allclose(path_of("ou", sigma=0.0).prices(100, 101), expected, rtol=1e-14)


@pytest.mark.parametrize("name", MODELS)
def test_without_time_the_price_stands_still(name: str) -> None:
    assert path_of(name, delta=0.0).prices(10**6, 10**6 + 5).tolist() == [70.0] * 5


def test_without_jumps_the_jump_diffusion_is_the_geometric_motion() -> None:
    jumpless = path_of("rare jumps", jump_rate=0.0)
    assert np.array_equal(jumpless.prices(0, 500), path_of("gbm", delta=1e-3).prices(0, 500))


def test_a_return_at_the_speed_zero_is_the_arithmetic_motion_without_drift() -> None:
    values = path_of("ou", speed=0.0, sigma=9.0, delta=1.0).prices(0, 20_001)
    steps = np.diff(values) / (9.0 / math.sqrt(252))
    assert abs(steps.mean()) < 4 / math.sqrt(20_000)
    assert abs(steps.var() - 1) < 4 * math.sqrt(2 / 20_000)


def test_an_instant_return_is_accepted() -> None:
    assert np.allclose(path_of("ou", speed=1.7e308, delta=100.0).prices(1, 50), 65.0)


def test_the_jumps_are_where_the_poisson_process_has_its_events() -> None:
    path = path_of("rare jumps", sigma=0.0, jump_sigma=0.0)
    logs = np.diff(np.log(path.prices(0, 200_000)))
    jumped = np.flatnonzero(np.abs(logs) > 0.05) + 1
    ticks = PoissonClock(7, "jumps").arrivals(1, jumped.size + 1) / (10.0 * 1e-3 / 252)
    assert jumped.size > 3
    assert np.array_equal(jumped, np.ceil(ticks).astype(int))


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (-1, 5, "first is -1; it must be 0 or more"),
        (5, 4, "last is 4; it must be 5 or more"),
        (0, 2**53 + 1, "last is 9007199254740993; it must be at most 9007199254740992"),
    ],
)
def test_ticks_out_of_bounds_are_refused(name: str, first: int, last: int, message: str) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        path_of(name).prices(first, last)


def test_ticks_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(ArgumentTypeError, match=r"first is 0\.0, a float"):
        path_of("gbm").prices(0.0, 5)


def test_a_path_cannot_have_too_many_jumps() -> None:
    path = path_of("merton", jump_rate=252 * 1e6, delta=1.0, jump_mean=0.0, jump_sigma=0.0)
    with pytest.raises(ArgumentValueError, match=r"more than 2\*\*52 jumps") as caught:
        path.prices(0, 2**53)
    assert caught.value.parameter == "last"


@pytest.mark.parametrize("name", MODELS)
def test_what_is_no_parameter_is_refused_at_once(name: str) -> None:
    for parameter in MODELS[name][1]:
        with pytest.raises(ArgumentValueError, match=f"{parameter} is nan"):
            path_of(name, **{parameter: math.nan})
        with pytest.raises(ArgumentTypeError, match=f"{parameter} is None"):
            path_of(name, **{parameter: None})
    with pytest.raises(ArgumentValueError, match="sigma is -1"):
        path_of(name, sigma=-1)
    with pytest.raises(ArgumentValueError, match="seed is -1"):
        path_of(name, seed=-1)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("gbm", {"mu": 1e5, "delta": 1.0}),
        ("abm", {"mu": 1e308, "delta": 252.0}),
        ("ou", {"speed": 0.0, "sigma": 1e308, "delta": 252.0}),
        ("merton", {"mu": 1e5, "delta": 1.0}),
    ],
)
def test_a_price_beyond_all_floats_is_an_error_that_names_the_tick(
    name: str, changes: dict[str, float]
) -> None:
    with pytest.raises(
        ArgumentValueError, match=r"the price leaves the range of a float at tick \d+"
    ) as caught:
        path_of(name, **changes).prices(1, 50)
    assert 1 <= caught.value.tick < 50
    path_of(name, **changes).prices(0, caught.value.tick)


def test_jumps_that_no_drift_could_make_up_for_are_refused() -> None:
    with pytest.raises(ArgumentValueError, match="the growth by jumps in a tick is inf; it must be finite"):
        path_of("merton", jump_mean=1e6)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("gbm", {"sigma": 1e200}, r"\(mu - sigma\*\*2 / 2\) \* delta / 252 is -inf"),
        ("abm", {"mu": 1e308, "delta": 1e4}, r"mu \* delta / 252 is inf"),
        ("abm", {"sigma": 1e308, "delta": 1e10}, r"sigma \* sqrt\(delta / 252\) is inf"),
        ("ou", {"speed": 1e308, "delta": 1e4}, r"speed \* delta / 252 is inf"),
        ("merton", {"jump_rate": 1e20}, r"jump_rate \* delta / 252 is \S+; it must be 1\.09951e\+12 or less"),
    ],
)
def test_parameters_whose_product_is_too_large_are_refused(
    name: str, changes: dict[str, float], message: str
) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        path_of(name, **changes)
