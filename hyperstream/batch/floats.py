"""Columns of floats in few bytes, exact to the last bit.

Measurements are mostly decimal: 21.4, 21.5, 21.3. Where (nearly) all numbers of a column are
decimals of up to six places, they are written as integers (214, 215, 213) together with the
few that are not, such as NaN or -0.0. A number counts as decimal only if dividing the integer
gives back the very same bits, which is tested for each one. Any other column is written as
the bytes of its numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import StoreFormatError
from .blocks import Reader, Writer
from .integers import read_integers, read_planes, write_integer_rows, write_integers, write_planes

_BITS, _SCALED = range(2)
_FORM = struct.Struct("<B")
_SCALED_FIELDS = struct.Struct("<BI")

_POWERS: NDArray[np.float64] = np.array([10.0**digits for digits in range(7)])
_SAMPLE = 16
_FEW_EXCEPTIONS = 8
"""One number in so many may be no decimal."""


def write_floats(out: Writer, numbers: NDArray[np.float64]) -> None:
    """Append ``float64[n]``, ``n >= 1``."""
    write_float_rows((out,), numbers[np.newaxis])


def write_float_rows(outs: Sequence[Writer], numbers: NDArray[np.float64]) -> None:
    """Append each row of ``float64[k, n]``, ``n >= 1``, to the writer of its own, several at once."""
    possible = _possible_digits(numbers)
    start = 0
    for digits, alike in groupby(possible, key=lambda found: found[:1]):
        stop = start + len(list(alike))
        if digits:
            _write_decimals(outs[start:stop], numbers[start:stop], possible[start:stop])
        else:
            _write_bits(outs[start:stop], numbers[start:stop])
        start = stop


def _write_decimals(
    outs: Sequence[Writer], numbers: NDArray[np.float64], possible: Sequence[Sequence[int]]
) -> None:
    """As integers, those rows that are such decimals; the others with the next possible count of digits."""
    digits = possible[0][0]
    scaled, decimal = _scale(numbers, float(_POWERS[digits]))
    if decimal.all():
        for out in outs:
            out.pack(_FORM, _SCALED)
            out.pack(_SCALED_FIELDS, digits, 0)
        return write_integer_rows(outs, scaled)
    for place, out in enumerate(outs):
        row = numbers[place]
        others = np.flatnonzero(~decimal[place])
        if len(others) * _FEW_EXCEPTIONS <= len(row):
            _write_with_exceptions(out, digits, scaled[place], row, others)
        elif rest := possible[place][1:]:
            _write_decimals((out,), row[np.newaxis], (rest,))
        else:
            _write_bits((out,), row[np.newaxis])
    return None


def _write_with_exceptions(
    out: Writer,
    digits: int,
    scaled: NDArray[np.int64],
    numbers: NDArray[np.float64],
    others: NDArray[np.intp],
) -> None:
    scaled[others] = 0
    out.pack(_FORM, _SCALED)
    out.pack(_SCALED_FIELDS, digits, len(others))
    write_integers(out, scaled)
    if len(others):
        write_integers(out, others)
        write_integers(out, numbers[others].view(np.int64))


def _write_bits(outs: Sequence[Writer], numbers: NDArray[np.float64]) -> None:
    for out, row in zip(outs, numbers, strict=True):
        out.pack(_FORM, _BITS)
        write_planes(out, row.view(np.uint64), 8)


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


def _possible_digits(numbers: NDArray[np.float64]) -> list[list[int]]:
    """Of each row, the two smallest counts of decimal places that fit a sample of its numbers."""
    sample = numbers[:, :: max(1, numbers.shape[1] // _SAMPLE)]
    _, decimal = _scale(sample[:, :, np.newaxis], _POWERS)
    fits = decimal.sum(axis=1) * _FEW_EXCEPTIONS >= sample.shape[1] * (_FEW_EXCEPTIONS - 1)
    return [[digits for digits, fit in enumerate(row) if fit][:2] for row in fits.tolist()]


def _scale(
    numbers: NDArray[np.float64], power: float | NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Numbers times a power of ten as integers, and for which of them reading gives the same bits."""
    with np.errstate(all="ignore"):
        scaled = np.rint(numbers * power).astype(np.int64)
    back = scaled / power
    return scaled, back.view(np.uint64) == np.ascontiguousarray(numbers).view(np.uint64)
