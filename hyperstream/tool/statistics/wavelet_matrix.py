"""The k-th smallest row of any stretch of rows, in as many steps as the number of rows has bits.

Source: F. Claude, G. Navarro and A. Ordonez, The wavelet matrix, Information Systems 47 (2015).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..windows import Places

Ranks = NDArray[np.int32]


class WaveletMatrix:
    """Ranks arranged so that the k-th smallest of any stretch of them is found quickly.

    Args:
        ranks: ``int32[n]``, at least one; each from 0 to n - 1 once.
    """

    def __init__(self, ranks: Ranks) -> None:
        self._levels: list[tuple[int, NDArray[np.int32]]] = []
        for bit in reversed(range(max(1, (len(ranks) - 1).bit_length()))):
            zero = (ranks >> bit & 1) == 0
            before = np.zeros(len(ranks) + 1, dtype=np.int32)
            np.cumsum(zero, out=before[1:])
            self._levels.append((bit, before))
            ranks = np.concatenate((ranks[zero], ranks[~zero]))

    def smallest(self, starts: Places, stops: Places, k: NDArray[np.int64]) -> Ranks:
        """The k-th smallest (from 0) of each stretch ``[start:stop]``, which has to hold more than k."""
        rank = np.zeros(len(k), dtype=np.int32)
        for bit, before in self._levels:
            zeros_from, zeros_to = before[starts], before[stops]
            zeros = zeros_to - zeros_from
            upper = k >= zeros
            starts = np.where(upper, before[-1] + starts - zeros_from, zeros_from)
            stops = np.where(upper, before[-1] + stops - zeros_to, zeros_to)
            k = np.where(upper, k - zeros, k)
            rank |= upper.astype(np.int32) << bit
        return rank
