"""The price service: as the original answers, reproducible, bounded, never NaN, and ticking."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

from hyperstream import HyperStream
from hyperstream.prices import GBMPath
from hyperstream.web import Limits
from tests.stopwatch import Stopwatch

from .events import following
from .servers import client_of

GIVEN = {"periods": "10", "startPrice": "70", "mu": "0.05", "sigma": "0.3", "delta": "1"}
LIVE = {key: value for key, value in GIVEN.items() if key != "periods"}
OU = {"model": "ou", "mean": "60", "speed": "3", **{k: v for k, v in GIVEN.items() if k != "mu"}}
MERTON = {"model": "merton", "jumpRate": "20", "jumpMean": "-0.1", "jumpSigma": "0.2", **GIVEN}


def result(client: httpx.Client, **params: Any) -> list[Any]:
    answer = client.get("/gbm", params=params)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["result"]
    return found


def test_the_originals_request_has_the_originals_answer(client: httpx.Client) -> None:
    answer = client.get("/gbm?periods=10&startPrice=70.0&mu=0.05&sigma=0.3&delta=1.0")
    assert (answer.status_code, list(answer.json())) == (200, ["result"])
    prices = answer.json()["result"]
    assert (len(prices), prices[0]) == (10, 70.0)
    assert all(math.isfinite(price) and price > 0 for price in prices)
    assert client.post("/gbm").status_code == 405


def test_a_seed_gives_the_same_prices_again_and_is_told_where_it_was_drawn(client: httpx.Client) -> None:
    first = client.get("/gbm", params=GIVEN)
    assert result(client, **GIVEN, seed=first.headers["x-seed"]) == first.json()["result"]
    assert result(client, **GIVEN, seed=7) == GBMPath(70.0, 0.05, 0.3, 1.0, 7).prices(0, 10).tolist()
    assert result(client, **GIVEN) != first.json()["result"]


def test_without_volatility_it_grows_exactly(client: httpx.Client) -> None:
    grown = result(client, **{**GIVEN, "sigma": "0"})
    assert grown == pytest.approx([70 * math.exp(0.05 * i / 252) for i in range(10)], rel=1e-12)
    assert result(client, **{**GIVEN, "delta": "0"}) == [70.0] * 10


def test_several_paths_are_independent_and_begin_with_the_only_one(client: httpx.Client) -> None:
    paths = result(client, **GIVEN, seed=7, paths=3)
    assert [len(path) for path in paths] == [10, 10, 10]
    assert paths[0] == result(client, **GIVEN, seed=7)
    assert len({path[1] for path in paths}) == 3


@pytest.mark.parametrize(
    "params", [{**GIVEN, "model": "abm", "sigma": "5"}, OU, MERTON], ids=["abm", "ou", "merton"]
)
def test_other_models_answer_too(client: httpx.Client, params: dict[str, str]) -> None:
    prices = result(client, **params, seed=1)
    assert (len(prices), prices[0]) == (10, 70.0)
    assert prices == result(client, **params, seed=1)


BAD = [
    *[({key: None}, key) for key in GIVEN],
    ({"periods": "0"}, "periods"),
    ({"periods": "-3"}, "periods"),
    ({"periods": "1.5"}, "periods"),
    ({"periods": "ten"}, "periods"),
    ({"periods": "9" * 5000}, "periods"),
    ({"startPrice": "0"}, "startPrice"),
    ({"startPrice": "nan"}, "startPrice"),
    ({"startPrice": "1e400"}, "startPrice"),
    ({"mu": "inf"}, "mu"),
    ({"mu": "x"}, "mu"),
    ({"mu": "1e308"}, "mu, sigma, delta"),
    ({"sigma": "-1"}, "sigma"),
    ({"sigma": "-Infinity"}, "sigma"),
    ({"delta": "-1"}, "delta"),
    ({"seed": "-1"}, "seed"),
    ({"paths": "0"}, "paths"),
    ({"paths": "201"}, "paths"),
    ({"model": "heston"}, "model"),
    ({"model": "ou"}, "mean"),
    ({"model": "ou", "mean": "1"}, "speed"),
    ({"model": "merton", "jumpRate": "1e9"}, "jumpRate"),
    ({"model": "merton", "jumpRate": "1", "jumpSigma": "-1"}, "jumpSigma"),
]


@pytest.mark.parametrize(("change", "parameter"), BAD)
def test_a_bad_parameter_is_a_400_that_names_it(
    client: httpx.Client, change: dict[str, str | None], parameter: str
) -> None:
    params = {key: value for key, value in {**GIVEN, **change}.items() if value is not None}
    answer = client.get("/gbm", params=params)
    assert answer.status_code == 400, answer.text
    assert answer.json()["parameter"] == parameter
    if "," not in parameter:
        assert parameter in answer.json()["detail"]


def test_more_prices_than_the_limit_are_413(hs: HyperStream) -> None:
    with client_of(hs, limits=Limits(points=20)) as client:
        assert len(result(client, **GIVEN, paths=2)) == 2
        assert client.get("/gbm", params={**GIVEN, "paths": 3}).status_code == 413
        assert client.get("/gbm", params={**GIVEN, "periods": 10**12}).status_code == 413


class TestLive:
    def test_ticks_are_the_prices_of_the_seed(self, client: httpx.Client) -> None:
        with following(client, "/gbm/live", **LIVE, seed=7, interval=0.05) as follower:
            events = follower.take(5)
        assert [event.data["tick"] for event in events] == list(range(5))
        assert [event.data["price"] for event in events] == result(
            client, **{**GIVEN, "periods": "5"}, seed=7
        )

    def test_who_comes_back_gets_what_was_missed_once(self, client: httpx.Client) -> None:
        params = {**LIVE, "interval": 5}
        with following(client, "/gbm/live", **params) as follower:
            first = follower.take(1)
        seed, began, _ = follower.last_id.split(".")
        long_ago = f"{seed}.{int(began) - 3_000_000}.0"
        with Stopwatch() as watch, following(client, "/gbm/live", long_ago, **params) as follower:
            missed = follower.take(600)
            assert watch.seconds < 20  # at the pace of the ticks it would be 3000
        assert [event.data["tick"] for event in missed] == list(range(1, 601))
        prices = result(client, **{**GIVEN, "periods": "601"}, seed=seed)
        assert [event.data["price"] for event in [*first, *missed]] == prices

    def test_a_price_that_leaves_the_floats_ends_it(self, client: httpx.Client) -> None:
        params = {**LIVE, "mu": 1e6, "sigma": 0, "delta": 100, "interval": 0.05}
        with following(client, "/gbm/live", **params) as follower:
            assert [event.event for event in follower][-1] == "end"

    @pytest.mark.parametrize("change", [{"interval": 0}, {"mu": "nan"}, {"startPrice": -1}, {"model": "ou"}])
    def test_bad_parameters_are_400(self, client: httpx.Client, change: dict[str, Any]) -> None:
        assert client.get("/gbm/live", params={**LIVE, **change}).status_code == 400

    def test_an_id_of_somebody_else_is_400(self, client: httpx.Client) -> None:
        for bad in ("x", "1.2", "1.99999999999999.0", "999999999999999999999.1.1"):
            answer = client.get("/gbm/live", params=LIVE, headers={"Last-Event-ID": bad})
            assert answer.status_code == 400
