"""Prices as plain arrays: the reference values, the formulas, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import (
    arrays,
    generate_abm_prices,
    generate_bm_prices,
    generate_gbm_prices,
    generate_gbm_prices_vec,
    generate_merton_prices,
    generate_ou_prices,
)
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, HyperStreamError

REFERENCE = [
    70.0,
    71.7852987916517,
    72.76368848231682,
    70.67073584827621,
    70.66094166189065,
    71.49696176286447,
    70.53199659473462,
    70.88820069264719,
    71.03517759664992,
    71.04234836953523,
]
LAST_OF_A_THOUSAND = 53.57491418453269
H = 1.0 / 252

Generator = Callable[..., np.ndarray]
PLAIN: dict[str, Generator] = {
    "gbm": generate_gbm_prices,
    "gbm_vec": generate_gbm_prices_vec,
    "bm": generate_bm_prices,
    "abm": generate_abm_prices,
}
ALL: dict[str, tuple[Generator, dict[str, float]]] = {
    **{name: (f, {"start_price": 70.0, "mu": 0.05, "sigma": 0.3, "delta": 1.0}) for name, f in PLAIN.items()},
    "ou": (
        generate_ou_prices,
        {"start_price": 70.0, "mean": 65.0, "speed": 4.0, "sigma": 8.0, "delta": 1.0},
    ),
    "merton": (
        generate_merton_prices,
        {
            "start_price": 70.0,
            "mu": 0.05,
            "sigma": 0.3,
            "jump_rate": 20.0,
            "jump_mean": -0.1,
            "jump_sigma": 0.2,
            "delta": 1.0,
        },
    ),
}


def legacy(seed: int = 10) -> np.random.RandomState:
    return np.random.RandomState(seed)


@pytest.mark.parametrize("generate", [generate_gbm_prices, generate_gbm_prices_vec])
def test_the_reference_values(generate: Generator) -> None:
    assert np.allclose(generate(10, 70.0, 0.05, 0.3, 1.0, legacy()), REFERENCE, rtol=1e-12, atol=0)
    last = generate(1000, 70.0, 0.05, 0.3, 1.0, legacy())[-1]
    assert abs(last / LAST_OF_A_THOUSAND - 1) < 1e-12


def test_the_recursion_and_the_closed_form_agree() -> None:
    step_by_step = generate_gbm_prices(1000, 70.0, 0.05, 0.3, 1.0, legacy())
    closed = generate_gbm_prices_vec(1000, 70.0, 0.05, 0.3, 1.0, legacy())
    assert np.abs(step_by_step - closed).max() < 1e-12


def test_the_recursion_is_that_of_a_loop() -> None:
    prices, normals = [70.0], legacy(3).standard_normal(499)
    for z in normals:
        prices.append(prices[-1] * math.exp((0.05 - 0.3**2 / 2) * H + 0.3 * math.sqrt(H) * z))
    assert np.allclose(generate_gbm_prices(500, 70.0, 0.05, 0.3, 1.0, legacy(3)), prices, rtol=1e-13)


def test_the_euler_step_is_that_of_a_loop_and_draws_one_normal_more() -> None:
    source, twin = legacy(3), legacy(3)
    normals, prices = twin.standard_normal(500), [70.0]
    for z in normals[:-1]:
        prices.append(prices[-1] * (1 + 0.05 * H + 0.3 * math.sqrt(H) * z))
    assert np.allclose(generate_bm_prices(500, 70.0, 0.05, 0.3, 1.0, source), prices, rtol=1e-13)
    assert source.standard_normal() == twin.standard_normal()


def test_the_arithmetic_motion_is_that_of_a_loop() -> None:
    prices = [-70.0]
    for z in legacy(3).standard_normal(499):
        prices.append(prices[-1] + 5.0 * H + 30.0 * math.sqrt(H) * z)
    assert np.allclose(generate_abm_prices(500, -70.0, 5.0, 30.0, 1.0, legacy(3)), prices, rtol=1e-11)


@pytest.mark.parametrize("speed", [0.0, 1e-8, 4.0, 300.0, 1e6])
def test_the_returning_process_is_that_of_a_loop(speed: float) -> None:
    prices = [70.0]
    decay = math.exp(-speed * H)
    spread = 8.0 * (math.sqrt(-math.expm1(-2 * speed * H) / (2 * speed)) if speed else math.sqrt(H))
    for z in legacy(3).standard_normal(499):
        prices.append(65.0 + (prices[-1] - 65.0) * decay + spread * z)
    assert np.allclose(generate_ou_prices(500, 70.0, 65.0, speed, 8.0, 1.0, legacy(3)), prices, rtol=1e-11)


@settings(max_examples=50, deadline=None)
@given(size=st.integers(1, 300), decay=st.floats(0, 1), seed=st.integers(0, 100))
def test_decaying_sums_are_those_of_a_loop(size: int, decay: float, seed: int) -> None:
    shocks, total, expected = np.random.default_rng(seed).normal(size=size), 0.0, []
    for shock in shocks:
        total = decay * total + shock
        expected.append(total)
    assert np.allclose(arrays.decaying_sums(shocks, decay), expected, rtol=1e-11, atol=1e-12)


def test_the_jumps_are_those_of_a_loop() -> None:
    generate, parameters = ALL["merton"]
    source = legacy(3)
    normals, counts = source.standard_normal(499), source.poisson(20.0 * H, 499)
    drift = (0.05 - 0.3**2 / 2 - 20.0 * math.expm1(-0.1 + 0.2**2 / 2)) * H
    prices = [70.0]
    for z, n in zip(normals, counts, strict=True):
        jump = n * -0.1 + math.sqrt(n) * 0.2 * source.standard_normal() if n else 0.0
        prices.append(prices[-1] * math.exp(drift + 0.3 * math.sqrt(H) * z + jump))
    assert counts.max() >= 1
    assert np.allclose(generate(500, rng=legacy(3), **parameters), prices, rtol=1e-12)


def test_without_jumps_the_jump_diffusion_is_the_geometric_motion() -> None:
    plain = generate_gbm_prices_vec(500, 70.0, 0.05, 0.3, 1.0, legacy())
    assert np.allclose(generate_merton_prices(500, 70.0, 0.05, 0.3, 0.0, 1.0, 1.0, 1.0, legacy()), plain)


@pytest.mark.parametrize("generate", [generate_gbm_prices, generate_gbm_prices_vec])
def test_without_volatility_the_price_grows_exactly(generate: Generator) -> None:
    expected = 70.0 * np.exp(0.05 * H * np.arange(1000))
    assert np.allclose(generate(1000, 70.0, 0.05, 0.0, 1.0, 1), expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", ALL)
def test_without_time_the_price_stands_still(name: str) -> None:
    generate, parameters = ALL[name]
    prices = generate(50, rng=1, **{**parameters, "delta": 0.0})
    assert prices.tolist() == [70.0] * 50


@pytest.mark.parametrize("name", ALL)
def test_the_first_price_is_the_start_price_and_there_are_as_many_as_periods(name: str) -> None:
    generate, parameters = ALL[name]
    for periods in (1, 2, 3, 100):
        prices = generate(periods, rng=5, **parameters)
        assert (prices.shape, prices.dtype, prices[0]) == ((periods,), np.float64, 70.0)


@pytest.mark.parametrize("name", ALL)
def test_one_source_one_path(name: str) -> None:
    generate, parameters = ALL[name]

    def prices(rng: object) -> list[float]:
        return generate(30, rng=rng, **parameters).tolist()

    assert prices(4) == prices(np.int64(4)) == prices(np.random.default_rng(4)) != prices(5)
    assert prices(legacy()) == prices(legacy())
    assert prices(None) != prices(None)
    source = np.random.default_rng(4)
    assert prices(source) != prices(source)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_parameter_may_be_nan_or_infinite(name: str, value: float) -> None:
    generate, parameters = ALL[name]
    for parameter in parameters:
        with pytest.raises(ArgumentValueError, match=rf"{parameter} is -?(nan|inf)") as caught:
            generate(10, **{**parameters, parameter: value})
        assert caught.value.parameter == parameter
        assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("value", ["1.0", None, True, 1j, [1.0]])
def test_every_parameter_must_be_a_number(name: str, value: object) -> None:
    generate, parameters = ALL[name]
    for parameter in parameters:
        with pytest.raises(ArgumentTypeError, match=f"{parameter} is ") as caught:
            generate(10, **{**parameters, parameter: value})
        assert (caught.value.parameter, caught.value.value) == (parameter, value)


@pytest.mark.parametrize("name", ALL)
def test_what_cannot_be_negative_is_refused_when_it_is(name: str) -> None:
    generate, parameters = ALL[name]
    for parameter in {"sigma", "delta", "speed", "jump_rate", "jump_sigma"} & set(parameters):
        with pytest.raises(ArgumentValueError, match=rf"{parameter} is -0\.1; it must be 0 or more"):
            generate(10, **{**parameters, parameter: -0.1})


@pytest.mark.parametrize("name", ["gbm", "gbm_vec", "bm", "merton"])
@pytest.mark.parametrize("start", [0.0, -1])
def test_a_start_price_that_must_be_positive_is_refused_when_it_is_not(name: str, start: float) -> None:
    generate, parameters = ALL[name]
    with pytest.raises(ArgumentValueError, match=f"start_price is {start}; it must be greater than 0"):
        generate(10, **{**parameters, "start_price": start})


@pytest.mark.parametrize("name", ALL)
def test_periods_must_be_a_positive_whole_number(name: str) -> None:
    generate, parameters = ALL[name]
    for periods in (0, -3):
        with pytest.raises(ArgumentValueError, match=f"periods is {periods}; it must be 1 or more"):
            generate(periods, **parameters)
    for odd in (10.0, "10", None, True):
        with pytest.raises(ArgumentTypeError, match="periods is"):
            generate(odd, **parameters)


@pytest.mark.parametrize(
    ("rng", "error"), [(-1, ArgumentValueError), ("x", ArgumentTypeError), (1.5, ArgumentTypeError)]
)
def test_a_source_that_is_none_is_refused(rng: object, error: type[HyperStreamError]) -> None:
    with pytest.raises(error, match="rng is") as caught:
        generate_gbm_prices(10, 70.0, 0.05, 0.3, 1.0, rng)
    assert caught.value.parameter == "rng"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("gbm", {"mu": 1e5}),
        ("gbm_vec", {"mu": 1e5}),
        ("bm", {"mu": 1e100}),
        ("abm", {"mu": 1e308, "delta": 252.0}),
        ("ou", {"speed": 0.0, "sigma": 1.7e308, "delta": 252.0}),
        ("merton", {"mu": 1e5}),
    ],
)
def test_a_price_beyond_all_floats_is_an_error_and_no_infinity(name: str, changes: dict[str, float]) -> None:
    generate, parameters = ALL[name]
    with pytest.raises(ArgumentValueError, match="leaves the range of a float at tick") as caught:
        generate(50, rng=2, **{**parameters, **changes})
    assert 1 <= caught.value.tick < 50


def test_a_number_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="it must fit a float"):
        generate_gbm_prices(10, 70.0, 10**400, 0.3, 1.0)
