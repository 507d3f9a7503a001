"""Arrays that nobody writes to any more, and one made of several."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The array, closed to writing (in place: give it one that nobody else holds)."""
    array.flags.writeable = False
    return array


def given_up(holder: list[Any]) -> Any:
    """The only item of a list, closed to writing if it is an array that nobody else has.

    So what a function gave need not be copied, unless the function kept it, or a view of it, or gave what
    somebody else has. Who holds an array is told by its references, a view holds the one that it looks at.
    """
    array = holder[0]
    if type(array) is np.ndarray and array.flags.owndata:
        del array
        if _references(holder) == _ALONE:
            holder[0].flags.writeable = False
    return holder[0]


def _references(holder: list[Any]) -> int:
    # Each Python counts those of the call in its own way.
    return sys.getrefcount(holder[0]) if sys.implementation.name == "cpython" else -1


_ALONE = max(0, _references([np.zeros(1)]))


def chain_arrays(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Arrays of one dtype, one after the other; what lies so in memory already is not copied."""
    whole = _whole(arrays)
    return read_only(np.concatenate(arrays) if whole is None else whole)


def _whole(arrays: Sequence[NDArray[Any]]) -> NDArray[Any] | None:
    """The stretch of one array that all are neighbouring pieces of, in order; None where they are not."""
    base = arrays[0].base
    if not isinstance(base, np.ndarray) or base.dtype != arrays[0].dtype or base.strides != (base.itemsize,):
        return None
    begin = end = arrays[0].__array_interface__["data"][0]
    for array in arrays:
        if array.base is not base or array.__array_interface__["data"][0] != end:
            return None
        end += array.nbytes
    first = (begin - base.__array_interface__["data"][0]) // base.itemsize
    return base[first : first + (end - begin) // base.itemsize]
