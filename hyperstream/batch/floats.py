"""Columns of floats in few bytes, exact to the last bit.

Measurements are mostly decimal: 21.4, 21.5, 21.3. Where (nearly) all numbers of a column are
decimals of up to six places, they are written as integers (214, 215, 213) together with the
few that are not, such as NaN or -0.0. A number counts as decimal only if dividing the integer
gives back the very same bits, which is tested for each one. Any other column is written as
the bytes of its numbers.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import StoreFormatError
from .blocks import Reader, Writer
from .integers import read_integers, read_planes, write_integers, write_planes

_BITS, _SCALED = range(2)
_FORM = struct.Struct("<B")
_SCALED_FIELDS = struct.Struct("<BI")

_POWERS: NDArray[np.float64] = np.array([10.0**digits for digits in range(7)])
_SAMPLE = 16
_FEW_EXCEPTIONS = 8
"""One number in so many may be no decimal."""


def write_floats(out: Writer, numbers: NDArray[np.float64]) -> None:
    """Append ``float64[n]``, ``n >= 1``."""
    for digits in _possible_digits(numbers):
        scaled, decimal = _scale(numbers, float(_POWERS[digits]))
        others = np.flatnonzero(~decimal)
        if len(others) * _FEW_EXCEPTIONS <= len(numbers):
            scaled[others] = 0
            out.pack(_FORM, _SCALED)
            out.pack(_SCALED_FIELDS, digits, len(others))
            write_integers(out, scaled)
            if len(others):
                write_integers(out, others)
                write_integers(out, numbers[others].view(np.int64))
            return
    out.pack(_FORM, _BITS)
    write_planes(out, numbers.view(np.uint64), 8)


def read_floats(source: Reader, rows: int) -> NDArray[np.float64]:
    """The next ``float64[rows]``.

    Raises:
        StoreFormatError: The bytes are not such a column.
    """
    (form,) = source.unpack(_FORM)
    if form == _BITS:
        return read_planes(source, rows, 8).view(np.float64)
    digits, exceptions = source.unpack(_SCALED_FIELDS)
    if form != _SCALED or digits >= len(_POWERS) or exceptions > rows:
        msg = f"floats in form {form} with {digits} digits and {exceptions} exceptions are not known"
        raise StoreFormatError(msg)
    numbers: NDArray[np.float64] = read_integers(source, rows) / _POWERS[digits]
    if exceptions:
        places = read_integers(source, exceptions)
        numbers[places] = read_integers(source, exceptions).view(np.float64)
    return numbers


def _possible_digits(numbers: NDArray[np.float64]) -> list[int]:
    """The two smallest counts of decimal places that fit a sample of the numbers."""
    sample = numbers[:: max(1, len(numbers) // _SAMPLE)]
    _, decimal = _scale(sample[:, np.newaxis], _POWERS)
    fits = decimal.sum(axis=0) * _FEW_EXCEPTIONS >= len(sample) * (_FEW_EXCEPTIONS - 1)
    return [int(digits) for digits in np.flatnonzero(fits)[:2]]


def _scale(
    numbers: NDArray[np.float64], power: float | NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Numbers times a power of ten as integers, and for which of them reading gives the same bits."""
    with np.errstate(all="ignore"):
        scaled = np.rint(numbers * power).astype(np.int64)
    back = scaled / power
    return scaled, back.view(np.uint64) == np.ascontiguousarray(numbers).view(np.uint64)
