"""The ledger's partition of time: sorted, disjoint parts, equal neighbours merged.

What is not listed is "not computed, never changed, nothing cut". Every function takes and gives
parts in canonical form, so that equal ledgers are equal values, and touches only the parts around
the interval it is about. Merging asks for equality of everything, therefore it never alters what
is visible.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from .model import NO_FINGERPRINT, NO_INPUTS, Part

Parts = tuple[Part, ...]

_start = itemgetter(0)
_end = itemgetter(1)
_BLANK = (NO_FINGERPRINT, 0, NO_INPUTS, ())


def around(parts: Parts, a: int, b: int) -> tuple[int, int]:
    """``(low, high)`` such that ``parts[low:high]`` are those sharing an instant with ``(a, b]``."""
    low = bisect_right(parts, a, key=_end)
    return low, bisect_left(parts, b, low, key=_start)


def pieces(parts: Parts, a: int, b: int) -> Iterator[Part]:
    """All of ``(a, b]`` as parts, cut off at its ends, gaps included as blank parts."""
    low, high = around(parts, a, b)
    for part in parts[low:high]:
        if part.a > a:
            yield Part(a, part.a)
            a = part.a
        end = part.b if part.b < b else b
        yield part if part.a == a and part.b == end else part._replace(a=a, b=end)
        a = end
    if a < b:
        yield Part(a, b)


def rewrite(parts: Parts, a: int, b: int, change: Callable[[Part], Part]) -> Parts:
    """The partition with ``change`` applied to everything in ``(a, b]``, gaps included.

    Parts are split at the ends of the interval; ``change`` must keep ``a`` and ``b``.
    """
    if a >= b:
        return parts
    low, high = around(parts, a, b)
    # The neighbours are taken in, because they may now be equal to what stands beside them.
    before, beyond = max(low - 1, 0), high + 1
    window = list(parts[before:low])
    if low < high and parts[low].a < a:
        window.append(parts[low]._replace(b=a))
    window += [change(piece) for piece in pieces(parts, a, b)]
    if low < high and parts[high - 1].b > b:
        window.append(parts[high - 1]._replace(a=b))
    window += parts[high:beyond]
    return parts[:before] + merged(window) + parts[beyond:]


def merged(parts: Iterable[Part]) -> Parts:
    """Sorted, disjoint parts in canonical form: blank ones left out, equal neighbours as one."""
    out: list[Part] = []
    for part in parts:
        if part[2:] == _BLANK:
            continue
        if out and out[-1].b == part.a and out[-1][2:] == part[2:]:
            out[-1] = out[-1]._replace(b=part.b)
        else:
            out.append(part)
    return tuple(out)


def uniform(parts: Parts, a: int, b: int) -> Part | None:
    """The one part that holds all of ``(a, b]``, or None."""
    low = bisect_right(parts, a, key=_end)
    if low < len(parts) and parts[low].a <= a and b <= parts[low].b:
        return parts[low]
    return None
