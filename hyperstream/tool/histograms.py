"""Bins and percentages as tools declare them: by a rule, or one by one."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.statistics import histogram


class Bins:
    """Bins between breaks, and one at each side of them that has no other end.

    Args:
        first_break: The first break.
        break_width: From one break to the next.
        n_breaks: How many breaks.
        breaks: The breaks themselves, instead of the three above.

    Attributes:
        edges: ``-inf``, the breaks, ``inf``: one more than there are bins.

    Raises:
        ArgumentValueError: (a `ValueError`) No breaks, or breaks that do not rise.
    """

    def __init__(
        self, first_break: float, break_width: float, n_breaks: int, breaks: Sequence[float] | None = None
    ) -> None:
        if breaks is None:
            breaks = [first_break + place * break_width for place in range(n_breaks)]
        rising = all(a < b for a, b in pairwise(breaks))
        if not (breaks and rising and all(map(math.isfinite, breaks))):
            msg = f"the breaks are {breaks!r}; they have to rise, there has to be one, and none is infinite"
            raise ArgumentValueError(msg, breaks=breaks)
        self.edges = [-math.inf, *breaks, math.inf]

    def counts(self, numbers: Iterable[float]) -> list[int]:
        """How many of the numbers fall into each bin; a bin holds its lower edge, the last both.

        Raises:
            ArgumentTypeError: (a `TypeError`) Something is no number.
        """
        column = np.array(list(numbers))
        if column.dtype.kind not in "iufb":
            msg = f"a histogram counts numbers, not {numbers!r}; with categorical=True it counts anything"
            raise ArgumentTypeError(msg, numbers=numbers)
        found, _ = histogram(column, self.edges)
        return [int(count) for count in found]

    @staticmethod
    def categories(items: Iterable[Any]) -> dict[str, int]:
        """How often each item is there, by its text, in which ``.`` and ``$`` are spelled out."""
        return dict(Counter(str(item).replace(".", "__dot__").replace("$", "__dollar__") for item in items))


def percentages(n_segments: int, given: Sequence[float] | None = None) -> list[float]:
    """The percentages given, else those that divide 0 to 100 into equal parts.

    Raises:
        ArgumentValueError: (a `ValueError`) No part, or a percentage outside 0 to 100.
    """
    if given is None:
        if n_segments < 1:
            msg = f"n_segments is {n_segments}; it must be at least 1"
            raise ArgumentValueError(msg, n_segments=n_segments)
        return [100.0 * place / n_segments for place in range(n_segments + 1)]
    wrong = [percentage for percentage in given if not 0 <= percentage <= 100]
    if wrong:
        msg = f"percentiles has {wrong[0]!r}; each must lie between 0 and 100"
        raise ArgumentValueError(msg, percentiles=given)
    return list(given)


def csv_text(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """The rows as CSV text (RFC 4180; lines end in a line feed) under one with the names of the columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
