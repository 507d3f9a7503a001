"""The prices have the law of their model: the tests of a random path, with fixed seeds.

A sample of the right law fails such a test with a small probability; with fixed seeds it either
always passes or never does. Every bound is at least four standard errors or a level of 0.1 %.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from hyperstream.prices import (
    ABMPath,
    GBMPath,
    MertonPath,
    OUPath,
    generate_abm_prices,
    generate_gbm_prices,
    generate_gbm_prices_vec,
    generate_merton_prices,
    generate_ou_prices,
)

MU, SIGMA, DELTA = 0.05, 0.3, 0.01
H = DELTA / 252
N = 60_000
JUMPS = {"jump_rate": 2000.0, "jump_mean": -0.01, "jump_sigma": 0.02}
FAR = 10**9

# Sixty thousand ticks from each face; the path also from a billion ticks on, over again from 70.
PRICES = {
    "loop": generate_gbm_prices(N + 1, 70.0, MU, SIGMA, DELTA, np.random.RandomState(10)),
    "closed form": generate_gbm_prices_vec(N + 1, 70.0, MU, SIGMA, DELTA, 10),
    "path": GBMPath(70.0, MU, SIGMA, DELTA, seed=10).prices(0, N + 1),
    "path far away": GBMPath(70.0, MU, SIGMA, DELTA, seed=10).prices(FAR, FAR + N + 1),
}
STANDARD = {
    name: (np.diff(np.log(prices)) - (MU - SIGMA**2 / 2) * H) / (SIGMA * math.sqrt(H))
    for name, prices in PRICES.items()
}


def kolmogorov(z: np.ndarray) -> float:
    """The distance of the sample from the standard normal distribution, times the root of its size."""
    normal = np.array([NormalDist().cdf(x) for x in np.sort(z).tolist()])
    n = z.size
    return float(
        max((np.arange(1, n + 1) / n - normal).max(), (normal - np.arange(n) / n).max()) * math.sqrt(n)
    )


def chi_square_as_normal(z: np.ndarray) -> float:
    """How many standard deviations the variance is off: Wilson and Hilferty's form of the chi-square."""
    n = z.size - 1
    return float(((z.var(ddof=1)) ** (1 / 3) - (1 - 2 / (9 * n))) / math.sqrt(2 / (9 * n)))


