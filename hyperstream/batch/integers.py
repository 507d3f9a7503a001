"""Columns of 64-bit integers in few bytes: timestamps, counts, scaled decimals.

Four forms, the smallest of which is chosen by a look at the numbers:

- raw: a few numbers as they are;
- stride: the first number and one constant step, whatever the length;
- plain: the distance of each number from the least one;
- delta: the distance of each step from the least one.

The distances of the last two are written in as many bytes as the largest needs, byte by byte
over all rows (all lowest bytes, then all second ones, ...), because bytes of one significance
resemble each other and compress well beside each other. All arithmetic is modulo 2**64, so
every ``int64`` comes back exactly.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import StoreFormatError
from .blocks import Reader, Writer

FEW = 16
"""Up to so many rows nothing is compressed: it would cost more than it saves."""

_RAW, _STRIDE, _PLAIN, _DELTA = range(4)
_FORM = struct.Struct("<B")
_STRIDE_FIELDS = struct.Struct("<qq")
_PLAIN_FIELDS = struct.Struct("<qB")
_DELTA_FIELDS = struct.Struct("<qqB")
_MODULUS = 2**64

# The two highest bytes of a number look unlike the others, so they are compressed by themselves.
_HIGH_PLANES = 2


def write_integers(out: Writer, numbers: NDArray[np.int64]) -> None:
    """Append ``int64[n]``, ``n >= 1``."""
    write_integer_rows((out,), numbers[np.newaxis])


def write_integer_rows(outs: Sequence[Writer], numbers: NDArray[np.int64]) -> None:
    """Append each row of ``int64[k, n]``, ``n >= 1``, to the writer of its own, several at once."""
    if numbers.shape[1] <= FEW:
        for out, row in zip(outs, numbers, strict=True):
            out.pack(_FORM, _RAW)
            out.raw(row.astype("<i8", copy=False).tobytes())
        return
    unsigned = numbers.view(np.uint64)
    steps = unsigned[:, 1:] - unsigned[:, :-1]
    least_steps, step_widths = _spans(steps.view(np.int64))
    leasts, widths = _spans(numbers) if any(step_widths) else (least_steps, step_widths)
    for place, out in enumerate(outs):
        least_step, step_width, least, width = (
            column[place] for column in (least_steps, step_widths, leasts, widths)
        )
        if not step_width:
            out.pack(_FORM, _STRIDE)
            out.pack(_STRIDE_FIELDS, int(numbers[place, 0]), least_step)
        elif step_width < width:
            out.pack(_FORM, _DELTA)
            out.pack(_DELTA_FIELDS, int(numbers[place, 0]), least_step, _bytes_for(step_width))
            write_planes(out, steps[place] - np.uint64(least_step % _MODULUS), _bytes_for(step_width))
        else:
            out.pack(_FORM, _PLAIN)
            out.pack(_PLAIN_FIELDS, least, _bytes_for(width))
            write_planes(out, unsigned[place] - np.uint64(least % _MODULUS), _bytes_for(width))


def read_integers(source: Reader, rows: int) -> NDArray[np.int64]:
    """The next ``int64[rows]``.

    Raises:
        StoreFormatError: The bytes are not such a column.
    """
    (form,) = source.unpack(_FORM)
    if form == _RAW:
        return np.frombuffer(source.raw(8 * rows), dtype="<i8").astype(np.int64)
    if form == _STRIDE:
        return _stride(rows, *source.unpack(_STRIDE_FIELDS))
    if form == _PLAIN:
        least, width = source.unpack(_PLAIN_FIELDS)
        return _plus(read_planes(source, rows, width), least)
    if form == _DELTA:
        first, least_step, width = source.unpack(_DELTA_FIELDS)
        steps = np.empty(rows, dtype=np.uint64)
        steps[0] = first % _MODULUS
        steps[1:] = read_planes(source, rows - 1, width)
        steps[1:] += np.uint64(least_step % _MODULUS)
        return steps.cumsum(out=steps).view(np.int64)
    msg = f"integers in form {form} are not known"
    raise StoreFormatError(msg)


def write_planes(out: Writer, numbers: NDArray[np.uint64], width: int) -> None:
    """Append the ``width`` lowest bytes of each number, lowest bytes of all rows first."""
    if width == 1:
        return out.block(numbers.astype(np.uint8).data)
    columns = numbers.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)
    planes = np.ascontiguousarray(columns[:, :width].T)
    for start, stop in _groups(width):
        out.block(planes[start:stop].ravel().data)
    return None


def read_planes(source: Reader, rows: int, width: int) -> NDArray[np.uint64]:
    """The next ``uint64[rows]``."""
    if not 1 <= width <= 8:
        msg = f"numbers of {width} bytes are not known"
        raise StoreFormatError(msg)
    if width == 1:
        return np.frombuffer(source.block(rows), dtype=np.uint8).astype(np.uint64)
    columns: NDArray[Any] = np.zeros((rows, 8), dtype=np.uint8)
    for start, stop in _groups(width):
        planes = np.frombuffer(source.block((stop - start) * rows), dtype=np.uint8).reshape(
            stop - start, rows
        )
        for place, plane in enumerate(planes, start):
            columns[:, place] = plane
    return columns.view("<u8").reshape(rows).astype(np.uint64, copy=False)


def _stride(rows: int, first: int, step: int) -> NDArray[np.int64]:
    if step > 0 and first + step * rows < _MODULUS // 2:
        return np.arange(first, first + step * rows, step, dtype=np.int64)
    return _plus(np.arange(rows, dtype=np.uint64) * np.uint64(step % _MODULUS), first)


def _groups(width: int) -> list[tuple[int, int]]:
    low = width - _HIGH_PLANES
    return [(0, low), (low, width)] if low > 0 else [(0, width)]


def _spans(numbers: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """The least number of each row, and how far the greatest lies above it."""
    leasts = numbers.min(axis=1).tolist()
    mosts = numbers.max(axis=1).tolist()
    return leasts, [most - least for most, least in zip(mosts, leasts, strict=True)]


def _bytes_for(number: int) -> int:
    return max(1, (number.bit_length() + 7) // 8)


def _plus(numbers: NDArray[np.uint64], offset: int) -> NDArray[np.int64]:
    numbers += np.uint64(offset % _MODULUS)
    return numbers.view(np.int64)
