"""Two streams multiplied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import mul

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.utils import from_ms


class Product(Tool):
    """The products of the values of two streams that have the same timestamps.

    A timestamp that only one of them has is an error. As 0.3.8 product v0.0.1, where what one stream had
    after the end of the other was dropped.
    """

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        left, right = (source.window(interval, force_calculation=True).to_batch() for source in sources)
        if left.timestamps is not right.timestamps and not np.array_equal(left.timestamps, right.timestamps):
            alone = np.setxor1d(left.timestamps, right.timestamps, assume_unique=True)
            when = from_ms(int(alone[0]))
            msg = f"the sources are not aligned: only one of them has {when}; aligned_merge leaves it out"
            raise ValueError(msg)
        yield left.with_values(_products(left, right))


def _products(left: Batch, right: Batch) -> object:
    kinds = [
        values.dtype.kind if isinstance(values, np.ndarray) else "O" for values in (left.values, right.values)
    ]
    # Two columns of integers may give numbers beyond 64 bits, which only Python's can hold.
    if kinds in (["f", "f"], ["f", "i"], ["i", "f"]):
        with np.errstate(over="ignore", invalid="ignore"):
            products = np.multiply(left.values, right.values)
            products.flags.writeable = False  # nobody else has it, so it need not be copied
            return products
    return list(map(mul, left.values_list(), right.values_list()))
