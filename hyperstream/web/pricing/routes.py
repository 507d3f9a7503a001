"""``GET /gbm``: prices of a model, as the service of Conor Svensson answers, with a seed and more models."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from ...prices import seed_for
from ..context import Web
from ..json_values import dumps
from ..problems import ProblemError
from .parameters import PriceParameters, Prices, named

router = APIRouter(tags=["prices"])

MOST_PATHS = 200
"""A path costs a millisecond or more, however short it is."""

_PRICES = {"type": "array", "items": {"type": "number"}}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"anyOf": [_PRICES, {"type": "array", "items": _PRICES}]}},
    "example": {"result": [70.0, 71.78, 72.76]},
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The prices; one list a path where `paths` was given",
        "headers": {"X-Seed": {"description": "The seed that was used", "schema": {"type": "string"}}},
        "content": {"application/json": {"schema": _SCHEMA}},
    }
}


@router.get("/gbm", summary="Prices of a model", response_class=Response, responses=_ANSWERS)
def read_prices(
    web: Web,
    prices: Prices,
    periods: Annotated[int, Query(ge=1, description="How many prices", examples=[3])],
    paths: Annotated[int | None, Query(ge=1, le=MOST_PATHS, description="So many independent paths")] = None,
) -> Response:
    """The first price is `startPrice`. `mu` and `sigma` are annual, `delta` is in trading days (252 a year).

    `model`: geometric (`gbm`) or arithmetic (`abm`) Brownian motion, returning to `mean` with `speed`
    (`ou`), or jumping (`merton`: `jumpRate` a year, `jumpMean` and `jumpSigma` of the logarithm).
    """
    if periods * (paths or 1) > web.limits.points:
        detail = f"periods: more than {web.limits.points} prices are not given at once."
        raise ProblemError(413, detail, parameter="periods")
    prices.check_work(periods * (paths or 1), web.limits.points)
    with named():
        found = [_path(prices, number, periods) for number in range(paths or 1)]
    body = dumps({"result": found[0] if paths is None else found})
    headers = {"X-Seed": str(prices.seed), "Cache-Control": "no-store"}
    return Response(body, media_type="application/json", headers=headers)


def _path(prices: PriceParameters, number: int, periods: int) -> list[float]:
    """The first path is that of the seed itself, whether there are others or not."""
    seed = prices.seed if number == 0 else seed_for(prices.seed, f"path {number}")
    path: list[float] = prices.path(seed).prices(0, periods).tolist()
    return path
