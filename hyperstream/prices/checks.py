"""What the price models accept: every parameter is checked once, and refused by name and value."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..utils.errors import ArgumentTypeError, ArgumentValueError

Floats: TypeAlias = npt.NDArray[np.float64]
Words: TypeAlias = npt.NDArray[np.uint64]
Source: TypeAlias = np.random.Generator | np.random.RandomState
Rng: TypeAlias = int | Source | None

DAYS_A_YEAR = 252
"""Trading days in a year: ``mu`` and ``sigma`` are annual, ``delta`` is in trading days."""

PIECE = 1 << 15
"""Ticks worked out at once, so that the arrays stay in the processor's cache."""

MOST_TICKS = 2**53
"""Tick numbers stay below this, where each of them is still exact as a float."""


def number(
    name: str, value: object, *, least: float = -math.inf, above: float = -math.inf, most: float = math.inf
) -> float:
    """``value`` as a finite float, greater than ``above`` and from ``least`` to ``most``.

    Raises:
        ArgumentTypeError: It is not a number (a bool and text are none).
        ArgumentValueError: It is NaN, infinite or out of bounds.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        msg = f"{name} is {value!r}, a {type(value).__name__}; give a finite number"
        raise ArgumentTypeError(msg, parameter=name, value=value)
    try:
        given = float(value)
    except OverflowError as error:
        raise _refused(name, value, "must fit a float") from error
    if not math.isfinite(given):
        raise _refused(name, value, "must be finite")
    if given <= above:
        raise _refused(name, value, f"must be greater than {above:g}")
    if given < least:
        raise _refused(name, value, f"must be {least:g} or more")
    if given > most:
        raise _refused(name, value, f"must be {most:g} or less")
    return given


def numbers(
    name: str, values: object, count: int | None = None, *, least: float = -math.inf, above: float = -math.inf
) -> Floats:
    """One number an asset: a sequence of them, or a single one that stands for all ``count``.

    Raises:
        ArgumentTypeError: It is neither, or a member is not a number.
        ArgumentValueError: There are none, not ``count`` of them, or one of them is out of bounds.
    """
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if count is not None and not isinstance(values, Sequence):
        return np.full(count, number(name, values, least=least, above=above))
    if isinstance(values, str) or not isinstance(values, Sequence):
        msg = f"{name} is {values!r}, a {type(values).__name__}; give one number an asset"
        raise ArgumentTypeError(msg, parameter=name, value=values)
    given = [number(f"{name}[{i}]", value, least=least, above=above) for i, value in enumerate(values)]
    if len(given) != (count or len(given) or 1):
        wanted = (
            "a number for at least one asset" if count is None else f"one number for each of {count} assets"
        )
        raise _refused(name, values, f"must have {wanted}, not {len(given)}")
    return np.array(given)


def whole(name: str, value: object, *, least: int, most: int = MOST_TICKS) -> int:
    """``value`` as an int from ``least`` to ``most``.

    Raises:
        ArgumentTypeError: It is not a whole number (a bool is none).
        ArgumentValueError: It is out of bounds.
    """
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        given = operator.index(value)  # type: ignore[arg-type]  # what is no index raises, as it should
    except TypeError as error:
        msg = f"{name} is {value!r}, a {type(value).__name__}; give a whole number"
        raise ArgumentTypeError(msg, parameter=name, value=value) from error
    if given < least:
        raise _refused(name, value, f"must be {least} or more")
    if given > most:
        raise _refused(name, value, f"must be at most {most}")
    return given


def tick_range(first: object, last: object) -> tuple[int, int]:
    """The ticks ``[first, last)`` as ints with ``0 <= first <= last``.

    Raises:
        ArgumentTypeError: One of them is not a whole number.
        ArgumentValueError: They are out of bounds or the wrong way round.
    """
    start = whole("first", first, least=0)
    return start, whole("last", last, least=start)


def pieces(first: int, last: int, size: int = PIECE) -> Iterator[tuple[int, int]]:
    """The ticks ``[first, last)`` in ranges of at most ``size``."""
    return ((start, min(start + size, last)) for start in range(first, last, size))


def source_of(rng: object) -> Source:
    """The generator to draw from: a given one goes on where it stands, a seed starts a new one.

    Raises:
        ArgumentTypeError: It is neither a seed nor a generator.
        ArgumentValueError: The seed is negative.
    """
    if isinstance(rng, np.random.Generator | np.random.RandomState):
        return rng
    if rng is None:
        return np.random.default_rng()
    try:
        return np.random.default_rng(seed_of(rng, "rng"))
    except ArgumentTypeError as error:
        msg = (
            f"rng is {rng!r}, a {type(rng).__name__}; give a seed, a numpy Generator, a RandomState, or None"
        )
        raise ArgumentTypeError(msg, parameter="rng", value=rng) from error


def seed_of(seed: object, name: str = "seed") -> int:
    """A seed: any whole number from 0 to 2**128.

    Raises:
        ArgumentTypeError: It is not a whole number.
        ArgumentValueError: It is out of bounds.
    """
    return whole(name, seed, least=0, most=2**128)


def finite(prices: Floats, first: int = 0) -> Floats:
    """The prices as they are, if every one of them is a number.

    Args:
        prices: The prices, one tick a row.
        first: The tick of the first row, for the message.

    Raises:
        ArgumentValueError: A price left the range of a float; ``tick`` says where first.
    """
    good = np.isfinite(prices)
    if good.all():
        return prices
    tick = first + int(np.argwhere(~good)[0][0])
    msg = (
        f"the price leaves the range of a float at tick {tick}: mu, sigma or delta is too large "
        "for that many ticks; are mu and sigma annual, and is delta in trading days?"
    )
    raise ArgumentValueError(msg, tick=tick)


def _refused(name: str, value: object, why: str) -> ArgumentValueError:
    return ArgumentValueError(f"{name} is {value!r}; it {why}", parameter=name, value=value)
