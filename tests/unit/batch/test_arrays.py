from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hyperstream.batch.arrays import given_up

KEPT: list[Any] = []


def made() -> Any:
    return np.arange(5.0)


def kept() -> Any:
    KEPT.append(np.arange(5.0))
    return KEPT[-1]


def kept_in_part() -> Any:
    array = np.arange(5.0)
    KEPT.append(array[2:])
    return array


def kept_as_memory() -> Any:
    array = np.arange(5.0)
    KEPT.append(memoryview(array))
    return array


def part_of_another() -> Any:
    return np.arange(10.0)[:5]


def of_other_memory() -> Any:
    return np.frombuffer(bytearray(40))


class Counted(np.ndarray[Any, Any]):
    """An array that may do more than hold numbers."""


def of_another_class() -> Any:
    return np.arange(5.0).view(Counted).copy()


def test_an_array_that_nobody_else_has_is_closed_and_not_copied() -> None:
    holder = [made()]
    address = holder[0].ctypes.data
    array = given_up(holder)
    assert not array.flags.writeable
    assert array.ctypes.data == address
    assert array.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    "function", [kept, kept_in_part, kept_as_memory, part_of_another, of_other_memory, of_another_class]
)
def test_an_array_that_somebody_may_write_to_stays_open(function: Any) -> None:
    assert given_up([function()]).flags.writeable
    KEPT.clear()


@pytest.mark.parametrize("thing", [None, 3, [1.0], (2,)])
def test_anything_else_is_as_it_was(thing: Any) -> None:
    assert given_up([thing]) is thing
