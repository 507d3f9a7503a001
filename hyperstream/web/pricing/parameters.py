"""What a price request says, checked by the models themselves and refused by the names of the request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query

from ...prices import ABMPath, GBMPath, MertonPath, OUPath, PricePath
from ...prices.checks import DAYS_A_YEAR
from ...utils.errors import ArgumentTypeError, ArgumentValueError
from ..problems import ProblemError

Model = Literal["gbm", "abm", "ou", "merton"]

_SNAKE = re.compile(r"\b(start_price|jump_rate|jump_mean|jump_sigma)\b")

_Finite = Query(allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class PriceParameters:
    """A model and its parameters; ``None`` where they were not given. See `path`."""

    model: Model
    start_price: float
    sigma: float
    delta: float
    mu: float | None
    mean: float | None
    speed: float | None
    jump_rate: float
    jump_mean: float
    jump_sigma: float
    seed: int

    def path(self, seed: int) -> PricePath:
        """The model's path for a seed.

        Raises:
            ProblemError: A parameter is missing or cannot be used (400, it is named).
        """
        with named():
            return _PATHS[self.model](self, seed)

    def check_work(self, ticks: int, most: int) -> None:
        """Refuse more jumps than may be worked out for so many ticks; prices without jumps cost little.

        Raises:
            ProblemError: There would be more than ``most`` (400).
        """
        jumps = self.jump_rate * self.delta / DAYS_A_YEAR * ticks if self.model == "merton" else 0.0
        if jumps > most:
            detail = f"jumpRate is {self.jump_rate:g}: that is {jumps:.3g} jumps, more than {most} at once."
            raise ProblemError(400, detail, parameter="jumpRate")

    def needed(self, name: Literal["mu", "mean", "speed"]) -> float:
        """A parameter that this model cannot do without."""
        value: float | None = getattr(self, name)
        if value is None:
            raise ProblemError(400, f"{name} is missing; model={self.model} needs it.", parameter=name)
        return value


def _geometric(given: PriceParameters, seed: int) -> PricePath:
    return GBMPath(given.start_price, given.needed("mu"), given.sigma, given.delta, seed)


def _arithmetic(given: PriceParameters, seed: int) -> PricePath:
    return ABMPath(given.start_price, given.needed("mu"), given.sigma, given.delta, seed)


def _reverting(given: PriceParameters, seed: int) -> PricePath:
    mean, speed = given.needed("mean"), given.needed("speed")
    return OUPath(given.start_price, mean, speed, given.sigma, given.delta, seed)


def _jumping(given: PriceParameters, seed: int) -> PricePath:
    jumps = (given.jump_rate, given.jump_mean, given.jump_sigma)
    return MertonPath(given.start_price, given.needed("mu"), given.sigma, *jumps, given.delta, seed)


_PATHS: dict[Model, Callable[[PriceParameters, int], PricePath]] = {
    "gbm": _geometric,
    "abm": _arithmetic,
    "ou": _reverting,
    "merton": _jumping,
}


@contextmanager
def named() -> Iterator[None]:
    """What the models refuse becomes a problem that names the request's parameter."""
    try:
        yield
    except (ArgumentTypeError, ArgumentValueError) as error:
        parameter = getattr(error, "parameter", "mu, sigma, delta")
        raise ProblemError(400, _camel(str(error)), parameter=_camel(parameter)) from error


def _camel(text: str) -> str:
    return _SNAKE.sub(lambda found: re.sub(r"_(\w)", lambda part: part[1].upper(), found[0]), text)


def price_parameters(
    start_price: Annotated[float, Query(alias="startPrice", allow_inf_nan=False, examples=[70.0])],
    sigma: Annotated[float, Query(allow_inf_nan=False, description="Annual volatility", examples=[0.3])],
    delta: Annotated[float, Query(allow_inf_nan=False, description="Trading days a tick", examples=[1.0])],
    mu: Annotated[
        float | None, Query(allow_inf_nan=False, description="Annual growth; not for `ou`", examples=[0.05])
    ] = None,
    model: Model = "gbm",
    mean: Annotated[float | None, _Finite] = None,
    speed: Annotated[float | None, _Finite] = None,
    jump_rate: Annotated[float, Query(alias="jumpRate", allow_inf_nan=False)] = 0.0,
    jump_mean: Annotated[float, Query(alias="jumpMean", allow_inf_nan=False)] = 0.0,
    jump_sigma: Annotated[float, Query(alias="jumpSigma", allow_inf_nan=False)] = 0.0,
    seed: Annotated[
        int | None, Query(ge=0, lt=2**64, description="The same seed gives the same prices")
    ] = None,
) -> PriceParameters:
    """The parameters of a request; a seed is drawn where none was given."""
    drawn = secrets.randbits(53) if seed is None else seed
    jumps = (jump_rate, jump_mean, jump_sigma)
    return PriceParameters(model, start_price, sigma, delta, mu, mean, speed, *jumps, drawn)


Prices = Annotated[PriceParameters, Depends(price_parameters)]
"""A route's parameter of this type is what the request says."""