@pytest.mark.parametrize("face", STANDARD)
class TestStepReturns:
    """``ln(S[i] / S[i-1])`` must be independent and ``N((mu - sigma**2 / 2) h, sigma**2 h)``."""

    def test_the_mean_passes_the_z_test(self, face: str) -> None:
        assert abs(STANDARD[face].mean() * math.sqrt(N)) < 4

    def test_the_variance_passes_the_chi_square_test(self, face: str) -> None:
        assert abs(chi_square_as_normal(STANDARD[face])) < 4

    def test_there_is_no_skewness(self, face: str) -> None:
        z = STANDARD[face] - STANDARD[face].mean()
        assert abs((z**3).mean() / z.std() ** 3) < 4 * math.sqrt(6 / N)

    def test_there_is_no_excess_kurtosis(self, face: str) -> None:
        z = STANDARD[face] - STANDARD[face].mean()
        assert abs((z**4).mean() / z.std() ** 4 - 3) < 4 * math.sqrt(24 / N)

    def test_the_distribution_passes_kolmogorov_and_smirnov(self, face: str) -> None:
        assert kolmogorov(STANDARD[face]) < 1.95

    @pytest.mark.parametrize("power", [1, 2])
    def test_neither_returns_nor_their_squares_are_autocorrelated(self, face: str, power: int) -> None:
        """Of 200 lags about five per cent may be beyond 1.96 standard errors, none beyond five."""
        z = STANDARD[face] ** power
        z = z - z.mean()
        spectrum = np.abs(np.fft.rfft(z, 2 * N)) ** 2
        found = (np.fft.irfft(spectrum)[1:201] / (z @ z)) * math.sqrt(N)
        assert np.abs(found).max() < 5
        assert (np.abs(found) > 1.96).mean() < 0.05 + 4 * math.sqrt(0.05 * 0.95 / 200)

    @pytest.mark.parametrize("span", [2, 3, 8, 64, 1024])
    def test_longer_steps_have_their_variance_too(self, face: str, span: int) -> None:
        """The variance ratio: 1 for every span just when the steps are uncorrelated."""
        sums = STANDARD[face][: N // span * span].reshape(-1, span).sum(axis=1) / math.sqrt(span)
        assert abs(chi_square_as_normal(sums)) < 4


YEARS = 2.0
PATHS = 500


def over_paths(face: str) -> np.ndarray:
    """The price after two years on many paths: one step of 504 trading days, or many."""
    if face == "loop":
        return np.array([generate_gbm_prices(9, 70.0, MU, SIGMA, 63.0, seed)[-1] for seed in range(PATHS)])
    return np.array([GBMPath(70.0, MU, SIGMA, 63.0, seed).prices(8, 9)[0] for seed in range(PATHS)])


@pytest.mark.parametrize("face", ["loop", "path"])
def test_over_paths_the_last_price_is_lognormal_and_its_discounted_mean_the_start(face: str) -> None:
    last = over_paths(face)
    growth, spread = math.exp(MU * YEARS), SIGMA**2 * YEARS
    mean, variance = 70.0 * growth, 70.0**2 * growth**2 * math.expm1(spread)
    error = math.sqrt(variance / PATHS)
    assert abs(last.mean() - mean) < 4 * error
    assert abs(math.exp(-MU * YEARS) * last.mean() - 70.0) < 4 * error / growth
    fourth = math.exp(4 * spread) + 2 * math.exp(3 * spread) + 3 * math.exp(2 * spread) - 3
    assert abs(last.var(ddof=1) / variance - 1) < 4 * math.sqrt((fourth - 1) / PATHS)
    median = 70.0 * math.exp((MU - SIGMA**2 / 2) * YEARS)
    assert abs(math.log(np.median(last) / median)) < 4 * math.sqrt(spread * math.pi / 2 / PATHS)
    z = (np.log(last / 70.0) - (MU - SIGMA**2 / 2) * YEARS) / math.sqrt(spread)
    assert kolmogorov(z) < 1.95


def test_the_two_forms_agree_to_six_decimals_under_one_seed() -> None:
    for seed in range(20):
        both = [f(1000, 70.0, MU, SIGMA, 1.0, seed) for f in (generate_gbm_prices, generate_gbm_prices_vec)]
        assert np.abs(both[0] - both[1]).max() < 1e-6


@pytest.mark.parametrize("face", ["array", "path"])
def test_the_arithmetic_steps_are_normal(face: str) -> None:
    prices = (
        generate_abm_prices(N + 1, 70.0, 2.0, 9.0, DELTA, 3)
        if face == "array"
        else ABMPath(70.0, 2.0, 9.0, DELTA, 3).prices(FAR, FAR + N + 1)
    )
    z = (np.diff(prices) - 2.0 * H) / (9.0 * math.sqrt(H))
    assert abs(z.mean()) * math.sqrt(N) < 4
    assert abs(chi_square_as_normal(z)) < 4
    assert kolmogorov(z) < 1.95


@pytest.mark.parametrize("face", ["array", "path"])
def test_the_returning_process_has_normal_innovations_and_its_stationary_law(face: str) -> None:
    speed, sigma, mean = 40.0, 8.0, 65.0
    prices = (
        generate_ou_prices(N + 1, mean, mean, speed, sigma, 1.0, 3)
        if face == "array"
        else OUPath(mean, mean, speed, sigma, 1.0, 3).prices(FAR, FAR + N + 1)
    )
    decay, stationary = math.exp(-speed / 252), sigma / math.sqrt(2 * speed)
    z = ((prices[1:] - mean) - decay * (prices[:-1] - mean)) / (stationary * math.sqrt(1 - decay**2))
    assert abs(z.mean()) * math.sqrt(N) < 4
    assert abs(chi_square_as_normal(z)) < 4
    assert kolmogorov(z) < 1.95
    assert abs(np.corrcoef(z[1:], z[:-1])[0, 1]) < 4 / math.sqrt(N)
    independent = N * math.tanh(speed / 252)
    assert abs((prices - mean).var() / stationary**2 - 1) < 4 * math.sqrt(2 / independent)


@pytest.mark.parametrize("face", ["array", "path", "path far away"])
def test_the_jump_diffusion_has_the_moments_of_its_steps(face: str) -> None:
    parameters = {"start_price": 70.0, "mu": MU, "sigma": SIGMA, "delta": 0.1, **JUMPS}
    first = 10**6 if face == "path far away" else 0
    prices = (
        generate_merton_prices(N + 1, rng=3, **parameters)
        if face == "array"
        else MertonPath(seed=3, **parameters).prices(first, first + N + 1)
    )
    r = np.diff(np.log(prices))
    h, rate = 0.1 / 252, JUMPS["jump_rate"] * 0.1 / 252
    m, s = JUMPS["jump_mean"], JUMPS["jump_sigma"]
    # The cumulants of a compound Poisson sum are its rate times the moments of a jump.
    moments = [m, m**2 + s**2, m**3 + 3 * m * s**2, m**4 + 6 * m**2 * s**2 + 3 * s**4]
    cumulants = [rate * moment for moment in moments]
    cumulants[0] += (MU - SIGMA**2 / 2) * h - rate * math.expm1(m + s**2 / 2)
    cumulants[1] += SIGMA**2 * h
    variance, d = cumulants[1], r - r.mean()
    assert abs(r.mean() - cumulants[0]) < 4 * math.sqrt(variance / N)
    assert abs(d.var() - variance) < 4 * math.sqrt((cumulants[3] + 2 * variance**2) / N)
    # The errors of the third and fourth cumulant from the sample itself.
    assert abs((d**3).mean() - cumulants[2]) < 4 * (d**3).std() / math.sqrt(N)
    assert abs((d**4).mean() - cumulants[3] - 3 * variance**2) < 4 * (d**4).std() / math.sqrt(N)
    assert abs(np.corrcoef(r[1:], r[:-1])[0, 1]) < 4 / math.sqrt(N)
    assert abs(np.corrcoef(d[1:] ** 2, d[:-1] ** 2)[0, 1]) < 4 / math.sqrt(N)


@pytest.mark.parametrize("face", ["array", "path"])
def test_over_many_years_the_mean_price_grows_by_mu_with_jumps_too(face: str) -> None:
    parameters = {"start_price": 70.0, "mu": MU, "sigma": SIGMA, "delta": 252.0}
    parameters |= {"jump_rate": 3.0, "jump_mean": -0.1, "jump_sigma": 0.1}
    prices = (
        generate_merton_prices(2000, rng=3, **parameters)
        if face == "array"
        else MertonPath(seed=3, **parameters).prices(0, 2000)
    )
    grown = np.exp(np.diff(np.log(prices)) - MU)
    assert abs(grown.mean() - 1) < 4 * grown.std() / math.sqrt(grown.size)
